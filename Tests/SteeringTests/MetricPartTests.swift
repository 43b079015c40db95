import Inference
import Steering
import Store
import Testing
import TinyModel

/// A sweep measures a metric in parts on many machines, so a part must be the metric, item for item.
@Suite("Parts of a metric")
struct MetricPartTests {
  let model: LanguageModel

  init() throws { model = try TinyModel.languageModel(seed: 3) }

  /// Of different lengths, so that items exchanged or shifted are seen.
  private var texts: [[Int]] { (0..<9).map { item in (0...item).map { (7 * $0 + item) % 50 } } }

  private var metrics: [any ItemMetric] {
    get throws {
      let words = try ReplyLogOdds(prompts: texts, positive: [3, 4], negative: [5])
      let replies = try ReplyLogOdds(
        dialogues: texts.enumerated().map { item, text in
          (text, agree: [[item, 1], [2]], correct: item % 2 == 0 ? [[4]] : [[5, 6], [7], [8]])
        })
      let longWords = try ReplyLogOdds(
        prompts: texts, positive: [[3, 9], [4]], negative: [[5, 6, 7]])
      return [
        words, longWords, replies, ReplyProbability(replies), Accuracy(words),
        try TextNLL(texts: texts.map { $0 + [1] }),
        try NextTokenDivergence(texts: texts, on: model),
      ]
    }
  }

  @Test("keys, values, tokens and checkpoints of a part are those of its items")
  func parts() throws {
    let direction = (0..<model.configuration.dModel).map { Float($0 % 3) - 1 }
    let vector = try SteeringVector(directions: [2: direction], method: .mean)
    let edits = try [Intervention.add(vector, layer: 2, coefficient: 2)].edits(on: model)
    for metric in try metrics {
      let whole = try metric.values(on: model, edits: edits, resumingFrom: nil)
      if !(metric is Accuracy) {
        #expect(Set(whole.map(\.bitPattern)).count > 1, "\(metric.name) tells its items apart")
      }
      for items in [0..<4, 4..<9, 8..<9, 0..<9] {
        let part = metric.part(items)
        #expect(part.count == items.count)
        #expect(part.name == metric.name)
        #expect(items.indices.map { part.key(of: $0 - items.lowerBound) } == items.map(metric.key))
        let checkpoint = try part.checkpoints(on: model, after: [2])[2]
        let values = try part.values(on: model, edits: edits, resumingFrom: checkpoint)
        #expect(
          values.map(\.bitPattern) == whole[items].map(\.bitPattern), "\(metric.name), \(items)")
      }
      #expect(metric.part(0..<9).tokenCount == metric.tokenCount)
      #expect(metric.part(0..<2).tokenCount < metric.tokenCount)
    }
  }

  @Test("a part of a metric keeps its cells under the names of the whole")
  func names() throws {
    let metric = try metrics[0]
    let whole = try Evaluation(of: metric, on: .init(model)).cells(applying: [])
    let part = try Evaluation(of: metric, on: .init(model), items: 3..<5).cells(applying: [])
    #expect(part.map(\.key) == whole[3..<5].map(\.key))
    #expect(part.map(\.what) == whole[3..<5].map(\.what))
    #expect(part[0].what == "log-odds of words, item 4 of 9, unsteered")
  }
}
