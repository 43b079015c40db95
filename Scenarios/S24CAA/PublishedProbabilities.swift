import Replication
import Reporting
import Statistics

/// What the paper printed: Llama-2-7B-chat, layer 13, average probability of the matching answer.
enum PublishedProbabilities {
  private static let printed: [(behavior: String, values: [Double])] = [
    ("refusal", [0.42, 0.74, 0.89]), ("sycophancy", [0.54, 0.69, 0.62]),
  ]

  /// "0.42, 0.74, 0.89"; empty where none was printed.
  static func text(_ behavior: String) -> String {
    printed.first { $0.behavior == behavior }.map {
      $0.values.map { "\($0)" }.joined(separator: ", ")
    } ?? ""
  }

  /// Lines without intervals, in grey.
  static func series() -> [LineChart.Series] {
    printed.map { behavior, values in
      LineChart.Series(
        "\(behavior), Llama-2-7B (paper)",
        zip([-1.0, 0, 1], values).map { .init($0, .exactly($1)) }, isNull: true)
    }
  }
}

extension Estimate {
  /// A number without an interval.
  static func exactly(_ value: Double) -> Estimate {
    Estimate(value: value, interval: Interval(lower: value, upper: value, confidence: 1))
  }
}
