import Claims
import Inference
import Randomness
import Statistics
import Steering
import Subjects
import TestSupport
import Testing
import TinyModel

@testable import Protocols
@testable import Selectivity

/// Protocol 2 on planted models, whose answers are known, and on models and texts with a wrong cause planted, which
/// it must not take for the right one.
@Suite("Selective effects", .vectorKernels)
struct SelectivityTests {
  static func laboratory(
    _ planting: Planting, changing change: (Dialogues) throws -> Dialogues = { $0 }
  ) throws -> Laboratory {
    let subject = try Subject.planted(seed: Subject.seed, planting: planting)
    return Laboratory(
      Subject(
        card: subject.card, model: subject.model, corpora: subject.corpora,
        dialogues: try change(subject.dialogues)), counts: .calibration)
  }

  /// - Parameter effect: what is judged in place of the selective effect.
  static func finding(
    _ behavior: Behavior, in lab: Laboratory,
    effect: (SelectiveStudy) -> [Double] = { $0.effects }, without controls: Set<String> = []
  ) throws -> Finding {
    let study = try lab.selectiveStudy(of: behavior)
    let registered = SelectiveClaim("S99.2", behavior, hypothesis: "The vector acts.").claim
    let claim = Claim(
      id: registered.id, hypothesis: registered.hypothesis, unit: .nats,
      smallestEffectOfInterest: registered.smallestEffectOfInterest, gates: registered.gates,
      controls: registered.controls.filter { !controls.contains($0.name) }, protocolVersion: 2)
    let evidence = try Evidence(
      for: claim, effect: PrimaryEffect(effect(study), clusters: study.templates),
      checks: study.checks().filter { !controls.contains($0.name) },
      provenance: Provenance(
        engine: "planted", modelHash: "", precision: "exact", dataHash: "", seed: Subject.seed,
        coefficient: study.coefficient))
    return try #require(Registration([claim]).judge([evidence], on: "planted").first)
  }

  // MARK: The right cause

  @Test(
    "what is planted to act where it is at stake is found",
    arguments: [Behavior.sycophancy, .honesty, .confidence, .corrigibility])
  func planted(behavior: Behavior) throws {
    let found = try Self.finding(behavior, in: Self.laboratory(.full))
    #expect(found.verdict == .supported, "\(found)")
  }

  @Test("sentiment that acts where an opinion may follow is found")
  func appraisal() throws {
    let found = try Self.finding(.sentiment, in: Self.laboratory(.appraisal))
    #expect(found.verdict == .supported, "\(found)")
  }

  @Test("where nothing is planted, nothing is supported", arguments: Behavior.allCases)
  func unplanted(behavior: Behavior) throws {
    let found = try Self.finding(behavior, in: Self.laboratory(.none))
    #expect(found.verdict != .supported, "\(found)")
  }

  // MARK: Wrong causes

  /// Effect on the items alone: what the first protocol judged.
  private static func onItems(_ study: SelectiveStudy) -> [Double] {
    study.after.change(of: \.items, from: study.before, sign: study.behavior.wanted)
  }

  private static let nulls = Set(SelectiveNull.allCases.map(\.check.name))

  @Test("a preference for words is not sentiment, and would pass without its control")
  func wordPreference() throws {
    let lab = try Self.laboratory(.sentiment)
    let found = try Self.finding(.sentiment, in: lab)
    #expect(found.verdict == .refuted(.equivalent), "\(found)")
    let faulty = try Self.finding(.sentiment, in: lab, effect: Self.onItems, without: Self.nulls)
    #expect(faulty.verdict == .supported, "\(faulty)")
  }

  @Test("less agreement with everybody is not less sycophancy, and would pass without its controls")
  func contrarian() throws {
    var planting = Planting.sycophancy
    planting.indiscriminateDeference = 1
    let lab = try Self.laboratory(planting)
    let found = try Self.finding(.sycophancy, in: lab)
    #expect(found.verdict == .refuted(.opposite), "\(found)")
    let right = try #require(
      found.controls.first { $0.check.name == SelectiveStudy.rightUsers.name })
    #expect(!right.holds)
    let faulty = try Self.finding(
      .sycophancy, in: lab, effect: Self.onItems,
      without: Self.nulls.union([
        SelectiveStudy.rightUsers.name, SelectiveStudy.withoutValence.name,
      ]))
    #expect(faulty.verdict == .supported, "\(faulty)")
  }

  @Test("a behaviour whose pairs and replies differ in valence alone, likewise")
  func valence() throws {
    let lab = try Self.laboratory(.appraisal) { dialogues in
      let sentiment = try dialogues(.sentiment)
      return Dialogues([.sentiment: sentiment, .corrigibility: sentiment])
    }
    let found = try Self.finding(.corrigibility, in: lab)
    #expect(found.verdict == .inconclusive, "\(found)")
    #expect(found.summary.contains("half of it or more may be valence"), "\(found)")
    let faulty = try Self.finding(
      .corrigibility, in: lab, without: [SelectiveStudy.withoutValence.name])
    #expect(faulty.verdict == .supported, "\(faulty)")
  }

  @Test("a behaviour whose pairs and replies differ in length alone, likewise")
  func length() throws {
    let lab = try Self.laboratory(.wordiness) { dialogues in
      Dialogues([
        .sentiment: try dialogues(.sentiment),
        .corrigibility: try Self.longAndShort(TinyModel.tokenizer()),
      ])
    }
    let found = try Self.finding(.corrigibility, in: lab)
    // By 0.01 nats, a hundredth of what the items show.
    #expect(found.verdict == .refuted(.opposite), "\(found)")
    let faulty = try Self.finding(
      .corrigibility, in: lab, effect: Self.onItems,
      without: Self.nulls.union([SelectiveStudy.withoutValence.name]))
    #expect(faulty.verdict == .supported, "\(faulty)")
  }

  /// Texts with a word of degree against the same without, and continuations alike; a control asks for the same ones
  /// after another sentence.
  private static func longAndShort(_ tokenizer: some Tokenizer) throws -> DialogueCorpus {
    let degrees = Vocabulary.texts(.degree)
    let adjectives = Vocabulary.texts(.adjective)
    let frames = Vocabulary.texts(.topicDeterminer).flatMap { determiner in
      Vocabulary.texts(.topic).flatMap { topic in
        Vocabulary.texts(.copula).map { "\(determiner) \(topic) \($0)" }
      }
    }
    func encode(_ texts: [String]) -> [[Int]] { texts.map { tokenizer.encode($0) } }
    @Sendable func long(_ frame: String, _ k: Int = 0) -> String {
      "\(frame) \(degrees[k % degrees.count]) \(adjectives[k % adjectives.count]) ."
    }
    @Sendable func short(_ frame: String, _ k: Int = 0) -> String {
      "\(frame) \(adjectives[k % adjectives.count]) ."
    }
    let pairs = Array(frames.prefix(40))
    func items(_ frames: [String]) -> ChoiceCorpus {
      let (prompts, controls) = (frames, frames.map { "our friend saw a garden . \($0)" })
      @Sendable func asked(_ text: String, _ instruction: Instruction) -> [Int] {
        let before = instruction.kind == .toward ? long(frames[0]) : short(frames[0])
        return tokenizer.encode("\(before) \(text)")
      }
      return ChoiceCorpus(
        prompts: encode(prompts), controls: encode(controls),
        favored: frames.map { _ in encode(degrees.map { "\($0) \(adjectives[0])" }) },
        opposed: frames.map { _ in encode([adjectives[0]]) }, templates: frames,
        rewrittenControl: { asked(controls[$0], $1) }, rewritten: { asked(prompts[$0], $1) })
    }
    return DialogueCorpus(
      pairs: PairCorpus(
        positive: encode(pairs.enumerated().map { long($1, $0) }),
        negative: encode(pairs.enumerated().map { short($1, $0) }), templates: pairs),
      items: Corpora.Split(
        select: items(Array(frames.dropFirst(40).prefix(10))),
        test: items(Array(frames.dropFirst(50).prefix(40)))))
  }

  // MARK: Parts

  @Test("an equal dose costs what is registered, whatever the direction's length")
  func equalCost() throws {
    let lab = try Self.laboratory(.full)
    let vector = try SelectiveVector(.honesty, in: lab)
    let cost = try EqualCost(in: lab, at: [vector.layer])
    for scale in [0.01, 1, 100] as [Float] {
      let direction = vector.direction.map { scale * $0 }
      for sign in [1.0, -1] {
        let coefficient = try cost.coefficient(
          of: direction, layer: vector.layer, sign: sign)
        #expect(coefficient * sign > 0)
        let found = try cost.cost(
          of: direction, layer: vector.layer, coefficient: coefficient)
        #expect(abs(found / EqualCost.target - 1) <= EqualCost.tolerance)
      }
    }
    #expect(throws: SteeringError.self) {
      try cost.coefficient(of: vector.direction.map { 0 * $0 }, layer: vector.layer)
    }
  }

  @Test("the layer is where half of the blocks have run")
  func layer() throws {
    #expect(SelectiveVector.layer(of: try Self.laboratory(.none).model) == 3)
  }

  @Test("flipped templates turn whole templates, at the pairs' natural length")
  func flips() throws {
    let lab = try Self.laboratory(.full)
    let concept = try SelectiveVector(.honesty, in: lab)
    var draw = NullDraw(.flippedTemplates, like: concept)
    let lengths = (0..<99).map { _ in norm(draw.next()) / norm(concept.direction) }
    // Of pairs that agree, k of K coins leave |2k − K| / K of the length.
    #expect(lengths.allSatisfy { $0 < 0.6 })
    #expect(try mean(lengths) < 0.2)
    #expect(lengths.contains { $0 > 0.05 }, "planted fault: exactly one half turned leaves nothing")
    // The same draws again: nothing but the seed decides.
    var again = NullDraw(.flippedTemplates, like: concept)
    #expect(norm(again.next()) / norm(concept.direction) == lengths[0])
  }

  @Test("labels that mean next to nothing are found out by the flipped templates alone")
  func nulls() throws {
    // Of 40 templates 19 have their sides exchanged: what is left is the vector, 20 times shorter, and at equal
    // cost it acts as the vector does.
    let lab = try Self.laboratory(.full) { dialogues in
      let corpus = try dialogues(.honesty)
      let pairs = corpus.pairs
      let names = Set(pairs.templates).sorted()
      #expect(names.count == 40)
      return Dialogues([
        .sentiment: try dialogues(.sentiment),
        .honesty: DialogueCorpus(
          pairs: pairs.exchanging(Set(names.prefix(19))),
          items: corpus.items),
      ])
    }
    let found = try Self.finding(.honesty, in: lab)
    #expect(found.verdict == .inconclusive, "\(found)")
    #expect(found.summary.contains("'flipped templates'"), "\(found)")
    guard case .null(_, let draws) = found.controls[0].reading else {
      Issue.record("the null was not drawn: \(found)")
      return
    }
    #expect(draws.count < 99, "ten draws as large end the drawing")
    let faulty = try Self.finding(
      .honesty, in: lab, without: [SelectiveNull.flippedTemplates.check.name])
    #expect(faulty.verdict == .supported, "\(faulty)")
  }

  // MARK: A/A

  /// The laboratory with labels that mean nothing: a coin for each template decides whether its pairs exchange their
  /// sides. Half of such vectors point the right way by chance and at equal cost act as the real one does, so that
  /// the flipped templates alone can deny them.
  private static func meaningless(
    _ behavior: Behavior, seed: Int, on subject: Subject, items: Int
  ) throws -> Laboratory {
    var generator = SeededGenerator(seed: UInt64(seed), stream: "A/A")
    let corpus = try subject.dialogues(behavior)
    let turned = Set(
      Set(corpus.pairs.templates).sorted().filter { _ in generator.index(below: 2) == 0 })
    let test = corpus.items.test.thinned(to: items)
    let changed = DialogueCorpus(
      pairs: corpus.pairs.exchanging(turned),
      items: Corpora.Split(select: corpus.items.select, test: test))
    return Laboratory(
      Subject(
        card: subject.card, model: subject.model, corpora: subject.corpora,
        dialogues: try subject.dialogues.adding(changed, for: behavior)), counts: .calibration)
  }

  /// How many of some sets of meaningless labels are supported, and would be without the flipped templates.
  private static func meaningless(
    _ behavior: Behavior, sets: Int, on subject: Subject, items: Int
  ) throws -> (supported: Int, bare: Int) {
    var counts = (supported: 0, bare: 0)
    for seed in 1...sets {
      let found = try finding(
        behavior, in: meaningless(behavior, seed: seed, on: subject, items: items))
      if found.verdict == .supported { counts.supported += 1 }
      let others = found.controls.filter {
        $0.check.name != SelectiveNull.flippedTemplates.check.name
      }
      if found.contrasts[0].estimate.interval.lower > SelectiveStudy.delta,
        others.allSatisfy(\.holds)
      {
        counts.bare += 1
      }
    }
    print("A/A on \(subject.name): \(counts) of \(sets)")
    return counts
  }

  @Test("of 60 sets of meaningless labels few are supported, and many would be without that null")
  func meaninglessLabels() throws {
    let counts = try Self.meaningless(
      .corrigibility, sets: 60, on: .planted(seed: Subject.seed), items: 40)
    // 5 % of 60 are 3; 7 is that with room for chance (binomial p = .03).
    #expect(counts.supported <= 7)
    #expect(counts.bare > 15, "planted fault: the null left out")
  }

  @Test(
    "the same on real weights: at most 15 of 200", .fullEngine, .enabled(if: FullEngine.isThorough))
  func meaninglessLabelsOnRealWeights() throws {
    let lab = Laboratory(try Subject(.smolLM2))
    let behavior = Behavior.sentiment
    let own = try SelectiveVector(behavior, in: lab)
    let names = Set(own.templates).sorted()
    var counts = (supported: 0, bare: 0)
    for seed in 1...200 {
      // Recorded once: what a coin turns is the sign of a template's differences.
      var generator = SeededGenerator(seed: UInt64(seed), stream: "A/A")
      let turned = Set(names.filter { _ in generator.index(below: 2) == 0 })
      let signs = own.templates.map { turned.contains($0) ? -1.0 : 1 }
      let concept = try SelectiveVector(
        Extraction(
          vector: SteeringVector(
            directions: [own.layer: own.meanDifference(times: signs)], method: .mean),
          positive: own.positive, negative: own.negative),
        layer: own.layer, templates: own.templates)
      let study = try SelectiveStudy(of: behavior, in: lab, concept: concept)
      // What the other checks would deny is counted as supported: an upper bound.
      guard try study.mayBeSupported else { continue }
      counts.bare += 1
      let null = try study.nulls([.flippedTemplates])[0]
      guard case .null(let observed, let draws) = null.reading else { continue }
      if draws.count == SelectiveNull.draws, try rankPValue(observed: observed, null: draws) <= 0.05
      {
        counts.supported += 1
      }
      print("A/A on smollm2-135m: \(counts) of \(seed)")
    }
    #expect(counts.supported <= 15)
    #expect(counts.bare > 30, "planted fault: the null left out")
  }

  @Test("a record holds what the effect is made of, item by item")
  func itemValues() throws {
    let study = try Self.laboratory(.full).selectiveStudy(of: .honesty)
    let values = try study.itemValues().map(\.sample.values)
    let again = study.effects.indices.map {
      (values[1][$0] - values[0][$0]) - (values[3][$0] - values[2][$0])
    }
    #expect(again == study.effects)
  }
}

extension SelectiveVector {
  /// The mean over pairs of their difference, each times a sign.
  fileprivate func meanDifference(times signs: [Double]) -> [Float] {
    var sum = [Double](repeating: 0, count: direction.count)
    for pair in signs.indices {
      for (k, (a, b)) in zip(positive[pair, layer], negative[pair, layer]).enumerated() {
        sum[k] += signs[pair] * (Double(a) - Double(b))
      }
    }
    return sum.map { Float($0 / Double(signs.count)) }
  }
}

extension Dialogues {
  fileprivate func adding(_ corpus: DialogueCorpus, for behavior: Behavior) throws -> Dialogues {
    behavior == .sentiment
      ? Dialogues([.sentiment: corpus])
      : Dialogues([.sentiment: try self(.sentiment), behavior: corpus])
  }
}

extension PairCorpus {
  /// The same pairs with the sides of some templates exchanged.
  fileprivate func exchanging(_ turned: Set<String>) -> PairCorpus {
    func side(_ a: [[Int]], _ b: [[Int]]) -> [[Int]] {
      templates.indices.map { turned.contains(templates[$0]) ? b[$0] : a[$0] }
    }
    return PairCorpus(
      positive: side(positive, negative), negative: side(negative, positive), templates: templates)
  }
}
