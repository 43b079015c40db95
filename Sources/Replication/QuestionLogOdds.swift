import Inference
import Steering

extension ReplyLogOdds {
  /// log p(the letter that matches) − log p(the other letter), of each question in each of its orders in turn.
  init(_ questions: [TwoChoiceQuestion]) throws {
    try self.init(orders: questions.flatMap(\.orders))
  }

  /// The same of single orders.
  init(orders: [TwoChoiceQuestion.Order]) throws {
    try self.init(dialogues: orders.map { ($0.prompt, [$0.matching], [$0.other]) })
  }

  /// The values under each of several lists of interventions that begin at the prompts' ends: prompts are read once
  /// for all of them, some thousands of tokens at a time.
  ///
  /// - Returns: [list][item], in nats.
  func values(
    on model: LanguageModel, underEach lists: [[Intervention]]
  ) throws -> [[Double]] {
    let edits = try lists.map { try $0.edits(on: model) }
    var values = lists.map { _ in [Double]() }
    var start = 0
    while start < count {
      var (end, tokens) = (start, 0)
      while end < count, tokens < Self.tokensAtOnce {
        tokens += part(end..<end + 1).tokenCount
        end += 1
      }
      let part = part(start..<end)
      guard let prompts = try part.readPrompts(on: model) else { return [] }
      for list in lists.indices {
        values[list] += try part.values(on: model, edits: edits[list], after: prompts)
      }
      start = end
    }
    return values
  }

  /// Whose keys and values fit into memory beside any model that fits itself.
  private static let tokensAtOnce = 4_096
}
