import Inference
import Steering
import TestSupport
import Testing

@testable import Protocols
@testable import Scenarios
@testable import Subjects

/// What S03's verdict rests on: the mean effect over the last third of the layers minus the mean over the
/// middle third, and minus the mean over the first.
@Suite("Known answers: thirds of the layers")
struct LeadsKnownAnswerTests {
  /// [layer][item]; means of thirds by hand: 2, 5 and 11 for the one item, 9, 4 and 1 for the other.
  static let profile = LayerProfile(
    layers: Array(0..<9),
    effects: [[1, 9], [2, 8], [3, 10], [4, 4], [4, 3], [7, 5], [10, 0], [11, 1], [12, 2]])

  @Test("leads, item by item: over the middle third, then over the first")
  func leads() {
    let leads = Self.profile.leads(of: 9)
    let expected: [[Double]] = [[6, -3], [9, -8]]
    #expect(leads == expected)
    // Means over items: 1.5 over the middle third, 0.5 over the first.
    #expect(Self.profile.smallestLead(of: 9) == 0.5)

    let effects = Self.profile.effects
    func mean(_ layers: Range<Int>, _ item: Int, over count: Int = 3) -> Double {
      layers.reduce(0) { $0 + effects[$1][item] } / Double(count)
    }
    func comparison(
      _ first: Range<Int>, _ middle: Range<Int>, _ last: Range<Int>, over count: Int = 3
    ) -> [Double] {
      [middle, first].flatMap { other in
        (0..<2).map { mean(last, $0, over: count) - mean(other, $0, over: count) }
      }
    }
    let flat = expected.flatMap(\.self)
    expectSame(comparison(0..<3, 3..<6, 6..<9), flat, "no fault")
    expectFault("the wrong sign", flat.map { -$0 }, flat)
    expectFault("the two leads exchanged", comparison(3..<6, 0..<3, 6..<9), flat)
    expectFault("thirds a layer late", comparison(1..<4, 4..<7, 6..<9), flat)
    expectFault("sums for means", comparison(0..<3, 3..<6, 6..<9, over: 1), flat)
    expectFault("the last layer dropped", comparison(0..<3, 3..<6, 6..<8), flat)
    #expect(Self.profile.smallestLead(of: 9) != 1.5, "planted fault: the larger lead")
  }

  @Test("a third is of the model's depth, not of the layers that were measured")
  func depth() {
    // Of 30 layers: 2 and 8 in the first third; 11 in the middle one; 20, 23, 26 and 29 in the last.
    let layers = [2, 8, 11, 20, 23, 26, 29]
    let profile = LayerProfile(layers: layers, effects: [[1], [3], [5], [10], [10], [12], [20]])
    #expect(profile.leads(of: 30) == [[8], [11]])  // 13 − 5, 13 − 2
    #expect(profile.smallestLead(of: 30) == 8)
    // Planted fault, by place in the list: [5 10] and [12 20] against [1 3 5].
    #expect(
      LayerProfile(layers: Array(0..<7), effects: profile.effects).leads(of: 7)
        != profile.leads(of: 30))
    // Of 10 layers, 0 to 3 are the first third (3 · 3 / 10 < 1), 4 to 6 the middle, 7 to 9 the last.
    let ten = LayerProfile(
      layers: Array(0..<10), effects: [0, 0, 0, 4, 7, 7, 7, 9, 9, 9].map { [Double($0)] })
    #expect(ten.leads(of: 10) == [[2], [8]])
  }

  @Test("where null draws are compared: ten layers, the last among them")
  func coarse() throws {
    #expect(try TableSubject(layers: 9).lab.coarseLayers == Array(0..<9))
    #expect(
      try TableSubject(layers: 30).lab.coarseLayers == [2, 5, 8, 11, 14, 17, 20, 23, 26, 29])
  }

  /// At each layer the vector turns the prompt's token 1 into another, whose row of logits is known.
  @Test("on a model: effects are differences of known log-odds, and the leads follow")
  func onAModel() throws {
    let subject = try TableSubject()
    let (table, model) = (subject.table, subject.lab.model)
    let turnedInto = [1, 2, 2, 3, 1, 3, 4, 4, 2]
    let vector = try SteeringVector(
      directions: Dictionary(
        uniqueKeysWithValues: turnedInto.enumerated().map {
          ($0.offset, table.direction(from: 1, to: $0.element))
        }), method: .mean)
    // Items differ in their words.
    let words = [(5, 6), (7, 8), (9, 10)]
    let metric = try ReplyLogOdds(
      dialogues: words.map { ([1], agree: [[$0.0], [11]], correct: [[$0.1]]) })
    func odds(after token: Int) -> [Double] {
      words.map { table.logOdds([[$0.0], [11]], [[$0.1]], after: [token]) }
    }
    let profile = try layerProfile(
      of: vector, metric: metric, on: .init(model),
      coefficients: Dictionary(uniqueKeysWithValues: (0..<9).map { ($0, 1.0) }))
    let effects = turnedInto.map { difference(odds(after: $0), odds(after: 1)) }
    for layer in 0..<9 {
      expectSame(profile.effects[layer], effects[layer], "effect at layer \(layer)")
    }
    func mean(_ layers: [Int], _ item: Int) -> Double {
      layers.reduce(0) { $0 + effects[$1][item] } / 3
    }
    let expected = [[3, 4, 5], [0, 1, 2]].map { other in
      words.indices.map { mean([6, 7, 8], $0) - mean(other, $0) }
    }
    let leads = profile.leads(of: 9)
    for (lead, known) in zip(leads, expected) { expectSame(lead, known, "leads on a model") }
    expectFault("the first third for the middle one", expected[1], expected[0])
    // A direction of its own for each layer, added after the last block: as no block reads it, the same.
    let concept = try subject.concept(vector, profile)
    let direct = try subject.lab.directProfile(
      of: concept, metric: metric, layers: Array(0..<9))
    for layer in 0..<9 { expectSame(direct.effects[layer], effects[layer], "direct effect") }
    expectFault("the last layer's direction everywhere", effects[8], effects[3])
  }

  @Test("equal ρ: coefficients that make |c|·‖v‖ the same at every layer")
  func equalNorm() throws {
    let subject = try TableSubject(layers: 3)
    // Norms 4, 8 and 16, where every row of the stream has norm 4: ρ is 1, 2 and 4 at coefficient 1.
    let vector = try SteeringVector(
      directions: [0: [4], 1: [8], 2: [16]].mapValues { $0 + [Float](repeating: 0, count: 15) },
      method: .mean)
    #expect(
      try (0..<3).map { try subject.lab.relativeNorm(vector, layer: $0, coefficient: -1) }
        == [1, 2, 4])
    let profile = LayerProfile(layers: [0, 1, 2], effects: [[0], [0], [0]])
    let coefficients = try subject.lab.equalNormCoefficients(
      subject.concept(vector, profile), .sycophancy)
    // The median is 2, and of sycophancy less is wanted.
    #expect(coefficients == [0: -2, 1: -1, 2: -0.5])
  }

  @Test("the share of the best layer that the choice gets, and the words that a direction promotes")
  func choice() throws {
    let select = LayerProfile(layers: [2, 4, 6], effects: [[1, 3], [5, 5], [4, 0]])
    let test = LayerProfile(layers: [2, 4, 6], effects: [[8, 8], [2, 4], [0, 2]])
    let choice = LayerChoice(
      behavior: .sentiment, select: select, selectTemplates: ["a", "b"], equalNorm: select,
      equalNormTemplates: ["a", "b"], test: test, testTemplates: ["a", "b"])
    #expect(choice.shareOfBest == 3.0 / 8)  // layer 4 has 3 on the test items, the best 8

    let subject = try TableSubject()
    var direction = [Float](repeating: 0, count: 16)
    direction[3] = 0.5
    let order = TableSubject.rows[3].indices.sorted {
      (-TableSubject.rows[3][$0], $0) < (-TableSubject.rows[3][$1], $1)
    }
    let words = try subject.lab.promotedWords(by: direction, count: 3)
    #expect(words.promoted == order.prefix(3).map { "w\($0)" })
    #expect(words.suppressed == order.suffix(3).reversed().map { "w\($0)" })
    #expect(words.promoted != words.suppressed, "planted fault: the wrong sign")
  }
}

extension TableSubject {
  func concept(_ vector: SteeringVector, _ profile: LayerProfile) throws -> ChosenVector {
    let (positive, negative) = try lab.model.record(pairs: [[1]], [[2]])
    return ChosenVector(
      vector: vector, layer: profile.best, profile: profile, positive: positive,
      negative: negative)
  }
}
