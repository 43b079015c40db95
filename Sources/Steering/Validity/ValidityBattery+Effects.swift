import Inference
import Randomness
import Statistics

/// The questions that the model answers.
extension ValidityBattery {
  func sufficiency(_ effect: Estimate) -> ValidityCheck {
    ValidityCheck(
      .sufficiency, passes: effect.interval.lower > 0, .estimate(effect), "effect of c = 1, nats")
  }

  func reversal(_ doses: DoseResponse) throws -> ValidityCheck {
    let lowered = try heldOut.estimate(doses.difference(-1, 0), seed: seed)
    let means = try doses.values.map { try mean($0) }
    let rises = zip(means, means.dropFirst()).allSatisfy { $0 < $1 }
    return ValidityCheck(
      .reversal, passes: lowered.interval.upper < 0 && rises, .estimate(lowered),
      rises ? "effect of c = −1, nats" : "effect of c = −1, nats; not monotone")
  }

  /// Shuffled labels and random directions, at the vector's length.
  func nulls(on model: ModelUnderTest) throws -> [ValidityCheck] {
    let evaluation = Evaluation(of: part.metric, on: model, steeredAt: [layer])
    let baseline = try evaluation.baseline()
    func effect(_ direction: [Float]) throws -> Double {
      let steered = try evaluation.values(
        applying: [.add(direction, coefficient: 1, at: .block(layer, vector.hook))])
      return try mean(zip(steered, baseline).map { $0 - $1 })
    }
    let direction = try vector.direction(layer)
    let observed = try effect(direction)
    var generator = SeededGenerator(seed: seed, stream: "validity nulls")
    let shuffled = try (0..<draws).map { _ in
      let found = try pairs.exchanging(share: 0.5, using: &generator).direction(
        by: ownMethod ?? .mean)
      return rescaled(found.map(Double.init), to: norm(direction))
    }
    let random = (0..<draws).map { _ in
      RandomDirections.isotropic(
        width: direction.count, norm: norm(direction), using: &generator)
    }
    return try [(ValidityQuestion.shuffledLabels, shuffled), (.randomDirections, random)].map {
      let largest = try $1.map(effect).max() ?? 0
      return ValidityCheck(
        $0, passes: observed > largest, .plain(observed - largest),
        "effect less the largest of \(draws), \(brief(largest)) nats")
    }
  }

  func formats(on model: ModelUnderTest) throws -> ValidityCheck {
    let effects = try formats.map { format in
      let evaluation = Evaluation(of: format.metric, on: model, steeredAt: [layer])
      let change = try evaluation.coefficients([0, 1], of: vector, layer: layer).difference(1, 0)
      return (name: format.name, effect: try format.estimate(change, seed: seed))
    }
    guard let least = effects.min(by: { $0.effect.interval.lower < $1.effect.interval.lower })
    else { return ValidityCheck(.formats, .notTestable, .plain(0), "no other format") }
    return ValidityCheck(
      .formats, passes: least.effect.interval.lower > 0, .estimate(least.effect),
      "the weakest, \(least.name), nats")
  }

  func necessity(on model: ModelUnderTest) throws -> ValidityCheck {
    let evaluations = (
      toward: Evaluation(of: toward.metric, on: model, steeredAt: [layer]),
      away: Evaluation(of: away.metric, on: model, steeredAt: [layer])
    )
    func response(_ interventions: [Intervention]) throws -> [Double] {
      zip(
        try evaluations.toward.values(applying: interventions),
        try evaluations.away.values(applying: interventions)
      ).map { $0 - $1 }
    }
    let before = try response([])
    let untouched = try toward.estimate(before, seed: seed)
    guard untouched.interval.lower > 0 else {
      return ValidityCheck(
        .necessity, .notTestable, .estimate(untouched),
        "asking in words does not move the metric, so nothing can be taken away")
    }
    func lost(_ direction: [Float]) throws -> [Double] {
      zip(before, try response(ablation(of: direction, on: model.model))).map { $0 - $1 }
    }
    let direction = try vector.direction(layer)
    let taken = try toward.estimate(try lost(direction), seed: seed)
    var generator = SeededGenerator(seed: seed, stream: "validity ablations")
    let random = try (0..<Self.ablationDraws).map { _ in
      try mean(
        try lost(
          RandomDirections.isotropic(width: direction.count, norm: 1, using: &generator)))
    }
    let least = max(Self.necessaryShare * untouched.value, random.max() ?? 0)
    return ValidityCheck(
      .necessity, passes: taken.interval.lower > least, .estimate(taken),
      "nats of a response of \(brief(untouched.value))")
  }

  private static let ablationDraws = 1

  /// From the vector's layer on, at every token but the first, where many models park an activation
  /// hundreds of times as large as others (Sun et al., arXiv 2402.17762).
  private func ablation(
    of direction: [Float], on model: LanguageModel
  ) throws -> [Intervention] {
    let later = (layer + 1..<model.configuration.layerCount).flatMap {
      [HookPoint.block($0, .residMid), .residPost($0)]
    }
    return try ([.residPost(layer)] + later).map {
      try .ablate(direction, at: $0, positions: .from(1))
    }
  }

  func naturalRange(on model: LanguageModel) throws -> ValidityCheck {
    let direction = try vector.direction(layer)
    let monitor = try ConceptMonitor(direction, at: .block(layer, vector.hook))
    func projections(_ texts: [[Int]]) throws -> [Double] {
      try monitor.read(texts, on: model).flatMap { $0.scores.dropFirst() }
    }
    // The pairs are natural text too, and that in which the concept is most to be found.
    let natural = try projections(naturalTexts) + pairs.projections(on: monitor.direction)
    let (low, high) = (try quantile(natural, 0.01), try quantile(natural, 0.99))
    let middle = try median(projections(prompts))
    // Adding c·v moves every projection by c·‖v‖.
    let reach = min(high - middle, middle - low) / norm(direction)
    return ValidityCheck(
      .naturalRange, reach >= 1 ? .passes : .flagged, .plain(max(reach, 0)),
      "largest |c| at which a typical token stays in the range of natural text, "
        + "\(brief(low)) to \(brief(high)); ‖v‖ = \(brief(norm(direction)))")
  }

  func nuisances(on evaluation: Evaluation, baseline: [Double], effect: Estimate) throws
    -> ValidityCheck
  {
    guard effect.interval.lower > 0, !nuisances.isEmpty else {
      return ValidityCheck(
        .nuisances, .notTestable, .plain(0),
        nuisances.isEmpty ? "no nuisance directions" : "no effect to divide")
    }
    let direction = try vector.direction(layer)
    let basis = try RightSingularVectors(
      Matrix(nuisances.map { rescaled($0.map(Double.init), to: 1).map(Double.init) }),
      count: nuisances.count
    ).vectors
    var along = [Double](repeating: 0, count: direction.count)
    for axis in basis {
      let share = zip(axis, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
      for (k, value) in axis.prefix(along.count).enumerated() { along[k] += share * value }
    }
    let part = along.map(Float.init)
    let steered = try evaluation.values(
      applying: [.add(part, coefficient: 1, at: .block(layer, vector.hook))])
    let moved = try heldOut.estimate(zip(steered, baseline).map { $0 - $1 }, seed: seed)
    let bound = max(abs(moved.interval.lower), abs(moved.interval.upper))
    return ValidityCheck(
      .nuisances, passes: bound < Self.nuisanceShare * effect.value, .estimate(moved),
      "nats by the part along them, \(brief(norm(part) / norm(direction))) of its length")
  }
}
