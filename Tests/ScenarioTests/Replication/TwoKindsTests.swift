import Inference
import Randomness
import Replication
import Statistics
import Steering
import Subjects
import Testing

/// Probes of two kinds of texts on the planted model, where sentiment has one direction.
@Suite("Probes between sets of texts (instrument check)")
struct TwoKindsTests {
  private let model: LanguageModel
  private let pairs: PairCorpus

  init() throws {
    let subject = try Subject(.planted)
    model = subject.model
    pairs = subject.corpora.opinions
  }

  /// - Parameter isMeant: false deals the kinds by coins.
  private func kinds(_ part: Int, isMeant: Bool = true) throws -> TwoKinds {
    let templates = Set(pairs.templates).sorted()
    let mine = Set(templates.indices.filter { $0 % 2 == part }.map { templates[$0] })
    let kept = pairs.templates.indices.filter { mine.contains(pairs.templates[$0]) }
    var generator = SeededGenerator(seed: 5, stream: "kinds \(part)")
    let turned = kept.map { _ in !isMeant && generator.index(below: 2) == 0 }
    return try TwoKinds(
      first: zip(kept, turned).map { $1 ? pairs.negative[$0] : pairs.positive[$0] },
      second: zip(kept, turned).map { $1 ? pairs.positive[$0] : pairs.negative[$0] },
      clusters: (kept + kept).map { pairs.templates[$0] }, on: model, layer: 4)
  }

  @Test(
    "a planted concept is told within and between sets, and erased by what was fitted on either")
  func planted() throws {
    let (a, b) = (try kinds(0), try kinds(1))
    #expect(try mean(a.heldOut().placements) > 95)
    #expect(try mean(b.placements(by: a.probe())) > 95)
    #expect(try mean(b.heldOut(after: .other(a.eraser())).placements) < 75)
    #expect(try mean(b.heldOut(after: .own).placements) < 75)
    // Shuffled labels say nothing.
    let shuffled = try ConceptTexts(theirs: a, ours: b).shuffledTransfers(9)
    #expect(try abs(mean(shuffled)) < 25, "\(shuffled)")
    let observed =
      try (mean(b.placements(by: a.probe())) + mean(a.placements(by: b.probe()))) / 2 - 50
    #expect(shuffled.allSatisfy { $0 < observed })
  }

  @Test("kinds by coins are told no better than by chance between sets")
  func coins() throws {
    let (a, b) = (try kinds(0, isMeant: false), try kinds(1, isMeant: false))
    let found = try mean(b.placements(by: a.probe()))
    #expect(abs(found - 50) < 20, "\(found)")
  }

  @Test("the mean placement is the area under the curve")
  func area() throws {
    let (a, b) = (try kinds(0), try kinds(1, isMeant: false))
    let probe = try a.probe()
    let placements = b.placements(by: probe)
    let half = placements.count / 2
    let known = 100 * (try mean(placements[..<half].map { $0 / 100 }))
    #expect(abs(try mean(Array(placements[half...])) - known) < 1e-9)
  }
}
