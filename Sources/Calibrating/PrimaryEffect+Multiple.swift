import Claims
import Protocols

/// On a population the means are the truth. On a scenario's own test items the effects are the very numbers
/// that the scenario hands to the judge.
extension PrimaryEffect {
  /// The mean of each contrast.
  var means: [Double] { contrasts.map { $0.reduce(0, +) / Double(max($0.count, 1)) } }

  /// The smallest of the means as a multiple of δ: above 1 the claim is true of these items. Where δ was taken off
  /// the effects already it is the reference.
  func multiple(of threshold: Claim.Threshold) -> Double {
    let smallest = means.min() ?? 0
    switch threshold {
    case .absolute(0): return 1 + smallest / (reference ?? 0)
    case .absolute(let delta): return smallest / delta
    case .fraction(let share, _): return smallest / (share * (reference ?? 0))
    }
  }

  /// What no effect at all is in the contrasts' numbers.
  func nothing(below threshold: Claim.Threshold) -> Double {
    threshold == .absolute(0) ? -(reference ?? 0) : 0
  }
}

extension Laboratory.ItemCounts {
  /// Every item of the part that is reported on; choices are made on as many as are registered.
  static let population: Self = {
    var counts = Self.registered
    counts.testItems = .max
    counts.passages = .max
    counts.statements = .max
    counts.choiceTestItems = .max
    counts.rewordedItems = .max
    counts.depthItems = .max
    return counts
  }()
}
