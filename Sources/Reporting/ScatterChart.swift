import Statistics

/// Points with an estimate on either axis, "effect against cost, a point a coefficient".
public struct ScatterChart: Sendable, Codable, Equatable {
  public let title: String
  /// Name and unit of the horizontal axis.
  public let xAxis: String
  public let yAxis: String
  public let series: [Series]
  /// Thresholds on either axis, drawn as dashed lines.
  public let xMarks: [AxisMark]
  public let yMarks: [AxisMark]

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

  public struct Series: Sendable, Codable, Equatable {
    public let name: String
    public let points: [Point]
    /// A line joins the points in their order: a Pareto front, or a path of rising coefficients.
    public let isConnected: Bool
    /// What the effect is compared with (random directions, shuffled labels); drawn in grey.
    public let isNull: Bool

    public init(
      _ name: String, _ points: [Point], isConnected: Bool = false, isNull: Bool = false
    ) {
      self.name = name
      self.points = points
      self.isConnected = isConnected
      self.isNull = isNull
    }
  }

  public struct Point: Sendable, Codable, Equatable {
    /// Stands at the point where there is room for it; empty for none.
    public let label: String
    public let x: Estimate
    public let y: Estimate

    public init(_ label: String, x: Estimate, y: Estimate) {
      self.label = label
      self.x = x
      self.y = y
    }
  }
}
