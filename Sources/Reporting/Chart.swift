import Claims
import Statistics

/// A figure as data; drawing it is a pure function (`Chart.svg`).
public enum Chart: Sendable, Codable, Equatable {
  case forest(ForestChart)
  case lines(LineChart)

  public var title: String {
    switch self {
    case .forest(let chart): chart.title
    case .lines(let chart): chart.title
    }
  }
}

/// Effects with their intervals, one a row.
public struct ForestChart: Sendable, Codable, Equatable {
  public let title: String
  /// Name and unit of the horizontal axis.
  public let axis: String
  public let rows: [Row]
  /// δ, drawn as a dashed line.
  public let threshold: Double?
  /// What the axis shows; an interval beyond it ends in an arrow. Nil fits everything.
  public let limits: Interval?

  public init(
    title: String, axis: String, rows: [Row], threshold: Double? = nil, limits: Interval? = nil
  ) {
    self.title = title
    self.axis = axis
    self.rows = rows
    self.threshold = threshold
    self.limits = limits
  }

  public struct Row: Sendable, Codable, Equatable {
    public let label: String
    public let estimate: Estimate
    /// Stands at the right; the estimate as text when nil.
    public let text: String?
    /// Rows of a controlling or instrument kind are drawn in grey.
    public let isMuted: Bool

    public init(_ label: String, _ estimate: Estimate, text: String? = nil, isMuted: Bool = false) {
      self.label = label
      self.estimate = estimate
      self.text = text
      self.isMuted = isMuted
    }
  }
}

/// One or more series over a numeric axis, with intervals.
public struct LineChart: Sendable, Codable, Equatable {
  public let title: String
  public let xAxis: String
  public let yAxis: String
  public let series: [Series]
  /// δ, drawn as a dashed line.
  public let threshold: Double?
  public let marks: Marks

  public enum Marks: String, Sendable, Codable {
    /// Lines through the points with their intervals as bands, for a quantity that is continuous.
    case bands
    /// Points with whiskers, for layers and other whole numbers.
    case whiskers
  }

  public init(
    title: String, xAxis: String, yAxis: String, series: [Series], threshold: Double? = nil,
    marks: Marks
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.threshold = threshold
    self.marks = marks
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

extension Chart {
  /// A metric against the coefficient, typically the vector's against random directions'.
  public static func doseResponse(
    _ title: String, metric: String, _ series: [LineChart.Series], threshold: Double? = nil
  ) -> Chart {
    .lines(
      LineChart(
        title: title, xAxis: "coefficient c", yAxis: metric, series: series, threshold: threshold,
        marks: .bands))
  }

  /// An effect against the layer it was steered at.
  public static func effectByLayer(
    _ title: String, effect: String, _ series: [LineChart.Series], threshold: Double? = nil
  ) -> Chart {
    .lines(
      LineChart(
        title: title, xAxis: "layer", yAxis: effect, series: series, threshold: threshold,
        marks: .whiskers))
  }

  /// Effects with intervals in one unit.
  public static func effects(
    _ title: String, unit: EffectUnit, _ rows: [ForestChart.Row], threshold: Double? = nil
  ) -> Chart {
    .forest(
      ForestChart(
        title: title, axis: unit.rawValue.isEmpty ? "effect" : "effect (\(unit.rawValue))",
        rows: rows, threshold: threshold))
  }
}
