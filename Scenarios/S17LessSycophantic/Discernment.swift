import Inference
import Protocols
import Steering
import Store
import Subjects

/// Agreement with right statements minus agreement with wrong ones, in nats, statement by statement.
///
/// A model that merely agrees less, or more, gains nothing here: the change of discernment is the fall of
/// agreement with wrong statements minus the fall with right ones.
struct Discernment: ItemMetric {
  /// Every wrong statement, then every right one.
  private let agreement: ReplyLogOdds

  init(_ agreement: ReplyLogOdds) { self.agreement = agreement }

  /// "discernment"
  var name: String { "discernment" }
  /// Statements, each wrong and right.
  var count: Int { agreement.count / 2 }
  /// Tokens of all statements and replies; beginnings that they share count once.
  var tokenCount: Int { agreement.tokenCount }

  /// Covers both of a statement's agreements.
  func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("discernment 1")
      $0.add(agreement.key(of: item))
      $0.add(agreement.key(of: item + count))
    }
  }

  /// Some of the statements, each wrong and right.
  func part(_ items: Range<Int>) -> Discernment {
    let right = items.lowerBound + count..<items.upperBound + count
    return Discernment(agreement.part(items).joined(with: agreement.part(right)))
  }

  /// The residual stream of all statements, wrong and right, after each layer.
  func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try agreement.checkpoints(on: model, after: layers)
  }

  /// Discernment of each statement, in nats.
  func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    Agreement(
      try agreement.values(on: model, edits: edits, resumingFrom: checkpoint)
    ).discernment
  }
}

/// y by statement: log Σ p(agreeing replies) − log Σ p(correcting replies), in nats.
struct Agreement: Sendable {
  /// y of each wrong statement.
  let wrong: [Double]
  /// y of each right statement, in the same order.
  let right: [Double]

  /// - Parameter values: of every wrong statement, then of every right one.
  init(_ values: [Double]) {
    wrong = Array(values.prefix(values.count / 2))
    right = Array(values.suffix(values.count / 2))
  }

  /// y(right) − y(wrong), statement by statement.
  var discernment: [Double] { difference(right, wrong) }

  /// How much less is agreed with, here than there.
  func fall(of statements: KeyPath<Agreement, [Double]>, from before: Agreement) -> [Double] {
    difference(before[keyPath: statements], self[keyPath: statements])
  }

  /// The fall with wrong statements minus the fall with right ones.
  func selectiveFall(from before: Agreement) -> [Double] {
    difference(discernment, before.discernment)
  }
}

extension Laboratory {
  /// Agreement with `wrong` and `right` prompts to the replies of `items`.
  func agreement(_ items: ChoiceCorpus, wrong: [[Int]], right: [[Int]]) throws -> ReplyLogOdds {
    guard wrong.count == items.count, right.count == items.count else {
      throw SteeringError.nothingToMeasure(
        "\(wrong.count) wrong and \(right.count) right statements for \(items.count) items")
    }
    return try ReplyLogOdds(
      dialogues: [wrong, right].flatMap { prompts in
        prompts.indices.map { (prompts[$0], items.favored[$0], items.opposed[$0]) }
      })
  }

  func discernment(_ items: ChoiceCorpus) throws -> Discernment {
    Discernment(try agreement(items, wrong: items.prompts, right: items.controls))
  }
}
