import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

/// What is planted in the layers of the tiny model, and so must be found there.
@Suite("S09 · Where should one steer?")
struct S09WhereTests {
  static func laboratory(_ planting: Planting = .full) throws -> Laboratory {
    Laboratory(try .planted(seed: Subject.seed, planting: planting, size: .small))
  }

  @Test("the later of the candidate layers is the better one, on select and on test")
  func best() throws {
    let choice = try Self.laboratory().layerChoice(of: .sentiment, items: 20)
    #expect(choice.select.best == 5)
    #expect(choice.test.best == 5)
    #expect(choice.shareOfBest == 1)
    let shares = try choice.select.bestLayerShares(by: choice.selectTemplates)
    #expect(shares.last == 1, "no draw of templates would choose another")
    #expect(choice.equalNorm.best == 5)
  }

  @Test("planted fault: without washout there is nothing to gain from later layers")
  func noWashout() throws {
    let lab = try Self.laboratory(Planting(sentiment: 1, sycophancy: 1, washout: 0))
    let means = try lab.layerChoice(of: .sentiment, items: 20).equalNorm.means
    let spread = (means.max() ?? 0) - (means.min() ?? 0)
    print("range over layers at equal ρ without washout: \(spread) of \(means.max() ?? 0)")
    #expect(spread < 0.25 * (means.max() ?? 0))
  }

  @Test("30 % a block is lost between the direct effect and the effect at its own layer")
  func direct() throws {
    let lab = try Self.laboratory()
    let concept = try lab.sentiment()
    let metric = try lab.wordLogOdds(lab.corpora.openings.select.thinned(to: 20))
    let layers = concept.profile.layers
    let direct = try lab.directProfile(of: concept, metric: metric, layers: layers).means
    for (layer, (through, past)) in zip(layers, zip(concept.profile.means, direct)) {
      var left = 1.0
      for _ in layer..<7 { left *= 0.7 }
      print("layer \(layer): \(through / past) of the direct effect, planted \(left)")
      #expect(abs(through / past - left) < 0.08)
    }
  }

  @Test(
    "the bare vector promotes kind words and suppresses unkind ones; without planting it does not")
  func words() throws {
    func kind(_ planting: Planting) throws -> (promoted: Int, suppressed: Int) {
      let lab = try Self.laboratory(planting)
      let words = try lab.promotedWords(by: lab.sentiment().vector.direction(4))
      return (
        words.promoted.count { Vocabulary.positiveWords.contains($0) },
        words.suppressed.count { Vocabulary.negativeWords.contains($0) }
      )
    }
    let planted = try kind(.full)
    #expect(planted.promoted >= 5)
    #expect(planted.suppressed >= 5)
    let bare = try kind(.none)
    #expect(bare.promoted < 4)
  }

  @Test("a probe reads the opinion at every layer, shuffled labels at none")
  func probe() throws {
    let lab = try Self.laboratory()
    for accuracy in try lab.probeAccuracy(of: .sentiment, layers: [1, 3, 5, 7]) {
      #expect(accuracy > 0.95)
    }
    for accuracy in try lab.probeAccuracy(of: .sentiment, layers: [1, 3, 5, 7], shuffled: true) {
      #expect(accuracy < 0.75)
    }
  }

  @Test("what was added is washed out by 30 % a block")
  func survival() throws {
    let lab = try Self.laboratory()
    let texts = lab.corpora.openings.select.thinned(to: 20).ids
    let survival = try lab.sentiment().vector.survival(addedAt: 2, in: texts, on: lab.model)
    for (blocks, shares) in survival.expressed.enumerated() {
      var left = 1.0
      for _ in 0..<blocks { left *= 0.7 }
      #expect(abs(shares.reduce(0, +) / Double(shares.count) - left) < 0.1)
    }
  }
}
