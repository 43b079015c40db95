import Protocols
import Statistics
import Steering
import Subjects

/// Items of a behaviour with their matched controls, measured together.
///
/// The metric is y = log Σ p(favored) − log Σ p(opposed), in nats. A control has the same continuations where they
/// say nothing about the behaviour, so that what moves both is a taste for words.
public struct SelectiveItems {
  /// Prompts, controls and continuations.
  public let items: ChoiceCorpus
  private let evaluation: Evaluation

  /// y of items and of their controls, [item] each.
  public struct Values {
    /// Where the behaviour is at stake.
    public let items: [Double]
    /// Where it is not.
    public let controls: [Double]

    /// Item by item, how much more the items changed than their controls, times `sign`.
    public func selectiveChange(from before: Values, sign: Double = 1) -> [Double] {
      zip(
        change(of: \.items, from: before, sign: sign),
        change(of: \.controls, from: before, sign: sign)
      )
      .map { $0 - $1 }
    }

    /// Item by item, how much one of the two changed, times `sign`.
    public func change(
      of part: KeyPath<Values, [Double]>, from before: Values, sign: Double = 1
    ) -> [Double] {
      zip(self[keyPath: part], before[keyPath: part]).map { sign * ($0 - $1) }
    }
  }

  /// - Parameters:
  ///   - prompts, controls: in place of the items' own, such as after a request.
  ///   - layers: where they will be steered.
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` for items without controls.
  public init(
    _ items: ChoiceCorpus, prompts: [[Int]]? = nil, controls: [[Int]]? = nil, in lab: Laboratory,
    steeredAt layers: [Int] = []
  ) throws {
    self.items = items
    evaluation = Evaluation(
      of: try lab.logOdds(items, prompts: prompts).joined(
        with: lab.logOdds(items, prompts: controls ?? items.controls)),
      on: lab.underTest, steeredAt: layers)
  }

  /// y with nothing done, or under interventions.
  public func values(applying interventions: [Intervention] = []) throws -> Values {
    let values = try evaluation.values(applying: interventions)
    return Values(
      items: Array(values[..<items.count]), controls: Array(values[items.count...]))
  }

  /// y with a direction added.
  public func values(
    adding direction: [Float], layer: Int, coefficient: Double
  ) throws -> Values {
    try values(
      applying: [.add(direction, coefficient: coefficient, at: .residPost(layer))])
  }
}

extension ChoiceCorpus {
  /// The first item of each template, at most `count` of a template.
  public func firstOfEachTemplate(_ count: Int = 1) -> ChoiceCorpus {
    var seen: [String: Int] = [:]
    return picking(
      templates.indices.filter {
        seen[templates[$0], default: 0] += 1
        return seen[templates[$0], default: 0] <= count
      })
  }
}
