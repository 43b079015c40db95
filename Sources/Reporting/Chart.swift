import Claims

/// A figure as data; drawing it is a pure function (`Chart.svg`).
public enum Chart: Sendable, Codable, Equatable {
  case forest(ForestChart)
  case lines(LineChart)
  case scatter(ScatterChart)
  case heatMap(HeatMap)
  case tokens(TokenChart)

  /// The figure's own: drawn above it, and its alternative text on a page.
  public var title: String {
    switch self {
    case .forest(let chart): chart.title
    case .lines(let chart): chart.title
    case .scatter(let chart): chart.title
    case .heatMap(let chart): chart.title
    case .tokens(let chart): chart.title
    }
  }

  /// As a file of its own.
  public var svg: String { drawing.source }

  var drawing: SVG {
    switch self {
    case .forest(let chart): chart.drawing
    case .lines(let chart): chart.drawing
    case .scatter(let chart): chart.drawing
    case .heatMap(let chart): chart.drawing
    case .tokens(let chart): chart.drawing
    }
  }
}

extension Chart {
  /// A metric against the coefficient, typically the vector's against random directions'.
  public static func doseResponse(
    _ title: String, metric: String, _ series: [LineChart.Series], threshold: Double? = nil,
    xMarks: [AxisMark] = [], limits: ClosedRange<Double>? = nil
  ) -> Chart {
    .lines(
      LineChart(
        title: title, xAxis: "coefficient c", yAxis: metric, series: series, threshold: threshold,
        marks: .bands, xMarks: xMarks, limits: limits))
  }

  /// An effect against the layer it was steered at.
  public static func effectByLayer(
    _ title: String, effect: String, _ series: [LineChart.Series], threshold: Double? = nil,
    xMarks: [AxisMark] = [], limits: ClosedRange<Double>? = nil
  ) -> Chart {
    .lines(
      LineChart(
        title: title, xAxis: "layer", yAxis: effect, series: series, threshold: threshold,
        marks: .whiskers, xMarks: xMarks, limits: limits))
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

  /// Numbers by row and column: patching by layer and position, behaviors by one another.
  ///
  /// Throws `ReportingError.unfitTable` when a row is not as wide as the header.
  public static func heatMap(
    _ title: String, _ quantity: String, rowAxis: String, columnAxis: String, columns: [String],
    rows: [HeatMap.Row], scale: ColorScale = .diverging(), mark: String? = nil
  ) throws -> Chart {
    .heatMap(
      try HeatMap(
        title: title, quantity: quantity, rowAxis: rowAxis, columnAxis: columnAxis,
        columns: columns, rows: rows, scale: scale, mark: mark))
  }

  /// Texts token by token, each token's score as its color.
  public static func tokens(
    _ title: String, _ quantity: String, _ texts: [TokenChart.Text],
    scale: ColorScale = .diverging(), mark: String? = nil
  ) -> Chart {
    .tokens(TokenChart(title: title, quantity: quantity, texts: texts, scale: scale, mark: mark))
  }

  /// What is gained against what it costs, both with their intervals.
  public static func scatter(
    _ title: String, x: String, y: String, _ series: [ScatterChart.Series],
    xMarks: [AxisMark] = [], yMarks: [AxisMark] = []
  ) -> Chart {
    .scatter(
      ScatterChart(
        title: title, xAxis: x, yAxis: y, series: series, xMarks: xMarks, yMarks: yMarks))
  }
}
