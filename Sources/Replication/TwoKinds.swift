import Assets
import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects
import struct Foundation.Data
import class Foundation.JSONDecoder

/// Texts of two kinds as a model has them at their last tokens, at one layer: what probes are trained and tested on.
public struct TwoKinds: Sendable {
  private let texts: Activations
  /// Whether each text is of the first kind: true, or happy.
  private let labels: [Bool]
  /// The template of each text.
  public let clusters: [String]
  private let layer: Int

  /// Reads the texts; those of the first kind stand first.
  public init(
    first: [[Int]], second: [[Int]], clusters: [String], on model: LanguageModel, layer: Int
  ) throws {
    texts = try model.record(first + second)
    labels = first.map { _ in true } + second.map { _ in false }
    self.clusters = clusters
    self.layer = layer
  }

  private init(_ texts: Activations, _ labels: [Bool], _ clusters: [String], _ layer: Int) {
    (self.texts, self.labels, self.clusters, self.layer) = (texts, labels, clusters, layer)
  }

  /// Two halves with no template in common.
  private func halves() -> [TwoKinds] {
    var generator = SeededGenerator(seed: Subject.seed, stream: "halves of two kinds")
    let shuffled = generator.shuffled(Set(clusters).sorted())
    let first = Set(shuffled[..<(shuffled.count / 2)])
    return [true, false].map { isFirst in
      let kept = clusters.indices.filter { first.contains(clusters[$0]) == isFirst }
      return TwoKinds(
        texts.selecting(kept), kept.map { labels[$0] }, kept.map { clusters[$0] }, layer)
    }
  }

  /// The same texts after an erasure.
  private func erasing(_ eraser: Eraser) throws -> TwoKinds {
    TwoKinds(try texts.erasing(eraser, layer: layer), labels, clusters, layer)
  }

  /// LEACE of the kind, with Ledoit and Wolf's covariance.
  public func eraser() throws -> Eraser {
    let rows = try Matrix(labels.indices.map { texts[$0, layer].map(Double.init) })
    let shrinkage = try ShrunkCovariance(centered: rows.subtracting(rows.columnMeans)).shrinkage
    return try LEACE(rows, labels: labels.map { $0 ? 1 : 0 }, shrinkage: shrinkage).eraser
  }

  /// A linear probe of all texts.
  public func probe() throws -> LinearProbe { try probe(labels) }

  /// The same with the labels dealt anew, as many of each kind.
  func shuffledProbe(_ draw: Int) throws -> LinearProbe {
    var generator = SeededGenerator(seed: Subject.seed, stream: "shuffled labels \(draw)")
    return try probe(generator.shuffled(labels))
  }

  private func probe(_ labels: [Bool]) throws -> LinearProbe {
    func side(_ label: Bool) -> Activations {
      texts.selecting(labels.indices.filter { labels[$0] == label })
    }
    return try LinearProbe(positive: side(true), negative: side(false), layer: layer)
  }

  /// How each text fares against those of the other kind under a probe: the share of them that it stands on the right
  /// side of, in percent, half for a tie. The mean over a kind is the area under the curve; 50 is chance.
  public func placements(by probe: LinearProbe) -> [Double] {
    let scores = labels.indices.map { probe.logOdds(texts[$0, layer]) }
    return scores.indices.map { text in
      let others = scores.indices.filter { labels[$0] != labels[text] }
      let sum = others.reduce(0.0) { sum, other in
        let (above, below) = labels[text] ? (text, other) : (other, text)
        return sum
          + (scores[above] > scores[below] ? 1 : scores[above] == scores[below] ? 0.5 : 0)
      }
      return 100 * sum / Double(max(others.count, 1))
    }
  }

  /// Placements under probes of the other half of the templates, each half in turn.
  ///
  /// - Parameter erasure: what is done to all texts before.
  public func heldOut(after erasure: Erasure = .none) throws -> (
    placements: [Double], clusters: [String]
  ) {
    let halves = halves()
    var (placements, clusters) = ([Double](), [String]())
    for (train, test) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      let eraser: Eraser? =
        switch erasure {
        case .none: nil
        case .own: try train.eraser()
        case .other(let eraser): eraser
        }
      let fitted = try eraser.map(train.erasing) ?? train
      let tested = try eraser.map(test.erasing) ?? test
      placements += tested.placements(by: try fitted.probe())
      clusters += tested.clusters
    }
    return (placements, clusters)
  }

  /// What is taken out before a probe is trained.
  public enum Erasure: Sendable {
    case none
    /// What LEACE finds in the texts that the probe is trained on.
    case own
    /// What was fitted elsewhere.
    case other(Eraser)
  }
}

/// Others' texts and this project's on one concept.
public struct ConceptTexts: Sendable {
  /// RepE's (arXiv 2310.01405).
  public let theirs: TwoKinds
  /// This project's.
  public let ours: TwoKinds

  /// Two sets on one concept.
  public init(theirs: TwoKinds, ours: TwoKinds) {
    self.theirs = theirs
    self.ours = ours
  }

  /// True against false: their statements, and our facts with the right and the wrong last word.
  public static func truth(in lab: Laboratory, layer: Int) throws -> ConceptTexts {
    let model = lab.model
    let file = try PublicDataSet.named("repe/facts").files[0]
    let statements = try LabelledStatements(
      parsing: Data(contentsOf: file.located()), name: "repe/facts")
    let (right, wrong) = (statements.filter(\.isTrue), statements.filter { !$0.isTrue })
    func tokens(_ statements: [LabelledStatement]) -> [[Int]] {
      statements.map { model.tokenizer.encodePrompt($0.text) }
    }
    let facts = [lab.corpora.facts.select, lab.corpora.facts.test]
    func endings(_ side: (ChoiceCorpus) -> [[[Int]]]) -> [[Int]] {
      facts.flatMap { facts in zip(facts.prompts, side(facts)).map { $0 + $1[0] } }
    }
    let templates = facts.flatMap(\.templates)
    return ConceptTexts(
      theirs: try TwoKinds(
        first: tokens(right), second: tokens(wrong), clusters: (right + wrong).map(\.template),
        on: model, layer: layer),
      ours: try TwoKinds(
        first: endings(\.favored), second: endings(\.opposed), clusters: templates + templates,
        on: model, layer: layer))
  }

  /// Pleasant against unpleasant: their situations that call up happiness against those that call up anger, disgust, fear
  /// or sadness, and our statements of love and hate.
  public static func feeling(in lab: Laboratory, layer: Int) throws -> ConceptTexts {
    let model = lab.model
    func situations(_ emotion: String) throws -> (ids: [[Int]], names: [String]) {
      let file = try PublicDataSet.named("repe/emotions/\(emotion)").files[0]
      let texts = try JSONDecoder().decode(
        [String].self, from: Data(contentsOf: file.located()))
      return (
        texts.map { model.tokenizer.encodePrompt($0) }, texts.indices.map { "\(emotion) \($0)" }
      )
    }
    let happy = try situations("happiness")
    let others = try ["anger", "disgust", "fear", "sadness"].map(situations)
    let pairs = try lab.subject.dialogues(.sentiment).pairs
    return ConceptTexts(
      theirs: try TwoKinds(
        first: happy.ids, second: others.flatMap(\.ids),
        clusters: happy.names + others.flatMap(\.names), on: model, layer: layer),
      ours: try TwoKinds(
        first: pairs.positive, second: pairs.negative,
        clusters: pairs.templates + pairs.templates, on: model, layer: layer))
  }

  /// Mean placement less 50, over both ways of transfer, of probes whose labels were dealt anew.
  public func shuffledTransfers(_ draws: Int) throws -> [Double] {
    try (0..<draws).map { draw in
      let both = try [
        ours.placements(by: theirs.shuffledProbe(draw)),
        theirs.placements(by: ours.shuffledProbe(draw)),
      ]
      return try both.reduce(0) { try $0 + mean($1) } / 2 - 50
    }
  }
}
