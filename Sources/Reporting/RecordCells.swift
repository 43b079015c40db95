import Formatting
import Statistics

/// What a record's tables and charts hold, by the names that a reader sees there: title, row, column.
///
/// A table's row is named by its first cell, or by as many of the first as tell it apart ("sentiment, true"); a
/// heat map's by its label; a line chart's row is a series and its column a place on the axis; a forest has rows
/// alone; a scatter's rows are a series and a label, its columns `x` and `y`.
struct RecordCells: Sendable {
  /// One number or text, as the page shows it.
  struct Cell: Sendable {
    /// Everything it may be called by.
    let rows: [String]
    /// Nil where there are rows alone.
    let column: String?
    let text: String
    var value: Double? = nil
    var interval: Interval? = nil

    /// Without an interval.
    var short: String {
      text.firstRange(of: " [").map { String(text[..<$0.lowerBound]) } ?? text
    }

    /// What it counts as: its number, or the one that its text begins with ("9 of 10", "✓ 0.91").
    var size: Double? {
      let size =
        value
        ?? text.prefixMatch(of: /[✓✗⚑ ]*([−-]?\d+(\.\d+)?)/).flatMap {
          RecordCells.number(String($0.1))
        }
      return size.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  let model: String
  /// Whether the model could not run the scenario at all.
  let isEmpty: Bool
  /// In the order of the outputs.
  private let cells: [(title: String, cell: Cell)]
  /// "S10 on smollm2-135m".
  private let place: String

  init(_ record: PageRecord, of page: String) {
    model = record.engine
    isEmpty = record.outputs.isEmpty
    place = "\(page) on \(record.engine)"
    cells = record.outputs.flatMap { output -> [(String, Cell)] in
      switch output.content {
      case .table(let table): Self.cells(of: table).map { (table.title, $0) }
      case .chart(let chart, _): Self.cells(of: chart).map { (chart.title, $0) }
      case .text, .evidence: []
      }
    }
  }

  /// Those of a title, in the named row and column. A name is a name; `only row` where there is no other;
  /// `largest row` or `largest column`, the first with the largest number; or `every row`, `some row`,
  /// `every column`, `some column`. Without any of the last four there is exactly one cell.
  func named(_ title: String, _ names: [String]) throws -> [Cell] {
    let titled = cells.filter { $0.title == title }.map(\.cell)
    guard !titled.isEmpty else {
      throw Placeholders.Unknown(
        reason: "\(place) has no '\(title)'; it has \(Self.list(cells.map(\.title)))")
    }
    let hasColumns = titled.contains { $0.column != nil }
    guard names.count == (hasColumns ? 2 : 1) else {
      throw Placeholders.Unknown(
        reason: "'\(title)' is read by \(hasColumns ? "row and column" : "row alone")"
          + ", got \(names.count) names")
    }
    var found = titled
    if names[0] == "only row" {
      guard Set(titled.map(\.rows)).count == 1 else {
        throw Placeholders.Unknown(
          reason: "'\(title)' of \(place) has several rows: "
            + Self.list(titled.compactMap(\.rows.first)))
      }
    } else if !Self.isSelector(names[0]) {
      found = found.filter { $0.rows.contains { Self.same($0, names[0]) } }
      guard !found.isEmpty else {
        throw Placeholders.Unknown(
          reason: "'\(title)' of \(place) has no row '\(names[0])'; it has "
            + Self.list(titled.compactMap(\.rows.first)))
      }
    }
    if hasColumns, !Self.isSelector(names[1]) {
      let columns = Self.list(found.compactMap(\.column))
      found = found.filter { $0.column.map { Self.same($0, names[1]) } ?? false }
      guard !found.isEmpty else {
        throw Placeholders.Unknown(
          reason: "'\(title)' of \(place) has no column '\(names[1])'; it has \(columns)")
      }
    }
    if names.contains(where: { ["largest row", "largest column"].contains($0) }) {
      let largest = found.compactMap(\.size).max()
      guard let largest, let cell = found.first(where: { $0.size == largest }) else {
        throw Placeholders.Unknown(reason: "'\(title)' of \(place) has no number there")
      }
      return [cell]
    }
    if !names.contains(where: Self.isSelector), found.count > 1 {
      throw Placeholders.Unknown(
        reason:
          "'\(title)' of \(place) has \(found.count) cells '\(names.joined(separator: " | "))'; say which: "
          + Self.list(found.compactMap { $0.rows.prefix(2).last }))
    }
    return found
  }

  private static func isSelector(_ name: String) -> Bool {
    name.wholeMatch(of: /(every|some|largest) (row|column)/) != nil
  }

  /// Each once, the first dozen.
  private static func list(_ names: [String]) -> String {
    let distinct = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return distinct.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
      + (distinct.count > 12 ? ", …" : "")
  }

  /// "0.25" is the row "0.250" too.
  private static func same(_ name: String, _ asked: String) -> Bool {
    name == asked || (number(name).map { $0 == number(asked) } ?? false)
  }

  fileprivate static func number(_ text: String) -> Double? {
    Double(text.replacing("−", with: "-"))
  }

  private static func cells(of table: Table) -> [Cell] {
    zip(table.rows, table.texts).flatMap { row, texts -> [Cell] in
      let names = texts.indices.map { texts[...$0].joined(separator: ", ") }
      return table.columns.indices.map { column in
        let text = texts[column]
        return switch row[column] {
        case .estimate(let estimate):
          Cell(
            rows: names, column: table.columns[column], text: text, value: estimate.value,
            interval: estimate.interval)
        case .number(let x):
          // A column's common decimals are for reading down; in a sentence they are noise.
          Cell(
            rows: names, column: table.columns[column], text: Formatted.number(x), value: x)
        case .pValue(let x):
          Cell(rows: names, column: table.columns[column], text: text, value: x)
        case .integer(let n):
          Cell(rows: names, column: table.columns[column], text: text, value: Double(n))
        case .text, .empty: Cell(rows: names, column: table.columns[column], text: text)
        }
      }
    }
  }

  private static func cell(_ rows: [String], _ column: String?, _ estimate: Estimate) -> Cell {
    let isBare = estimate.interval.lower == estimate.interval.upper
    return Cell(
      rows: rows, column: column,
      text: isBare ? Formatted.number(estimate.value) : Formatted.estimate(estimate),
      value: estimate.value, interval: isBare ? nil : estimate.interval)
  }

  private static func cells(of chart: Chart) -> [Cell] {
    switch chart {
    case .forest(let chart):
      chart.rows.map { row in
        cell([row.label] + (row.group.map { ["\($0), \(row.label)"] } ?? []), nil, row.estimate)
      }
    case .lines(let chart):
      chart.series.flatMap { series in
        series.points.map { cell([series.name], Formatted.number($0.x), $0.estimate) }
      }
    case .scatter(let chart):
      chart.series.flatMap { series in
        series.points.flatMap { point -> [Cell] in
          let rows = [series.name, "\(series.name), \(point.label)"]
          return [cell(rows, "x", point.x), cell(rows, "y", point.y)]
        }
      }
    case .heatMap(let chart):
      chart.rows.flatMap { row in
        zip(chart.columns, row.cells).map { column, number in
          number.interval.map {
            cell([row.label], column, Estimate(value: number.value, interval: $0))
          }
            ?? Cell(
              rows: [row.label], column: column, text: Formatted.number(number.value),
              value: number.value)
        }
      }
    case .tokens: []
    }
  }
}

extension RecordCells.Cell {
  /// - Parameter kind: `value` leaves the interval out; `row` and `column` say where the cell is; nil is all of it.
  func shown(_ kind: String?) -> String {
    switch kind {
    case "row": rows.first ?? ""
    case "column": column ?? ""
    case "value": short
    default: text
    }
  }

  /// Whether it is as a rule says: `> 0.25`, `< 1`, `< "row"`, `includes 0`, `is yes`, `begins ✓`. A number that
  /// has an interval is above or below where the whole of that is, and of two intervals where they are apart.
  ///
  /// Nil where one of the two is no number: not every model has an effect that a share could be of.
  ///
  /// - Parameter row: gives the cell of that row in the same table and column.
  func keeps(_ rule: String, row: (String) throws -> RecordCells.Cell) throws -> Bool? {
    guard let match = rule.wholeMatch(of: /(>|<|includes|is|begins) (.+)/) else {
      throw Placeholders.Unknown(
        reason:
          "'\(rule)' is no rule; one is: > 1, < 1, > \"row\", < \"row\", includes 0, is TEXT, begins TEXT"
      )
    }
    let operand = String(match.2)
    switch match.1 {
    case "is": return text == operand || short == operand
    case "begins": return text.hasPrefix(operand)
    default: break
    }
    let other = try operand.wholeMatch(of: /"(.+)"/).map { try row(String($0.1)) }
    if other == nil, RecordCells.number(operand) == nil {
      throw Placeholders.Unknown(reason: "'\(operand)' in the rule '\(rule)' is no number")
    }
    guard let limit = other.map(\.size) ?? RecordCells.number(operand), let size else { return nil }
    switch match.1 {
    case ">": return interval?.lower ?? size > other?.interval?.upper ?? limit
    case "<": return interval?.upper ?? size < other?.interval?.lower ?? limit
    default: return interval?.contains(limit) ?? (size == limit)
    }
  }
}
