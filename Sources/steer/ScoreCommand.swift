import ArgumentParser
import Inference
import Steering

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Log-probabilities of a text, token by token, steered or not.",
    discussion: """
      Natural logarithms of the probability of one token each, in nats: 0 is certain. Their sum is the text's; none \
      is a difference, as log-odds are. Prompt and continuation are each split into tokens, then scored as one \
      sequence.

      Examples:
        steer score --model smollm2-135m --prompt "I really" --continuation " love it"
        steer score --vector love.gguf --layer 4 --coefficient=-2 --prompt "i love"
        steer score --ids 1,2,3 --json

      JSON: {"ids": [...], "logprobs": [...], "top": [{"id": ..., "logprob": ...}], "unit": "nats"}

      logprobs has one entry for each of ids, given the ids before it; \
      the first has none before it, so its entry is null. \
      top are the 10 most likely tokens after the last, the likeliest first.
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup var steering: VectorOptions

  @Option(parsing: .unconditional, help: "The text, or its beginning.")
  var prompt: String?

  @Option(parsing: .unconditional, help: "What follows the prompt.")
  var continuation: String?

  @Option(parsing: .unconditional, help: "Token ids separated by commas, instead of text.")
  var ids: String?

  @Flag(help: "Read names of control tokens in the text, such as <|im_start|>, as those tokens.")
  var special = false

  @OptionGroup var console: Console

  struct Result: Encodable {
    struct Candidate: Encodable {
      let id: Int
      let logprob: Double
    }
    let ids: [Int]
    let logprobs: [Double?]
    let top: [Candidate]
    let unit = "nats"
  }

  func validate() throws {
    try steering.checkAmount()
    if (prompt == nil) == (ids == nil) {
      throw ValidationError("give either --prompt or --ids")
    }
    if ids != nil, continuation != nil || special {
      throw ValidationError("--continuation and --special go with --prompt, not with --ids")
    }
    _ = try givenIDs()
  }

  private func givenIDs() throws -> [Int]? {
    try ids?.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let id = Int(part.trimmingPrefix(while: \.isWhitespace)), id >= 0 else {
        throw ValidationError("--ids: expected whole numbers like 1,2,3, got '\(part)'")
      }
      return id
    }
  }

  func run() throws {
    let choice = model.model
    let model = try self.model.load()
    let edits = try steering.interventions(on: model, choice, console).edits(on: model)
    let promptIDs =
      try givenIDs() ?? model.promptIDs(prompt ?? "", special: special, console)
    let ids =
      promptIDs
      + (continuation.map { model.continuationIDs($0, special: special, console) } ?? [])
    let result = try Self.score(ids, promptLength: promptIDs.count, on: model, edits: edits)
    try console.show(result) {
      func name(_ id: Int) -> String { model.tokenizer.decode([id]).debugDescription }
      let tokens = zip(result.ids, result.logprobs).map { id, logprob in
        ["\(id)", logprob.map { fixed($0, 4) } ?? "-", name(id)]
      }
      let next = result.top.map { ["\($0.id)", fixed($0.logprob, 4), name($0.id)] }
      let header = ["id", "log p (nats)", "token"]
      return table([header] + tokens) + ["", "The likeliest tokens after it:"]
        + table([header] + next)
    }
  }

  static func score(
    _ ids: [Int], promptLength: Int, on model: LanguageModel, edits: [Edit]
  ) throws -> Result {
    var logprobs: [Double?] = ids.isEmpty ? [] : [nil]
    var top: [Result.Candidate] = []
    let tree = TokenTree(ids, readout: ids.indices, promptLength: promptLength, edits: edits)
    try model.run([tree]) { block in
      let normalisers = block.logSumExp()
      for (index, place) in block.places.enumerated() {
        let (logits, normaliser) = (block[index], normalisers[index])
        guard normaliser.isFinite else {
          throw ModelError.notFinite(at: "logits at position \(place.offset)")
        }
        func logprob(_ id: Int) -> Double { Double(logits[id]) - normaliser }
        if place.offset + 1 < ids.count {
          logprobs.append(logprob(ids[place.offset + 1]))
        } else {
          let order = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
          top = order.prefix(10).map { Result.Candidate(id: $0, logprob: logprob($0)) }
        }
      }
    }
    return Result(ids: ids, logprobs: logprobs, top: top)
  }
}
