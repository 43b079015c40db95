import Inference
import Steering
import Store
import TestSupport
import Testing
import TinyModel

/// A key that forgets something gives one experiment the results of another, so each thing that decides a
/// value is changed here in turn, and the key must change with it.
@Suite("What decides a measurement is in its key")
struct MeasurementKeyTests {
  let folder: TemporaryFolder
  let store: Store
  let model: LanguageModel
  let direction: [Float]

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(path: folder.path("cells"))
    model = try TinyModel.languageModel(seed: 1)
    direction = (0..<80).map { Float($0) / 80 }
  }

  /// The keys under which a metric's items are kept.
  private func keys(
    _ metric: any ItemMetric, _ interventions: [Intervention] = [], on model: LanguageModel? = nil
  ) throws -> Set<CellKey> {
    let before = Set(try store.cells().map(\.key))
    let kept = ModelUnderTest(model ?? self.model, keepingIn: store)
    _ = try Evaluation(of: metric, on: kept).values(applying: interventions)
    return Set(try store.cells().map(\.key)).subtracting(before)
  }

  @Test("interventions: kind, direction, amount, place and positions, and their order")
  func interventions() throws {
    let metric = try ReplyLogOdds(prompts: [[5, 6, 7]], positive: [8], negative: [9])
    let hook = HookPoint.residPost(3)
    var other = direction
    other[79] = other[79].nextUp
    let unit = try Intervention.clamp(direction, to: 1, at: hook)
    let add = try Intervention.add(direction, coefficient: 1, at: hook)
    let lists: [[Intervention]] = try [
      [], [add], [.add(direction, coefficient: -1, at: hook)],
      [.add(direction, coefficient: Double(Float(1).nextUp), at: hook)],
      [.add(other, coefficient: 1, at: hook)],
      [.add(direction, coefficient: 1, at: .residPost(4))],
      [.add(direction, coefficient: 1, at: .block(3, .residMid))],
      [.add(direction, coefficient: 1, at: hook, positions: .from(1))],
      [.add(direction, coefficient: 1, at: hook, positions: .from(2))],
      [.add(direction, coefficient: 1, at: hook, positions: .only([1]))],
      [.add(direction, coefficient: 1, at: hook, positions: .only([1, 2]))],
      [unit], [.clamp(direction, to: 2, at: hook)], [.ablate(direction, at: hook)],
      [.rotate(toward: direction, degrees: 10, at: hook)],
      [.rotate(toward: direction, degrees: 20, at: hook)],
      [.when(direction, above: 0, add)], [.when(direction, above: 1, add)],
      [.when(other, above: 0, add)], [.when(direction, above: 0, unit)],
      [.patch([1: direction], at: hook)], [.patch([2: direction], at: hook)],
      [.patch([1: other], at: hook)],
      [.erase(write: [direction], read: [other], center: direction, at: hook)],
      [.erase(write: [other], read: [direction], center: direction, at: hook)],
      [.erase(write: [direction], read: [other], center: other, at: hook)],
      [add, unit], [unit, add],
    ]
    for (index, list) in lists.enumerated() {
      #expect(try keys(metric, list).count == 1, "list \(index) has the key of an earlier one")
    }
    #expect(try store.cells().count == lists.count)
  }

  @Test("what does nothing is the unsteered model")
  func identity() throws {
    let metric = try ReplyLogOdds(prompts: [[5, 6, 7]], positive: [8], negative: [9])
    #expect(try keys(metric).count == 1)
    #expect(
      try keys(metric, [.add(direction, coefficient: 0, at: .residPost(3))]).isEmpty)
  }

  @Test("metrics: which it is, and everything of an item")
  func metrics() throws {
    func words(_ prompt: [Int], _ positive: [Int], _ negative: [Int]) throws -> ReplyLogOdds {
      try ReplyLogOdds(prompts: [prompt], positive: positive, negative: negative)
    }
    func replies(_ prompt: [Int], _ agree: [[Int]], _ correct: [[Int]]) throws -> ReplyLogOdds {
      try ReplyLogOdds(dialogues: [(prompt, agree, correct)])
    }
    let odds = try replies([5, 6], [[7], [8]], [[9]])
    let metrics: [any ItemMetric] = try [
      words([5, 6], [7], [8]), words([5, 7], [7], [8]), words([5, 6], [8], [7]),
      words([5, 6], [7, 9], [8]), words([5, 6], [7], [9, 8]), odds,
      replies([5, 6], [[7]], [[8], [9]]), replies([5, 6], [[7, 8]], [[9]]),
      replies([5], [[7], [8]], [[9]]), Accuracy(odds), ReplyProbability(odds),
      TextNLL(texts: [[5, 6, 7]]), TextNLL(texts: [[5, 6, 8]]),
      TextNLL(continuations: [([5, 6], [7])]), NextTokenDivergence(texts: [[5, 6, 7]], on: model),
    ]
    for (index, metric) in metrics.enumerated() {
      #expect(try keys(metric).count == 1, "metric \(index) has the key of an earlier one")
    }
  }

  @Test("the model, and how it multiplies")
  func models() throws {
    let metric = try ReplyLogOdds(prompts: [[5, 6, 7]], positive: [8], negative: [9])
    #expect(try keys(metric).count == 1)
    #expect(try keys(metric, on: TinyModel.languageModel(seed: 2)).count == 1)
    #expect(
      try keys(metric, on: TinyModel.languageModel(seed: 1, planting: .none)).count == 1)
  }

  @Test("a model that is not identified keeps nothing")
  func anonymous() throws {
    let model = try RandomLlama.grouped.model()
    #expect(model.hash.isEmpty)
    let metric = try ReplyLogOdds(prompts: [[5, 6, 7]], positive: [8], negative: [9])
    #expect(try keys(metric, on: model).isEmpty)
  }
}
