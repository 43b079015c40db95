import Store

/// Another metric counted by its sign: 100 for an item above zero, else 0, so that a mean is a
/// percentage and a change is in percentage points.
public struct Accuracy: DerivedMetric {
  /// Log-odds of the right answer against the wrong one.
  public let base: any ItemMetric

  /// - Parameter logOdds: of the right answer against the wrong one.
  public init(_ logOdds: any ItemMetric) { base = logOdds }

  /// Says by which metric.
  public var name: String { "accuracy by \(base.name)" }

  /// The other metric's key, and that it is counted.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("accuracy 1")
      $0.add(base.key(of: item))
    }
  }

  /// 100 above zero, else 0.
  public static func value(of logOdds: Double) -> Double { logOdds > 0 ? 100 : 0 }
}
