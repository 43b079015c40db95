import Inference
import Randomness
import Testing
import TinyModel

@testable import Steering

@Suite("Pairs at one layer: parts of them, wrong labels, no labels")
struct ContrastRowsTests {
  static func rows(
    _ positive: [[Float]], _ negative: [[Float]]
  ) throws -> ContrastRows {
    try ContrastRows(
      positive: activations(positive), negative: activations(negative), layer: 0)
  }

  static let example = Result {
    try rows([[1, 0], [3, 0], [8, 1]], [[0, 0], [0, 2], [0, 0]])
  }

  @Test func selecting() throws {
    let rows = try Self.example.get()
    let some = try rows.selecting([2, 0])
    #expect(try some.pairedDifferences().values == [8, 1, 1, 0])
    #expect(some.meanDifference == [4.5, 0.5])
    #expect(some.labels == [true, true, false, false])
    #expect(throws: SteeringError.noActivations) { try rows.selecting([]) }
    #expect(throws: SteeringError.unpaired(positive: 1, negative: 2)) {
      try Self.rows([[1, 2]], [[1, 2], [3, 4]]).selecting([0])
    }
  }

  @Test("exchanged labels turn a pair's difference, all of them the mean difference")
  func exchanging() throws {
    let rows = try Self.example.get()
    #expect(try rows.exchanging([1]).pairedDifferences().values == [1, 0, -3, 2, 8, 1])
    #expect(try rows.exchanging([0, 1, 2]).meanDifference == rows.meanDifference.map { -$0 })
    #expect(try rows.exchanging([]).meanDifference == rows.meanDifference)
    var generator = SeededGenerator(seed: 1)
    for (share, count) in [(0, 0), (0.5, 1), (0.7, 2), (1, 3)] {
      let turned = try rows.exchanging(share: share, using: &generator).pairedDifferences()
      #expect((0..<3).count { turned.row($0).first ?? 0 < 0 } == count)
    }
  }

  @Test("texts dealt within labels: no pair differs in the label")
  func dealt() throws {
    // The first component is the label, the second the text.
    let rows = try Self.rows(
      (0..<5).map { [1, Float($0)] }, (5..<10).map { [-1, Float($0)] })
    var generator = SeededGenerator(seed: 2)
    let dealt = try rows.dealtWithinLabels(using: &generator)
    #expect(try dealt.pairCount == 4)
    let differences = try dealt.pairedDifferences()
    #expect((0..<4).allSatisfy { differences.row($0).first == 0 })
    #expect((0..<4).allSatisfy { differences.row($0).last != 0 })
    #expect(try rows.pairedDifferences().row(0).first == 2, "as they were they do")
  }

  @Test("a direction at a layer is the vector's there", arguments: SteeringVector.Method.ofPairs)
  func direction(method: SteeringVector.Method) throws {
    let contrast = try TinyContrast(seed: 1)
    let (positive, negative) = try contrast.record(Array(contrast.pairs.extract.prefix(30)))
    let vector = try SteeringVector.extracted(by: method, positive: positive, negative: negative)
    #expect(vector.method == method)
    for layer in [0, 5] {
      let rows = try ContrastRows(positive: positive, negative: negative, layer: layer)
      #expect(try rows.direction(by: method) == vector.direction(layer))
    }
  }

  @Test(
    "what is not made of pairs has no direction",
    arguments: [SteeringVector.Method.random, .imported])
  func notOfPairs(method: SteeringVector.Method) throws {
    let expected = SteeringError.invalid(
      "method", expected: "mean, pca, logistic, lda", got: method.rawValue)
    #expect(throws: expected) { try Self.example.get().direction(by: method) }
    #expect(throws: expected) {
      try SteeringVector.extracted(
        by: method, positive: activations([[1]]), negative: activations([[0]]))
    }
  }

  @Test("every token, read again at the last or averaged, is what recording there gives")
  func reading() throws {
    let contrast = try TinyContrast(seed: 1)
    let texts = contrast.pairs.extract.prefix(5).map {
      contrast.model.tokenizer.encode($0.positive)
    }
    let all = try contrast.model.record(texts, position: .all)
    for position in ReadPosition.allCases {
      let (read, recorded) = (
        try all.reading(at: position), try contrast.model.record(texts, position: position)
      )
      #expect(read.position == position)
      #expect(read.rowsOfText == recorded.rowsOfText)
      for row in 0..<recorded.count {
        #expect(read[row, 6].elementsEqual(recorded[row, 6]))
      }
    }
    #expect(throws: SteeringError.invalid("recording", expected: "at position all", got: "last")) {
      try all.reading(at: .last).reading(at: .mean)
    }
  }

  // MARK: Halves

  @Test("halves agree where pairs do, and not where they differ at random")
  func halves() throws {
    var generator = SeededGenerator(seed: 3, stream: "halves")
    func stability(noise: Double) throws -> Double {
      let rows = try Self.rows(
        (0..<40).map { _ in
          (0..<50).map { Float(($0 == 0 ? 1 : 0) + noise * generator.gaussian()) }
        }, (0..<40).map { _ in (0..<50).map { _ in Float(noise * generator.gaussian()) } })
      let cosines = try rows.splitHalfCosines(
        by: .mean, templates: (0..<40).map { "\($0 / 2)" }, splits: 20, seed: 1)
      #expect(cosines.count == 20)
      return try splitHalfStability(cosines)
    }
    #expect(try stability(noise: 0) > 1 - 1e-9)
    // The mean of 40 differences of variance 2 has noise 50 · 2/40 · noise² against a signal of 1.
    let (expected, found) = (1 / (1 + 2.5 * 0.16), try stability(noise: 0.4))
    print("split-half stability: \(found), expected \(expected)")
    #expect(abs(found - expected) < 0.1)
    #expect(try stability(noise: 5) < 0.5)
  }

  @Test("a template is on one side alone, and every pair needs one")
  func templates() throws {
    // Two templates with opposite concepts: halves by template must disagree altogether.
    let rows = try Self.rows(
      [[1, 0], [1, 0], [-1, 0], [-1, 0]], [[0, 0], [0, 0], [0, 0], [0, 0]])
    let cosines = try rows.splitHalfCosines(
      by: .mean, templates: ["a", "a", "b", "b"], splits: 5, seed: 1)
    #expect(cosines == [-1, -1, -1, -1, -1])
    #expect(throws: SteeringError.invalid("templates", expected: "4, one a pair", got: "1")) {
      try rows.splitHalfCosines(by: .mean, templates: ["a"], splits: 1, seed: 1)
    }
    #expect(throws: (any Error).self) { try splitHalfStability([-1]) }
    #expect(throws: (any Error).self) { try splitHalfStability([]) }
  }
}
