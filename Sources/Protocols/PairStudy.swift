import Claims
import Files
import Inference
import Reporting
import Statistics
import Steering
import Subjects
import struct Foundation.Data

/// A behaviour of which nothing but contrast pairs is known: a vector is made from some of them, its layer
/// chosen on others, and its effect measured on the rest.
public struct PairStudy: Sendable {
  /// The vector of the first part of the pairs, with the layer chosen on the second.
  public let concept: ChosenVector
  /// y by coefficient on the test pairs, in nats: log p(positive side) − log p(negative side), both given
  /// the beginning that they share.
  public let curve: DoseResponse
  /// The vector's own effect against each kind of null direction, on test pairs.
  public let nulls: [Measurement]
  /// Of the test pairs, which nothing was made from or chosen on.
  public let templates: [String]
  /// SHA-256 of all pairs in the model's tokens.
  public let dataHash: String
  let selectTemplates: [String]

  /// Of the curve.
  static let coefficients: [Double] = [-2, -1, 0, 1, 2]
  /// Null draws are measured on at most so many test pairs.
  public static let nullPairCount = 16
}

extension Laboratory {
  /// Contrast pairs in the model's tokens; with a user's message both sides are replies to it.
  public func tokens(of pairs: ContrastPairs) -> PairCorpus {
    let sides = pairs.map(model.tokens(of:))
    return PairCorpus(
      positive: sides.map(\.positive), negative: sides.map(\.negative),
      templates: pairs.map(\.template))
  }

  /// Log-odds of the positive against the negative side of pairs, both given the beginning that they share, in
  /// nats; of at most `items` pairs, evenly spaced, with their templates for clusters.
  ///
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` for a pair whose sides share no beginning.
  public func measure(_ name: String, of pairs: ContrastPairs, items: Int) throws -> Measure {
    let corpus = tokens(of: pairs)
    let few = corpus.picking(spread(items, over: corpus.templates.count))
    return try Measure(name, few.logOdds(), clusters: few.templates)
  }

  /// What stands in for a behaviour's pairs on the planted model, which knows no words but its own: openings
  /// that end in a kind word against the same openings that end in an unkind one.
  public var plantedPairs: PairCorpus {
    let openings = corpora.openings.test
    func ending(in words: [[Int]]) -> [[Int]] {
      openings.ids.enumerated().map { $0.element + words[$0.offset % words.count] }
    }
    return PairCorpus(
      positive: ending(in: corpora.positiveWords), negative: ending(in: corpora.negativeWords),
      templates: openings.templates)
  }

  /// Two fifths of the templates make the vector, one chooses its layer, two are measured.
  ///
  /// - Throws: `DataError.tooFewTemplates`, and ``SteeringError/nothingToMeasure(_:)`` for a pair whose sides
  ///   share no beginning: there is then nothing to compare them after.
  public func study(_ pairs: PairCorpus) throws -> PairStudy {
    let split = try pairs.split(seed: Subject.seed)
    let made = try extract(split.extract)
    let profile = try findBestLayer(
      of: made.vector, metric: split.select.logOdds(), on: underTest, layers: candidateLayers)
    let concept = ChosenVector(made, chosenBy: profile)

    let few = split.test.picking(spread(PairStudy.nullPairCount, over: split.test.templates.count))
    return PairStudy(
      concept: concept,
      curve: try response(of: split.test.logOdds(), to: concept, at: PairStudy.coefficients),
      nulls: try nulls(like: concept, coefficient: 1, on: few.logOdds()),
      templates: split.test.templates, dataHash: pairs.hash,
      selectTemplates: split.select.templates)
  }
}

// MARK: What the claim reads

extension PairStudy {
  /// y(1) − y(0), pair by pair.
  public var effect: PrimaryEffect {
    PrimaryEffect(curve.difference(1, 0), clusters: templates)
  }

  /// The nulls, then how many pairs rise with the coefficient.
  public func controls() throws -> [Measurement] {
    let slopes = try templates.indices.map { pair in
      try slope(x: Self.coefficients, y: curve.values.map { $0[pair] })
    }
    return nulls + [Measurement(positiveSlopesOf: slopes)]
  }

  /// What stands beside the verdict.
  public func secondaries() throws -> [Secondary] {
    [
      Secondary(
        "the other way", .estimate(try estimate(curve.difference(-1, 0), by: templates)),
        unit: .nats, note: "c = −1 minus c = 0; should be negative")
    ]
  }

  /// The effect on the select pairs at each candidate layer, with a mark at the chosen one.
  public func choiceOfLayer() throws -> Chart {
    .effectByLayer(
      "Choice of the layer", effect: "change of y (nats)",
      [try concept.profile.series("select pairs", by: selectTemplates)],
      xMarks: [AxisMark("chosen", at: Double(concept.layer))])
  }

  /// - Parameter threshold: δ.
  public func doseResponse(threshold: Double) throws -> Chart {
    .doseResponse(
      "Dose and response", metric: "change of y (nats)",
      [try curve.series("test pairs", by: templates)], threshold: threshold)
  }
}

// MARK: Pairs

extension PairCorpus {
  /// Parts with no template in common.
  fileprivate func split(
    seed: UInt64
  ) throws -> (extract: PairCorpus, select: PairCorpus, test: PairCorpus) {
    struct Place: Templated {
      let index: Int
      let template: String
    }
    let places = templates.enumerated().map { Place(index: $0.offset, template: $0.element) }
    let split = try DataSet(name: "contrast pairs", items: places).split(seed: seed)
    func part(_ places: DataSet<Place>) -> PairCorpus { picking(places.map(\.index)) }
    return (part(split.extract), part(split.select), part(split.test))
  }

  fileprivate func picking(_ kept: [Int]) -> PairCorpus {
    PairCorpus(
      positive: kept.map { positive[$0] }, negative: kept.map { negative[$0] },
      templates: kept.map { templates[$0] })
  }

  /// Log-odds of the positive against the negative side after their common beginning.
  fileprivate func logOdds() throws -> ReplyLogOdds {
    try ReplyLogOdds(
      dialogues: templates.indices.map { pair in
        let (a, b) = (positive[pair], negative[pair])
        // Of a side that is the other's beginning, one token is left to be likely or not.
        let common = zip(a, b).prefix { $0 == $1 }.count
        let shared = min(common, a.count - 1, b.count - 1)
        guard shared > 0 else {
          throw SteeringError.nothingToMeasure(
            "the sides of a pair of template '\(templates[pair])' share no beginning; let them begin with "
              + "the same word, or reply to one \"user\" message")
        }
        return (Array(a[..<shared]), [Array(a[shared...])], [Array(b[shared...])])
      })
  }

  fileprivate var hash: String {
    let lines = (positive + negative).map { $0.map(String.init).joined(separator: " ") } + templates
    return dataHash(of: Data(lines.joined(separator: "\n").utf8))
  }
}
