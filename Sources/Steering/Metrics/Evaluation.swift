import Inference
import Store
import Synchronization

/// A metric on a model, with nothing done or under interventions.
///
/// Layers below an intervention are run once, however many times the metric is measured, and so is a prompt whose
/// end is where interventions begin. With a cache each
/// item's value under each list of interventions is kept as a cell, and taken from there when it is asked
/// for again. That changes no value, only who computed it.
public struct Evaluation: Sendable {
  /// What is measured.
  public let metric: any ItemMetric
  let model: LanguageModel
  private let cache: (any MeasurementCache)?
  /// What the metric is a part of: how many items that has, and which of them are measured.
  let whole: (count: Int, items: Range<Int>)
  private let checkpoints: Once<[Int: ResidualCheckpoint]>
  private let prompts: Once<ReadPrompts?>
  let items: Once<[CellKey]>

  /// Nothing is measured yet.
  ///
  /// - Parameters:
  ///   - items: the part of the metric to measure; all of it when not given.
  ///   - layers: layers whose output interventions will change, or any layers below them: what is below is
  ///     then run once. Without them every measurement runs the whole model.
  public init(
    of metric: any ItemMetric, on underTest: ModelUnderTest, items: Range<Int>? = nil,
    steeredAt layers: [Int] = []
  ) {
    whole = (metric.count, items ?? 0..<metric.count)
    let metric = items.map { metric.part($0) } ?? metric
    self.metric = metric
    let model = underTest.model
    self.model = model
    cache = underTest.cache
    checkpoints = Once { try metric.checkpoints(on: model, after: layers) }
    prompts = Once { try metric.readPrompts(on: model) }
    self.items = Once { (0..<metric.count).map { metric.key(of: $0) } }
  }

  /// The value of each item with nothing done.
  public func baseline() throws -> [Double] { try values(applying: []) }

  /// The value of each item under the interventions.
  public func values(applying interventions: [Intervention]) throws -> [Double] {
    guard let cache else { return try measure(interventions) }
    let cells = try cells(applying: interventions)
    let kept = try cache.values(of: cells.map(\.key))
    let numbers = kept.compactMap { if case .number(let number) = $0 { number } else { nil } }
    if numbers.count == cells.count { return numbers }
    let values = try measure(interventions)
    try cache.keep(
      zip(cells, values).map { cell, value in
        Cell(
          key: cell.key, origin: model.cellOrigin, what: cell.what, value: .number(value))
      })
    return values
  }

  /// Whether the cache has the values already.
  public func isKept(applying interventions: [Intervention]) throws -> Bool {
    guard let cache else { return false }
    return try !cache.values(of: cells(applying: interventions).map(\.key)).contains(nil)
  }

  private func measure(_ interventions: [Intervention]) throws -> [Double] {
    let edits = try interventions.edits(on: model)
    if !edits.isEmpty, edits.allSatisfy(\.positions.isRelative), let read = try prompts.value() {
      return try metric.values(on: model, edits: edits, after: read)
    }
    let usable = try checkpoints.value().values.filter { checkpoint in
      edits.allSatisfy { $0.hook >= .residPost(checkpoint.layer) }
    }
    return try metric.values(
      on: model, edits: edits, resumingFrom: usable.max { $0.layer < $1.layer })
  }
}

/// A value that is made when it is first asked for.
final class Once<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let make: @Sendable () throws -> Value

  init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

  func value() throws -> Value {
    try made.withLock { made in
      if let made { return made }
      let value = try make()
      made = value
      return value
    }
  }
}
