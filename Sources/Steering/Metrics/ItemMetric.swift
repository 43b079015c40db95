import Inference

/// Something measured on each of a fixed list of items, teacher-forced, under any interventions.
///
/// Higher means more of what the metric is named after.
public protocol ItemMetric: Sendable {
  /// How many items.
  var count: Int { get }
  /// Tokens that one measurement runs, about: what it costs. One an item where a metric does not say.
  var tokenCount: Int { get }
  /// Runs the items with nothing done and keeps the residual stream after layers.
  func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint]
  /// The value of each item, in order.
  func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double]
}

extension ItemMetric {
  public var tokenCount: Int { count }
}

/// A metric made ready to be measured many times: the layers below each intervention are run once.
public struct Sweep: Sendable {
  public let model: LanguageModel
  public let metric: any ItemMetric
  private let checkpoints: [Int: ResidualCheckpoint]

  /// - Parameter layers: layers whose output interventions will change, or any layers below them.
  public init(_ metric: any ItemMetric, on model: LanguageModel, layers: some Sequence<Int>) throws
  {
    self.metric = metric
    self.model = model
    checkpoints = try metric.checkpoints(on: model, after: layers)
  }

  /// The value of each item under the interventions.
  public func values(applying interventions: [Intervention]) throws -> [Double] {
    let edits = try interventions.edits(on: model)
    let usable = checkpoints.values.filter { checkpoint in
      edits.allSatisfy { $0.hook >= .residPost(checkpoint.layer) }
    }
    return try metric.values(
      on: model, edits: edits, resumingFrom: usable.max { $0.layer < $1.layer })
  }

  /// The value of each item with nothing done.
  public func baseline() throws -> [Double] { try values(applying: []) }
}
