import Claims
import Formatting
import Statistics

/// A small table of results; numbers stay numbers until the page is woven.
public struct Table: Sendable, Codable, Equatable {
  /// Stands above the table.
  public let title: String
  /// The header, left to right. A column without a text cell is aligned to the right.
  public let columns: [String]
  /// Top to bottom, each with as many cells as there are columns.
  public let rows: [[Cell]]

  /// Throws `ReportingError.unfitTable` when a row is not as wide as the header.
  public init(_ title: String, columns: [String], rows: [[Cell]]) throws {
    guard !columns.isEmpty, rows.allSatisfy({ $0.count == columns.count }) else {
      throw ReportingError.unfitTable(
        title: title, columns: columns.count, rowWidths: rows.map(\.count))
    }
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// Decoding checks what `init(_:columns:rows:)` checks.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      container.decode(String.self, forKey: .title),
      columns: container.decode([String].self, forKey: .columns),
      rows: container.decode([[Cell]].self, forKey: .rows))
  }

  /// What stands in a cell. How many digits it is shown with is decided column by column.
  public enum Cell: Sendable, Codable, Equatable {
    case text(String)
    /// At least three significant digits, with the same decimals throughout a column where sizes
    /// allow.
    case number(Double)
    case integer(Int)
    /// With its interval, at the precision that the interval's width asks for.
    case estimate(Estimate)
    /// Two significant digits, at most four decimals.
    case pValue(Double)
    case empty
  }
}

extension Table.Cell: ExpressibleByStringInterpolation, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// A literal text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A literal number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A literal whole number, which is never rounded.
  public init(integerLiteral value: Int) { self = .integer(value) }
}

extension Table {
  /// As a GitHub table: numbers to the right, the decimals of a column alike.
  var markdown: String { grid.markdown }

  /// Row by row, what its cells show.
  var texts: [[String]] {
    let texts = columns.indices.map { column in format(rows.map { $0[column] }) }
    return rows.indices.map { row in columns.indices.map { texts[$0][row] } }
  }

  /// Numbers to the right, the decimals of a column alike.
  var grid: Grid {
    let texts = texts
    return Grid(
      columns: columns.indices.map { column in
        let cells = rows.map { $0[column] }
        return Grid.Column(
          name: columns[column], isNumeric: !cells.isEmpty && !cells.contains(where: \.isText))
      },
      rows: rows.indices.map { row in
        columns.indices.map { Grid.Cell(texts[row][$0], order: rows[row][$0].order) }
      })
  }

  private func format(_ cells: [Cell]) -> [String] {
    let numbers = cells.compactMap { if case .number(let x) = $0, x.isFinite { x } else { nil } }
    let decimals = commonDecimals(numbers)
    return cells.map { cell in
      switch cell {
      case .text(let text): text
      case .number(let x):
        decimals.map { Formatted.fixed(x, decimals: $0) } ?? Formatted.number(x)
      case .integer(let n): n < 0 ? "−\(n.magnitude)" : "\(n)"
      case .estimate(let estimate): Formatted.estimate(estimate)
      case .pValue(let p): Formatted.pValue(p)
      case .empty: ""
      }
    }
  }

  /// The decimals that show every number of the column to three significant digits, or nil when
  /// their sizes are too far apart for one precision.
  private func commonDecimals(_ numbers: [Double]) -> Int? {
    let sizes = numbers.map(\.magnitude).filter { $0 > 0 }
    guard let largest = sizes.max(), let smallest = sizes.min(), largest < 1e6,
      smallest > 1e-4, largest / smallest <= 1_000
    else { return nil }
    let decimals = numbers.map { Formatted.number($0) }.map { text in
      text.firstIndex(of: ".").map { text[$0...].count - 1 } ?? 0
    }
    return decimals.max()
  }
}

extension Table.Cell {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }

  fileprivate var order: Double? {
    switch self {
    case .number(let x), .pValue(let x): x
    case .integer(let n): Double(n)
    case .estimate(let estimate): estimate.value
    case .text, .empty: nil
    }
  }
}
