import Statistics

/// Numbers by row and column, each a cell whose color is its size.
public struct HeatMap: Sendable, Codable, Equatable {
  /// Drawn at the top of the figure.
  public let title: String
  /// Name and unit of the numbers, "recovery" or "slope (nats per unit of c)".
  public let quantity: String
  /// What the rows are, "layer".
  public let rowAxis: String
  /// What the columns are, "position".
  public let columnAxis: String
  /// The columns' labels, left to right.
  public let columns: [String]
  /// Top to bottom.
  public let rows: [Row]
  /// How the numbers become tints.
  public let scale: ColorScale
  /// What a frame around a cell means, "interval excludes 0"; nil when no cell is marked.
  public let mark: String?

  /// Throws `ReportingError.unfitTable` when a row is not as wide as the header.
  public init(
    title: String, quantity: String, rowAxis: String, columnAxis: String, columns: [String],
    rows: [Row], scale: ColorScale = .diverging(), mark: String? = nil
  ) throws {
    guard rows.allSatisfy({ $0.cells.count == columns.count }) else {
      throw ReportingError.unfitTable(
        title: title, columns: columns.count, rowWidths: rows.map(\.cells.count))
    }
    self.title = title
    self.quantity = quantity
    self.rowAxis = rowAxis
    self.columnAxis = columnAxis
    self.columns = columns
    self.rows = rows
    self.scale = scale
    self.mark = mark
  }

  /// Decoding checks what the memberwise initializer checks.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      title: container.decode(String.self, forKey: .title),
      quantity: container.decode(String.self, forKey: .quantity),
      rowAxis: container.decode(String.self, forKey: .rowAxis),
      columnAxis: container.decode(String.self, forKey: .columnAxis),
      columns: container.decode([String].self, forKey: .columns),
      rows: container.decode([Row].self, forKey: .rows),
      scale: container.decode(ColorScale.self, forKey: .scale),
      mark: container.decodeIfPresent(String.self, forKey: .mark))
  }

  /// A labelled row of cells.
  public struct Row: Sendable, Codable, Equatable {
    /// Stands at the left.
    public let label: String
    /// As many as the chart has columns.
    public let cells: [Cell]

    /// - Parameter cells: as many as the chart has columns.
    public init(_ label: String, _ cells: [Cell]) {
      self.label = label
      self.cells = cells
    }

    /// Numbers without intervals; those at `marked` get a frame.
    public init(_ label: String, _ values: [Double], marked: Set<Int> = []) {
      self.init(
        label, values.enumerated().map { Cell($1, isMarked: marked.contains($0)) })
    }
  }

  /// A number with its tint, its interval and its frame.
  public struct Cell: Sendable, Codable, Equatable {
    /// Not finite where nothing was measured.
    public let value: Double
    /// Nil where the number has none.
    public let interval: Interval?
    /// Whether it gets a frame, which means what ``HeatMap/mark`` says.
    public let isMarked: Bool

    /// A number without an interval.
    public init(_ value: Double, isMarked: Bool = false) {
      self.value = value
      interval = nil
      self.isMarked = isMarked
    }

    /// Its interval is printed in the cell where there is room.
    public init(_ estimate: Estimate, isMarked: Bool) {
      value = estimate.value
      interval = estimate.interval
      self.isMarked = isMarked
    }

    /// Marked when its interval excludes 0.
    public init(_ estimate: Estimate) {
      self.init(estimate, isMarked: !estimate.interval.contains(0))
    }
  }
}
