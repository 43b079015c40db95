import Inference
import Protocols
import Selectivity
import Steering
import Subjects

/// What an audit costs, part by part, in tokens times layers: for progress, estimates and budgets.
public struct AuditWork: Sendable {
  /// In the order in which they are done.
  public enum Part: CaseIterable, Sendable {
    case layers, dose, effect, nulls, wordings, sides, others
  }

  private let costs: [Part: Int]
  /// Of ``total``, what is done.
  public private(set) var done = 0

  /// All of it.
  public var total: Int { costs.values.reduce(0, +) }

  mutating func finish(_ part: Part) { done += costs[part] ?? 0 }

  /// - Parameter audit: of which nothing is run; where its layer is not known, the middle stands for it.
  public init(of audit: Audit) {
    let lab = audit.lab
    let layers = lab.model.configuration.layerCount
    let used = audit.layer ?? layers / 2
    /// Once through everything, then from the layer on.
    func cost(_ tokens: Int, steered times: Int, at layer: Int? = nil) -> Int {
      tokens * (layers + times * (layers - (layer ?? used)))
    }
    func tokens(_ corpus: ChoiceCorpus) -> Int {
      let items = (try? lab.logOdds(corpus).tokenCount) ?? 0
      return corpus.controls.isEmpty ? items : 2 * items
    }
    let counts = audit.counts
    let select =
      (try? lab.logOdds(audit.behavior.items.select.thinned(to: counts.select)).tokenCount) ?? 0
    let test = tokens(audit.behavior.items.test.thinned(to: counts.test))
    let fewItems = audit.behavior.items.test.firstOfEachTemplate().thinned(to: counts.templates)
    let few = tokens(fewItems)
    func length(_ texts: [[Int]]) -> Int { texts.reduce(0) { $0 + $1.count } }
    let beginnings = length(lab.passages(.select).thinned(to: EqualCost.texts).ids) / 2
    let pairs = length(audit.behavior.pairs.positive + audit.behavior.pairs.negative)
    let facts = (try? lab.factAccuracy(.test, items: 2 * counts.sides).metric.tokenCount) ?? 0
    let prose = length(lab.passages(.test).thinned(to: counts.sides).ids)
    let others =
      (try? lab.otherBehaviors(than: audit.behavior, .test, items: counts.sides)) ?? []
    let questions = audit.questionSets.reduce(0) {
      $0
        + ((try? PublicQuestions($1, count: counts.questions, for: lab).measure.metric.tokenCount)
          ?? 0)
    }
    costs = [
      .layers: audit.candidates.reduce(select * layers) { $0 + select * (layers - $1) },
      .dose: cost(beginnings, steered: 6),
      .effect: cost(test, steered: Audit.multiples.count),
      .nulls: cost(few, steered: 2 * counts.draws + 2) + cost(beginnings, steered: 4 * counts.draws)
        + pairs * layers,
      .wordings: cost(few / (fewItems.controls.isEmpty ? 1 : 2), steered: 2)
        * (audit.behavior.wordings + 1),
      .sides: cost(prose + prose / 2 + facts + questions, steered: 1),
      .others: others.reduce(0) { $0 + cost($1.metric.tokenCount, steered: 1) },
    ]
  }
}
