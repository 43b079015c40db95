import Steering
import Store

/// The probability of the right one of two answers in percent, so that a change is in percentage points.
struct PercentRight: DerivedMetric {
  let base: any ItemMetric

  init(_ logOdds: any ItemMetric) { base = logOdds }

  var name: String { "percent right by \(base.name)" }

  func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("percent right 1")
      $0.add(base.key(of: item))
    }
  }

  static func value(of logOdds: Double) -> Double { 100 * ReplyProbability.value(of: logOdds) }
}
