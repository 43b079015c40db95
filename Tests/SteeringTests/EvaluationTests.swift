import Inference
import Steering
import Store
import Synchronization
import Testing
import TinyModel

@Suite("A metric on a model with a cache")
struct EvaluationTests {
  /// Counts how often the model is asked.
  final class Counting: ItemMetric {
    let base: ReplyLogOdds
    let asked = Mutex(0)

    init(_ base: ReplyLogOdds) { self.base = base }

    var name: String { base.name }
    var count: Int { base.count }
    func key(of item: Int) -> CellKey { base.key(of: item) }
    func part(_ items: Range<Int>) -> Self { fatalError("no part is taken here") }
    func checkpoints(
      on model: LanguageModel, after layers: some Sequence<Int>
    ) throws -> [Int: ResidualCheckpoint] { try base.checkpoints(on: model, after: layers) }
    func values(
      on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
    ) throws -> [Double] {
      asked.withLock { $0 += 1 }
      return try base.values(on: model, edits: edits, resumingFrom: checkpoint)
    }
  }

  private func asked(cache: (any MeasurementCache)?) throws -> (values: [[Double]], count: Int) {
    let model = try TinyModel.languageModel(seed: 1)
    let metric = Counting(
      try ReplyLogOdds(prompts: [[5, 6, 7], [5, 6]], positive: [8], negative: [9]))
    let direction = (0..<80).map { Float($0) / 80 }
    let steer = try Intervention.add(direction, coefficient: 1, at: .residPost(3))
    let values = try [[], [steer], [], [steer]].map {
      try Evaluation(of: metric, on: ModelUnderTest(model, keepingIn: cache), steeredAt: [3])
        .values(applying: $0)
    }
    return (values, metric.asked.withLock { $0 })
  }

  @Test("what was measured is not measured again, and without a cache it is, to the same bits")
  func measuredOnce() throws {
    let (kept, plain) = (try asked(cache: MemoryCache()), try asked(cache: nil))
    #expect(kept.count == 2)
    #expect(plain.count == 4, "planted fault: nothing is kept")
    #expect(kept.values == plain.values)
    #expect(kept.values[0] != kept.values[1])
  }
}
