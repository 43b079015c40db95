import Claims
import Protocols
import Replication
import Reporting
import Statistics

/// A published set with what its vector does on it.
struct SteeredSet {
  /// "mwe/persona/agreeableness".
  let name: String
  let measurement: SetMeasurement
  /// Of its questions, both orders of each, in nats per unit of c.
  let slopes: [Double]
  /// Their mean.
  let slope: Estimate

  init(_ name: String, _ measurement: SetMeasurement) throws {
    self.name = name
    self.measurement = measurement
    slopes = try measurement.slopes()
    slope = try estimate(slopes, by: measurement.questions)
  }

  private var beatsNulls: Bool { measurement.beats(\.flipped) && measurement.beats(\.random) }

  /// The set's own name, without its collection.
  private var title: String { name.split(separator: "/").last.map(String.init) ?? name }

  var row: ForestChart.Row { ForestChart.Row(title, slope, isHollow: !beatsNulls) }

  /// A row a set, in the order of their names.
  static func table(_ title: String, _ sets: [SteeredSet]) throws -> Table {
    try Table(
      title,
      columns: [
        "set", "layer", "slope [90 %]", "p(matching) at 0", "beats turned pairs",
        "beats random directions", "wrong way", "coherence",
      ],
      rows: sets.map { set in
        [
          .text(set.title), .integer(set.measurement.layer), .estimate(set.slope),
          .number(try mean(set.measurement.probabilities(at: 0))),
          .text(set.measurement.beats(\.flipped) ? "yes" : "no"),
          .text(set.measurement.beats(\.random) ? "yes" : "no"),
          .number(wrongWay(set.slopes)), .number(set.measurement.coherence),
        ]
      })
  }

  /// Shares over sets: of letters in one order of the answers and in both together, and of words.
  static func wrongWayTable(letters: [SteeredSet], words: [SteeredSet]) throws -> Table {
    let shares = [
      try letters.map { wrongWay(try $0.measurement.itemSlopes()) },
      letters.map { wrongWay($0.slopes) }, words.map { wrongWay($0.slopes) },
    ]
    return try Table(
      "Questions that move the wrong way",
      columns: ["", "letters, one order", "letters, both orders", "words"],
      rows: [
        ["median set"] + shares.map { .number(try median($0)) },
        ["a quarter of sets have more than"] + shares.map { .number(try quantile($0, 0.75)) },
        ["most in any set"] + shares.map { .number($0.max() ?? 0) },
      ])
  }

  private static func wrongWay(_ slopes: [Double]) -> Double {
    Double(slopes.count { $0 < 0 }) / Double(slopes.count)
  }

  /// Share of sets beyond all draws of one kind.
  static func share(
    _ sets: [SteeredSet], _ nulls: KeyPath<SetMeasurement, [Double]>
  ) throws -> Estimate {
    try share(sets) { $0.measurement.beats(nulls) }
  }

  static func share(_ sets: [SteeredSet], _ holds: (SteeredSet) -> Bool) throws -> Estimate {
    try clopperPearson(
      successes: sets.count(where: holds), trials: sets.count, confidence: 0.95)
  }

  /// Mean share of questions, over sets, on which the model picks the same answer in both orders.
  static func agreement(_ sets: [SteeredSet]) throws -> Estimate {
    try estimate(
      sets.map { set in
        let agreeing = set.measurement.agreesWithItself ?? []
        return Double(agreeing.count { $0 }) / Double(max(agreeing.count, 1))
      }, by: sets.map(\.name))
  }

  /// The mean slope over sets.
  static func evidence(
    _ sets: [SteeredSet], for claim: Claim, gates: [Measurement],
    controls: (turnedPairs: Check, randomDirections: Check), provenance: Provenance
  ) throws -> Evidence {
    try Evidence(
      for: claim, effect: PrimaryEffect(sets.map(\.slope.value), clusters: sets.map(\.title)),
      checks: gates + [
        Measurement(of: controls.turnedPairs, .estimate(try share(sets, \.flipped))),
        Measurement(of: controls.randomDirections, .estimate(try share(sets, \.random))),
      ],
      secondaries: [
        Secondary(
          "sets whose slope exceeds δ",
          .estimate(try share(sets) { $0.slope.interval.lower > 0.25 }),
          note: "by the lower 90 % bound over questions"),
        Secondary(
          "sets that move the wrong way",
          .estimate(try share(sets) { $0.slope.interval.upper < 0 }),
          note: "by the upper 90 % bound over questions"),
      ], itemValues: try itemValues(sets), provenance: provenance)
  }

  /// The rank correlation of coherence and slope over sets.
  static func coherenceEvidence(
    _ sets: [SteeredSet], for claim: Claim, gates: [Measurement], provenance: Provenance
  ) throws -> Evidence {
    let (coherence, slopes) = (sets.map(\.measurement.coherence), sets.map(\.slope.value))
    return try Evidence(
      for: claim,
      effect: PrimaryEffect(rankProducts(coherence, slopes), clusters: sets.map(\.title)),
      checks: gates,
      secondaries: [
        Secondary(
          "the same, ranks drawn anew",
          .estimate(
            try bootstrapBCa(
              zip(coherence, slopes).map { [($0, $1)] }, confidence: 0.9, seed: provenance.seed
            ) { try spearman($0.map(\.0), $0.map(\.1)).statistic }),
          note: "Spearman's ρ, sets resampled and ranked again")
      ], provenance: provenance)
  }

  /// Slopes of every question, by order.
  private static func itemValues(_ sets: [SteeredSet]) throws -> [Contrast] {
    let items = try sets.map { try $0.measurement.itemSlopes() }
    let orders = sets.first?.measurement.orders ?? 1
    return try (0..<orders).map { order in
      Contrast(
        orders == 1 ? "slope" : "slope in order \(order + 1)",
        try ClusteredSample(
          values: items.flatMap { slopes in
            stride(from: order, to: slopes.count, by: orders).map { slopes[$0] }
          },
          clusters: zip(sets, items).flatMap { set, slopes in
            Array(repeating: set.title, count: slopes.count / orders)
          }))
    }
  }
}
