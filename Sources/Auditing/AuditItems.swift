import Protocols
import Statistics
import Steering
import Subjects

/// Items of a behaviour with their controls, where they have some, measured together.
struct AuditItems {
  let corpus: ChoiceCorpus
  let isControlled: Bool
  private let evaluation: Evaluation

  /// y of items and of their controls, in nats; no controls where the items have none.
  struct Values {
    let items, controls: [Double]

    /// Item by item, how much more the items changed than their controls, or how much they changed where there are none.
    func change(from before: Values, sign: Double) -> [Double] {
      let own = itemChange(from: before, sign: sign)
      return controls.isEmpty
        ? own : difference(own, controlChange(from: before, sign: sign))
    }

    func itemChange(from before: Values, sign: Double) -> [Double] {
      difference(items, before.items).map { sign * $0 }
    }

    func controlChange(from before: Values, sign: Double) -> [Double] {
      difference(controls, before.controls).map { sign * $0 }
    }
  }

  init(_ corpus: ChoiceCorpus, in lab: Laboratory, steeredAt layers: [Int]) throws {
    self.corpus = corpus
    isControlled = !corpus.controls.isEmpty
    let items = try lab.logOdds(corpus)
    evaluation = Evaluation(
      of: isControlled
        ? try items.joined(with: lab.logOdds(corpus, prompts: corpus.controls)) : items,
      on: lab.underTest, steeredAt: layers)
  }

  func values(applying interventions: [Intervention] = []) throws -> Values {
    let values = try evaluation.values(applying: interventions)
    return Values(
      items: Array(values[..<corpus.count]), controls: Array(values[corpus.count...]))
  }

  func values(adding direction: [Float], layer: Int, coefficient: Double) throws -> Values {
    try values(applying: [.add(direction, coefficient: coefficient, at: .residPost(layer))])
  }

  /// A mean over the items with its 90 % interval by template.
  func estimate(_ values: [Double]) throws -> Estimate {
    try Protocols.estimate(values, by: corpus.templates)
  }
}
