import Inference
import Steering
import TestSupport
import Testing

@testable import Protocols
@testable import Scenarios
@testable import Subjects

/// What S03's verdict rests on: how far the best layer in a range of depths leads the best one outside.
@Suite("Known answers: effects by layer")
struct LayersKnownAnswerTests {
  @Test(
    "lead: best layers of the one profile, effects of the other, less a tenth of the better one")
  func lead() {
    // Inside are layers 4 and 6. Chosen: 6 inside (mean 4), 8 outside (mean 6), which is the better one.
    let chosen = LayerProfile(
      layers: [2, 4, 6, 8], effects: [[1, 1], [3, 3], [5, 3], [6, 6]])
    let reported = LayerProfile(
      layers: [2, 4, 6, 8], effects: [[90, 90], [80, 80], [7, 9], [20, 10]])
    func isInside(_ layer: Int) -> Bool { (4...6).contains(layer) }
    let (items, tenth) = PeakDepth.lead(chosen: chosen, reported: reported, isInside)
    let expected: [Double] = [-15, -2]  // 7 − 20 − 2 and 9 − 10 − 1
    expectSame(items, expected, "lead")
    #expect(tenth == 1.5)
    expectFault("a tenth of the layer inside", [-13.7, -1.9], expected)
    expectFault("nothing taken off", [-13, -1], expected)
    expectFault("chosen on what is reported", [-19, -19], expected)
    expectFault("the wrong sign", [11, 0], expected)
    // Where the better one lies inside, its tenth is what is taken off.
    let turned = PeakDepth.lead(chosen: chosen, reported: reported) { $0 == 8 || $0 == 2 }
    expectSame(turned.items, [11, 0], "lead of the better layer")
  }

  /// At each layer the vector turns the prompt's token 1 into another, whose row of logits is known.
  @Test("on a model: effects are differences of known log-odds")
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
      Extraction(vector: vector, positive: positive, negative: negative), chosenBy: profile)
  }
}
