import Statistics

/// Points with an estimate on either axis, "effect against cost, a point a coefficient".
public struct ScatterChart: Sendable, Codable, Equatable {
  /// Drawn at the top of the figure.
  public let title: String
  /// Name and unit of the horizontal axis.
  public let xAxis: String
  /// Name and unit of the vertical axis.
  public let yAxis: String
  /// Colored by their place among those that are no nulls.
  public let series: [Series]
  /// Thresholds on either axis, drawn as dashed lines.
  public let xMarks: [AxisMark]
  /// Those of the vertical axis.
  public let yMarks: [AxisMark]

  /// Both axes cover 0, their marks and every interval.
  public init(
    title: String, xAxis: String, yAxis: String, series: [Series], xMarks: [AxisMark] = [],
    yMarks: [AxisMark] = []
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.xMarks = xMarks
    self.yMarks = yMarks
  }

  /// Points under one name.
  public struct Series: Sendable, Codable, Equatable {
    /// Stands in the key above the plot.
    public let name: String
    /// In the order in which a line joins them. Points that are not finite are left out.
    public let points: [Point]
    /// A line joins the points in their order: a Pareto front, or a path of rising coefficients.
    public let isConnected: Bool
    /// What the effect is compared with (random directions, shuffled labels); drawn in grey.
    public let isNull: Bool

    /// - Parameter isConnected: joins the points by a line, in their order.
    public init(
      _ name: String, _ points: [Point], isConnected: Bool = false, isNull: Bool = false
    ) {
      self.name = name
      self.points = points
      self.isConnected = isConnected
      self.isNull = isNull
    }
  }

  /// One thing by two estimates.
  public struct Point: Sendable, Codable, Equatable {
    /// Stands at the point where there is room for it; empty for none.
    public let label: String
    /// In the horizontal axis's unit.
    public let x: Estimate
    /// In the vertical axis's unit.
    public let y: Estimate

    /// - Parameter label: may be empty.
    public init(_ label: String, x: Estimate, y: Estimate) {
      self.label = label
      self.x = x
      self.y = y
    }
  }
}
