import Claims
import Randomness
import Statistics

/// Claims and evidence with known answers.
enum Synthetic {
  static let system = Check("sycophantic system prompt", .lowerBound(above: 0.25))
  static let baseline = Check("baseline agreement", .within(0.2, 0.9))
  static let discriminant = Check.discriminant(
    "true statements spared", otherwise: "contrarian, not less sycophantic")

  static func claim(
    _ id: String = "S01.1", delta: Claim.Threshold = 0.25, contrasts: [String] = ["effect"],
    gates: [Check] = [baseline], controls: [Check] = [.randomDirections(39)], version: Int = 1,
    registration: Int = 1
  ) -> Claim {
    Claim(
      id: id, hypothesis: "Coefficient +1 raises the log-odds of positive words.", unit: .nats,
      smallestEffectOfInterest: delta, contrasts: contrasts, gates: gates, controls: controls,
      protocolVersion: version, registration: registration)
  }

  /// `clusters` templates of `size` items around `mean`, with an sd of `between` and `within`.
  static func sample(
    mean: Double, clusters: Int = 20, size: Int = 10, between: Double = 0.2, within: Double = 0.4,
    seed: UInt64
  ) throws -> ClusteredSample {
    var generator = SeededGenerator(seed: seed, stream: "synthetic sample")
    var values: [Double] = []
    var names: [String] = []
    for cluster in 0..<clusters {
      let centre = mean + between * generator.gaussian()
      for _ in 0..<size {
        values.append(centre + within * generator.gaussian())
        names.append("template \(cluster)")
      }
    }
    return try ClusteredSample(values: values, clusters: names)
  }

  /// Values −s, +s about `mean` in every cluster's mean: an interval that is easy to predict.
  static func spread(_ mean: Double, _ s: Double, clusters: Int = 20) throws -> ClusteredSample {
    try ClusteredSample(values: (0..<clusters).map { mean + ($0.isMultiple(of: 2) ? s : -s) })
  }

  static func evidence(
    for claim: Claim, _ samples: [ClusteredSample], reference: Reference? = nil,
    readings: [String: Reading] = [:], seed: UInt64 = 17, engine: String = "full"
  ) -> Evidence {
    func measure(_ checks: [Check]) -> [Measurement] {
      checks.map { Measurement($0.name, readings[$0.name] ?? holding($0)) }
    }
    return Evidence(
      for: claim, contrasts: zip(claim.contrasts, samples).map { Contrast($0, $1) },
      reference: reference, gates: measure(claim.gates), controls: measure(claim.controls),
      provenance: Provenance(
        engine: engine, modelHash: "b179c952", precision: "exact", dataHash: "0d15ea5e", seed: seed,
        layer: 15,
        coefficient: 1, vectorNorm: 3.2, relativeNorm: 0.11))
  }

  /// A reading that satisfies the check.
  static func holding(_ check: Check) -> Reading {
    switch check.rule {
    case .beatsNull(let draws, _): .null(observed: 1, draws: Array(repeating: 0, count: draws))
    case .majority: .count(successes: 90, trials: 100)
    case .pValue: .pValue(0.001)
    case .within(let low, let high): .value((low + high) / 2)
    case .lowerBound(let x): .estimate(estimate(x + 0.1, x + 0.3))
    case .upperBound(let x): .estimate(estimate(x - 0.3, x - 0.1))
    case .atLeast(let x): .value(x)
    case .exceeds(let x): .estimate(estimate(x + 0.1, x + 0.3))
    case .beatsNullUnlessStopped(let draws, _, _):
      .null(observed: 1, draws: Array(repeating: 0, count: draws))
    }
  }

  /// A reading that violates the check.
  static func failing(_ check: Check) -> Reading {
    switch check.rule {
    case .beatsNull(let draws, _): .null(observed: 0, draws: Array(repeating: 1, count: draws))
    case .majority: .count(successes: 50, trials: 100)
    case .pValue: .pValue(0.4)
    case .within(_, let high): .value(high + 0.05)
    case .lowerBound(let x): .estimate(estimate(x - 0.1, x + 0.3))
    case .upperBound(let x): .estimate(estimate(x - 0.3, x + 0.1))
    case .atLeast(let x): .value(x - 1)
    case .exceeds(let x): .estimate(estimate(x - 0.3, x - 0.1))
    case .beatsNullUnlessStopped(_, let exceedances, _):
      .null(observed: 0, draws: Array(repeating: 1, count: exceedances))
    }
  }

  static func estimate(_ lower: Double, _ upper: Double, confidence: Double = 0.9) -> Estimate {
    Estimate(
      value: (lower + upper) / 2,
      interval: Interval(lower: lower, upper: upper, confidence: confidence))
  }
}

/// Anything that judges evidence as `Registration.judge` does; faulty ones are planted in the tests.
typealias Judge = @Sendable ([Claim], [Evidence]) throws -> [Finding]

let registeredJudge: Judge = { try Registration($0).judge($1, on: "full", resamples: 1_999) }

/// The claim without some of its parts, for planting judges that ignore them.
func strip(
  _ claim: Claim, gates: Bool = false, controls: Bool = false, contrastsAfterFirst: Bool = false
) -> Claim {
  Claim(
    id: claim.id, hypothesis: claim.hypothesis, unit: claim.unit,
    smallestEffectOfInterest: claim.smallestEffectOfInterest,
    contrasts: contrastsAfterFirst ? [claim.contrasts[0]] : claim.contrasts,
    gates: gates ? [] : claim.gates, controls: controls ? [] : claim.controls,
    protocolVersion: claim.protocolVersion)
}

func strip(_ evidence: Evidence, to claim: Claim) -> Evidence {
  Evidence(
    for: claim, contrasts: Array(evidence.contrasts.prefix(claim.contrasts.count)),
    reference: evidence.reference, gates: claim.gates.isEmpty ? [] : evidence.gates,
    controls: claim.controls.isEmpty ? [] : evidence.controls, provenance: evidence.provenance)
}
