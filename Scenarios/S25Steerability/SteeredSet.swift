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
  static func table(_ sets: [SteeredSet]) throws -> Table {
    try Table(
      "Sets",
      columns: [
        "set", "layer", "slope [90 %]", "p(matching) at 0", "beats turned pairs",
        "beats random directions", "wrong way, both orders", "coherence",
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

  /// Shares over sets, in one order of the answers and in both together.
  static func wrongWayTable(_ sets: [SteeredSet]) throws -> Table {
    let one = try sets.map { wrongWay(try $0.measurement.itemSlopes()) }
    let both = sets.map { wrongWay($0.slopes) }
    return try Table(
      "Questions that move the wrong way", columns: ["", "one order", "both orders"],
      rows: [
        ["median set", .number(try median(one)), .number(try median(both))],
        [
          "a quarter of sets have more than", .number(try quantile(one, 0.75)),
          .number(try quantile(both, 0.75)),
        ],
        ["most in any set", .number(one.max() ?? 0), .number(both.max() ?? 0)],
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

  /// Slopes of every question, by order.
  static func itemValues(_ sets: [SteeredSet]) throws -> [Contrast] {
    let items = try sets.map { try $0.measurement.itemSlopes() }
    return try [0, 1].map { order in
      Contrast(
        "slope in order \(order + 1)",
        try ClusteredSample(
          values: items.flatMap { slopes in
            stride(from: order, to: slopes.count, by: 2).map { slopes[$0] }
          },
          clusters: zip(sets, items).flatMap { set, slopes in
            Array(repeating: set.title, count: slopes.count / 2)
          }))
    }
  }
}
