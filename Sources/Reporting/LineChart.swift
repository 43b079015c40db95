import Statistics

/// One or more series over a numeric axis, with intervals.
public struct LineChart: Sendable, Codable, Equatable {
  /// Drawn at the top of the figure.
  public let title: String
  /// Name and unit of the horizontal axis.
  public let xAxis: String
  /// Name and unit of the vertical axis.
  public let yAxis: String
  /// Colored by their place among those that are no nulls.
  public let series: [Series]
  /// δ, drawn as a dashed line.
  public let threshold: Double?
  /// How points and their intervals are drawn.
  public let marks: Marks
  /// Upright dashed lines: the chosen layer, the boundaries of thirds.
  public let xMarks: [AxisMark]
  /// What the vertical axis shows; a value beyond it is drawn as a triangle at the edge. Nil fits everything.
  public let limits: ClosedRange<Double>?

  /// How points and their intervals are drawn.
  public enum Marks: String, Sendable, Codable {
    /// Lines through the points with their intervals as bands, for a quantity that is continuous.
    case bands
    /// Points with whiskers, for layers and other whole numbers.
    case whiskers
  }

  /// The vertical axis covers 0, δ and every interval unless `limits` says what it shows.
  public init(
    title: String, xAxis: String, yAxis: String, series: [Series], threshold: Double? = nil,
    marks: Marks, xMarks: [AxisMark] = [], limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.threshold = threshold
    self.marks = marks
    self.xMarks = xMarks
    self.limits = limits
  }

  /// Points under one name.
  public struct Series: Sendable, Codable, Equatable {
    /// Stands beside the last point.
    public let name: String
    /// Joined by `x` ascending, whatever their order here. Points that are not finite are left out.
    public let points: [Point]
    /// What the effect is compared with (random directions, shuffled labels); drawn in grey.
    public let isNull: Bool

    /// - Parameter isNull: draws it in grey under the others, as what they are compared with.
    public init(_ name: String, _ points: [Point], isNull: Bool = false) {
      self.name = name
      self.points = points
      self.isNull = isNull
    }
  }

  /// An estimate at a place on the horizontal axis.
  public struct Point: Sendable, Codable, Equatable {
    /// In the horizontal axis's unit.
    public let x: Double
    /// In the vertical axis's unit.
    public let estimate: Estimate

    /// - Parameter x: in the horizontal axis's unit.
    public init(_ x: Double, _ estimate: Estimate) {
      self.x = x
      self.estimate = estimate
    }
  }
}

/// A named place on an axis, drawn as a dashed line.
public struct AxisMark: Sendable, Codable, Equatable {
  /// Stands at the end of the line.
  public let label: String
  /// In the axis's unit.
  public let value: Double

  /// - Parameter value: in the axis's unit.
  public init(_ label: String, at value: Double) {
    self.label = label
    self.value = value
  }
}
