import Claims
import Inference
import Protocols
import Replication
import Reporting
import Statistics
import Steering
import Subjects

extension Laboratory {
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` on the planted model, whose words are its own.
  func requireEnglish() throws {
    if subject.isInstrumentCheck {
      throw SteeringError.nothingToMeasure(
        "the planted model has a few dozen words of its own and cannot read what others wrote")
    }
  }
}

extension SetMeasurement {
  /// One name a question.
  var questions: [String] { (0..<values[0].count / orders).map { "question \($0 + 1)" } }

  /// Mean over questions, both orders of each.
  func probability(at coefficient: Double) throws -> Estimate {
    try estimate(probabilities(at: coefficient), by: questions)
  }

  /// Of questions, on how many the model prefers the same answer in both orders when nothing is done.
  func agreement() throws -> Estimate {
    let agreeing = agreesWithItself ?? []
    return try clopperPearson(
      successes: agreeing.count { $0 }, trials: agreeing.count, confidence: 0.95)
  }

  func series(named name: String) throws -> LineChart.Series {
    try LineChart.Series(name, [-1, 0, 1].map { .init($0, try probability(at: $0)) })
  }

  /// p(1) − p(−1), with p at each coefficient question by question.
  func evidence(
    for claim: Claim, gate: Check, checks: [Check], provenance: Provenance
  ) throws -> Evidence {
    let effects = difference(probabilities(at: 1), probabilities(at: -1))
    return try Evidence(
      for: claim, effect: PrimaryEffect(effects, clusters: questions),
      checks: [Measurement(of: gate, .estimate(try agreement()))]
        + zip(checks, [flipped, random]).map {
          Measurement(of: $0, .null(observed: slopeAmongNulls, draws: $1))
        },
      secondaries: [
        Secondary(
          "slope of the log-odds",
          .estimate(try estimate(slopes(), by: questions)), unit: .natsPerCoefficient,
          note: "both orders of each question"),
        Secondary(
          "questions that move the wrong way", .estimate(try antiSteerable(slopes())),
          note: "anti-steerable share, both orders together, 95 % Clopper–Pearson"),
        Secondary(
          "the same in one order", .estimate(try antiSteerable(itemSlopes())),
          note: "where a liking for a letter counts"),
      ],
      itemValues: try [-1, 0, 1].map {
        Contrast(
          "p(matching), c = \($0)",
          try ClusteredSample(values: probabilities(at: Double($0)), clusters: questions))
      }, provenance: provenance)
  }

  /// Share of slopes below zero.
  func antiSteerable(_ slopes: [Double]) throws -> Estimate {
    try clopperPearson(
      successes: slopes.count { $0 < 0 }, trials: slopes.count, confidence: 0.95)
  }

  /// Where its evidence comes from: the vector at c = 1.
  func provenance(in lab: Laboratory, sets: [String]) throws -> Provenance {
    let length = norm(direction)
    return Provenance(
      engine: lab.subject.name, modelHash: lab.model.hash,
      precision: lab.model.precision.rawValue, dataHash: try Replication.hash(of: sets),
      seed: Subject.seed, layer: layer, coefficient: 1, vectorNorm: length,
      relativeNorm: try length / lab.residualNorms()[layer])
  }
}

extension SideCosts {
  /// One bound a set, coefficient and side.
  static let boundNames = Replication.unrelated.flatMap { name in
    coefficients.flatMap { c in
      ["\(name), c = \(Int(c)): falls by less", "\(name), c = \(Int(c)): rises by less"]
    }
  }

  /// By how much the vectors' mean change stays within the margin, on either side, question by question.
  func bounds(of name: String, margin: Double) throws -> [Contrast] {
    try Self.coefficients.indices.flatMap { c in
      let means = unsteered.indices.map { question in
        changes.reduce(0) { $0 + $1[c][question] } / Double(changes.count)
      }
      let label = "\(name), c = \(Int(Self.coefficients[c]))"
      return [
        Contrast(
          "\(label): falls by less", try ClusteredSample(values: means.map { margin + $0 })),
        Contrast(
          "\(label): rises by less", try ClusteredSample(values: means.map { margin - $0 })),
      ]
    }
  }
}
