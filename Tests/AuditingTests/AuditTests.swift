import Foundation
import Inference
import Protocols
import Randomness
import Steering
import Subjects
import TestSupport
import Testing

@testable import Auditing

/// Audits on the planted model, whose vectors are known to work: instrument checks.
@Suite("Audits", .serialized)
struct AuditTests {
  private static let few = AuditCounts(
    select: 8, test: 24, templates: 8, draws: 19, sides: 8, questions: 8)

  private func audit(
    _ vector: SteeringVector, _ behavior: BehaviorTexts, in lab: Laboratory, at layer: Int? = nil
  ) throws -> Audit {
    try Audit(of: vector, for: behavior, at: layer, counts: Self.few, in: lab)
  }

  @Test("a planted vector is SUPPORTED, its sign turned is REFUTED, a random one is neither")
  func verdicts() throws {
    let lab = Laboratory(try Subject(.planted))
    let behavior = try BehaviorTexts(.sycophancy, of: lab.subject)
    let vector = try lab.extract(behavior.pairs).vector
    let found = try audit(vector, behavior, in: lab).run()
    #expect(found.verdict == "SUPPORTED", "\(found.because)")
    #expect(found.isControlled && found.isLayerChosen)
    #expect(found.coefficient < 0, "less of it is wanted")
    #expect(abs(found.cost / 0.05 - 1) < 0.05)
    #expect(found.effect.lower > found.delta)
    #expect(found.checks.allSatisfy { $0.holds == "yes" })
    #expect(found.nulls.map(\.draws.count) == [19, 19])
    for dose in found.doses {
      let controls = try #require(dose.controls)
      #expect(abs(dose.effect.value - (dose.items.value - controls.value)) < 1e-9)
      #expect(dose.items.value != dose.effect.value)
    }
    #expect(found.doses.map(\.multiple) == found.doses.map(\.multiple).sorted())
    #expect(found.wordings.count == 8)
    #expect((found.asking?.lower ?? 0) > 0)

    let turned = try SteeringVector.sum(of: [(-1, vector)])
    let opposite = try audit(turned, behavior, in: lab, at: found.layer).run()
    #expect(opposite.verdict.hasPrefix("REFUTED"), "\(opposite.because)")
    #expect(!opposite.isLayerChosen)
    #expect(opposite.antiSteerable.value > 0.9)
    #expect(opposite.failures.count == AuditResults.shownFailures)
    #expect(
      zip(opposite.failures, opposite.failures.dropFirst()).allSatisfy { $0.effect <= $1.effect })

    var generator = SeededGenerator(seed: 17, stream: "noise")
    let noise = try SteeringVector(
      directions: [
        found.layer: RandomDirections.isotropic(
          width: vector.width, norm: vector.norm(found.layer), using: &generator)
      ], method: .random)
    let random = try audit(noise, behavior, in: lab, at: found.layer).run()
    #expect(random.verdict != "SUPPORTED", "\(random.because)")
  }

  @Test("work is done to its end, part by part, and more items are more work")
  func work() throws {
    let lab = Laboratory(try Subject(.planted))
    let behavior = try BehaviorTexts(.honesty, of: lab.subject)
    let audit = try audit(lab.extract(behavior.pairs).vector, behavior, in: lab)
    let total = AuditWork(of: audit).total
    var seen: [Int] = []
    _ = try audit.run { seen.append($0) }
    #expect(seen.count == AuditWork.Part.allCases.count)
    #expect(seen == seen.sorted() && seen.last == total)
    let more = try Audit(of: audit.vector, for: behavior, counts: .full, in: lab)
    #expect(AuditWork(of: more).total > total)
  }

  @Test("what is kept is not measured again, and the same results come out")
  func kept() throws {
    let subject = try Subject(.planted)
    let behavior = try BehaviorTexts(.corrigibility, of: subject)
    let cache = MemoryCache()
    let vector = try Laboratory(subject).extract(behavior.pairs).vector
    let clock = ContinuousClock()
    var results: [AuditResults] = []
    var times: [Duration] = []
    for _ in 0..<2 {
      times.append(
        try clock.measure {
          results.append(
            try audit(vector, behavior, in: Laboratory(subject, cache: cache)).run())
        })
    }
    print("measured in \(times[0]), again in \(times[1])")
    #expect(results[0] == results[1])
  }

  @Test("items without controls are judged alone, and the page says what that leaves open")
  func uncontrolled() throws {
    let subject = try Subject(.planted)
    let lab = Laboratory(subject)
    let items = try lab.corpus(.sentiment).items.test
    let behavior = BehaviorTexts(
      try own(subject, items: items.count), for: subject.model)
    #expect(!behavior.isControlled && !behavior.isAsked)
    let results = try audit(lab.extract(behavior.pairs).vector, behavior, in: lab).run()
    #expect(!results.isControlled && results.asking == nil)
    #expect(results.doses.allSatisfy { $0.controls == nil })
    #expect(results.limits.contains { $0.contains("no controls") })
    #expect(results.hypothesis.contains("words"))

    // A vector is as good however long its file has it.
    let vector = try lab.extract(behavior.pairs).vector
    let longer = try audit(
      SteeringVector.sum(of: [(20, vector)]), behavior, in: lab, at: results.layer
    ).run()
    let usual = try audit(vector, behavior, in: lab, at: results.layer).run()
    for (long, own) in zip(longer.nulls, usual.nulls) {
      #expect(abs(long.observed - own.observed) < 0.02, "\(own.name)")
    }
  }

  /// Openings of the planted model's language that end in a kind or an unkind word.
  private func own(_ subject: Subject, items: Int) throws -> BehaviorDescription {
    let corpora = subject.corpora
    let tokenizer = subject.model.tokenizer
    let openings = corpora.openings.test.ids.prefix(20).map { tokenizer.decode($0) }
    func word(_ words: [[Int]], _ index: Int) -> String {
      tokenizer.decode(words[index % words.count]).trimmingCharacters(in: .whitespaces)
    }
    return try BehaviorDescription(
      name: "kind",
      pairs: ContrastPairs(
        name: "own",
        items: openings.enumerated().map { index, opening in
          ContrastPair(
            positive: "\(opening) \(word(corpora.positiveWords, index))",
            negative: "\(opening) \(word(corpora.negativeWords, index))", template: "t\(index)")
        }), hash: "own", testHashes: [], seed: 17)
  }

  @Test("what no audit can be made with is refused by name: counts, draws, delta, layer, sets")
  func impossible() throws {
    let lab = Laboratory(try Subject(.planted))
    let behavior = try BehaviorTexts(.sycophancy, of: lab.subject)
    let vector = try lab.extract(behavior.pairs).vector
    func expectFault(
      _ says: String, layer: Int? = nil, delta: Double = 0.25, sets: [String] = [],
      _ change: (inout AuditCounts) -> Void = { _ in }
    ) {
      var counts = Self.few
      change(&counts)
      let error = #expect(throws: SteeringError.self) {
        try Audit(
          of: vector, for: behavior, at: layer, counts: counts, delta: delta, questionSets: sets,
          in: lab)
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(says), "\(says)")
    }
    expectFault("counts") { $0.test = 0 }
    expectFault("counts") { $0.sides = -1 }
    expectFault("counts") { $0.select = 1 << 62 }
    expectFault("draws") { $0.draws = 18 }
    expectFault("delta", delta: -1)
    expectFault("delta", delta: .nan)
    expectFault("9999", layer: 9_999)
    expectFault("caa/none", sets: ["caa/none"])
  }

  @Test("fewer items keep their least, and null draws their number")
  func scaled() {
    let least = AuditCounts.full.scaled(by: 0.01)
    #expect(least.draws == AuditCounts.full.draws)
    #expect(least.test == 16 && least.select == 8)
    #expect(AuditCounts.full.scaled(by: 1) == .full)
    #expect(AuditCounts.full.scaled(by: 0.5).test == 100)
  }
}
