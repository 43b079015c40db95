import Inference
import Steering
import Testing
import TinyModel

@Suite("Survival of an addition")
struct SurvivalTests {
  static func survival(washout: Double, addedAt layer: Int) throws -> Survival {
    let model = try TinyModel.languageModel(
      seed: 3, planting: Planting(sentiment: 1, sycophancy: 0, washout: washout))
    let corpora = try TinyCorpora(seed: 3, size: .small)
    func ids(_ texts: [String]) -> [[Int]] { texts.map { model.tokenizer.encode($0) } }
    let pairs = corpora.sentimentPairs.extract
    let vector = try SteeringVector.meanDifference(
      pairs: ids(pairs.map(\.positive)), ids(pairs.map(\.negative)), on: model)
    return try vector.survival(
      addedAt: layer, coefficient: 0.3, in: ids(corpora.neutralPrompts.test.map(\.text)), on: model)
  }

  static func means(_ shares: [[Double]]) -> [Double] {
    shares.map { $0.reduce(0, +) / Double($0.count) }
  }

  @Test(
    "planted washout of 30 % a block is recovered: 0.7 to the number of blocks", arguments: [1, 4])
  func washout(layer: Int) throws {
    let survival = try Self.survival(washout: 1, addedAt: layer)
    #expect(survival.layers == Array(layer...7))
    for shares in [survival.kept, survival.expressed] {
      for (blocks, share) in Self.means(shares).enumerated() {
        var expected = 1.0
        for _ in 0..<blocks { expected *= 0.7 }
        print("after \(blocks) blocks: \(share), planted \(expected)")
        #expect(abs(share - expected) < 0.08)
      }
    }
  }

  @Test("planted fault: without washout what was added stays")
  func noWashout() throws {
    for share in Self.means(try Self.survival(washout: 0, addedAt: 1).kept) {
      #expect(abs(share - 1) < 0.1)
    }
  }

  @Test("what cannot be followed is refused")
  func refusals() throws {
    let model = try TinyModel.languageModel(seed: 3)
    let direction = [Float](repeating: 1, count: model.configuration.dModel)
    let vector = try SteeringVector(
      directions: [7: direction], method: .mean)
    let text = [[1, 2]]
    _ = try vector.survival(addedAt: 7, in: text, on: model)
    #expect(throws: SteeringError.self) {
      try vector.survival(addedAt: 7, coefficient: 0, in: text, on: model)
    }
    #expect(throws: SteeringError.self) { try vector.survival(addedAt: 6, in: text, on: model) }
    let inner = try SteeringVector(
      directions: [7: direction], hook: .mlpOut, method: .mean)
    #expect(throws: SteeringError.self) { try inner.survival(addedAt: 7, in: text, on: model) }
  }
}
