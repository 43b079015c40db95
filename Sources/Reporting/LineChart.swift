import Statistics

/// One or more series over a numeric axis, with intervals.
public struct LineChart: Sendable, Codable, Equatable {
  public let title: String
  public let xAxis: String
  public let yAxis: String
  public let series: [Series]
  /// δ, drawn as a dashed line.
  public let threshold: Double?
  public let marks: Marks
  /// Upright dashed lines: the chosen layer, the boundaries of thirds.
  public let xMarks: [AxisMark]
  /// What the vertical axis shows; a value beyond it is drawn as a triangle at the edge. Nil fits everything.
  public let limits: ClosedRange<Double>?

  public enum Marks: String, Sendable, Codable {
    /// Lines through the points with their intervals as bands, for a quantity that is continuous.
    case bands
    /// Points with whiskers, for layers and other whole numbers.
    case whiskers
  }

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

  public struct Series: Sendable, Codable, Equatable {
    public let name: String
    public let points: [Point]
    /// What the effect is compared with (random directions, shuffled labels); drawn in grey.
    public let isNull: Bool

    public init(_ name: String, _ points: [Point], isNull: Bool = false) {
      self.name = name
      self.points = points
      self.isNull = isNull
    }
  }

  public struct Point: Sendable, Codable, Equatable {
    public let x: Double
    public let estimate: Estimate

    public init(_ x: Double, _ estimate: Estimate) {
      self.x = x
      self.estimate = estimate
    }
  }
}

/// A named place on an axis, drawn as a dashed line.
public struct AxisMark: Sendable, Codable, Equatable {
  public let label: String
  /// In the axis's unit.
  public let value: Double

  public init(_ label: String, at value: Double) {
    self.label = label
    self.value = value
  }
}
