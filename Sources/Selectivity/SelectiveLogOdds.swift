import Inference
import Protocols
import Steering
import Store
import Subjects

/// y of an item minus y of its control, in nats: what a preference for words leaves alone.
///
/// ``SelectiveItems`` measures the two apart; this is for what takes one number an item.
public struct SelectiveLogOdds: ItemMetric {
  /// Every item, then every control.
  private let both: ReplyLogOdds

  /// - Parameters:
  ///   - prompts, controls: in place of the items' own, such as after a sentence.
  public init(
    _ items: ChoiceCorpus, prompts: [[Int]]? = nil, controls: [[Int]]? = nil, in lab: Laboratory
  ) throws {
    both = try lab.logOdds(items, prompts: prompts).joined(
      with: lab.logOdds(items, prompts: controls ?? items.controls))
  }

  private init(_ both: ReplyLogOdds) { self.both = both }

  /// "selective log-odds"
  public var name: String { "selective log-odds" }
  /// Items, each with its control.
  public var count: Int { both.count / 2 }
  /// Tokens of all items and controls; beginnings that they share count once.
  public var tokenCount: Int { both.tokenCount }

  /// Covers item and control.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("selective 1")
      $0.add(both.key(of: item))
      $0.add(both.key(of: item + count))
    }
  }

  /// Some of the items, each with its control.
  public func part(_ items: Range<Int>) -> SelectiveLogOdds {
    let controls = items.lowerBound + count..<items.upperBound + count
    return SelectiveLogOdds(both.part(items).joined(with: both.part(controls)))
  }

  /// The residual stream of items and controls after each layer.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try both.checkpoints(on: model, after: layers)
  }

  /// Of each item, in nats.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    let y = try both.values(on: model, edits: edits, resumingFrom: checkpoint)
    return (0..<count).map { y[$0] - y[count + $0] }
  }
}
