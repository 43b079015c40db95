import CKernels
import Store

/// Another metric's log-odds as a probability, 1 / (1 + exp(−y)): of the one family of replies, where
/// only the two are allowed.
public struct ReplyProbability: DerivedMetric {
  /// In nats.
  public let base: any ItemMetric

  /// - Parameter logOdds: a metric in nats; 0 becomes one half.
  public init(_ logOdds: any ItemMetric) { base = logOdds }

  /// Says by which metric.
  public var name: String { "probability by \(base.name)" }

  /// The other metric's key, and that it is made a probability.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("probability 1")
      $0.add(base.key(of: item))
    }
  }

  /// A number from 0 to 1.
  public static func value(of logOdds: Double) -> Double {
    // The exponent is never positive, so nothing overflows.
    let small = ck_exp(-abs(logOdds))
    return logOdds < 0 ? small / (1 + small) : 1 / (1 + small)
  }
}
