import ArgumentParser
import Inference
import Steering

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Continue a text, steered or not.",
    discussion: """
      The most likely token each time unless --temperature is given. \
      A token that ends a text or a turn ends the continuation and is not part of it.

      Examples:
        steer generate "i love the garden"
        steer generate --model smollm2-135m --chat --temperature 0.8 "Who are you?"
        steer generate --model smollm2-135m --vector love.gguf \\
          --layer 15 --coefficient 2 "The weather today is"

      JSON: {"prompt_ids": [...], "ids": [...], "text": "..."}
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup var steering: VectorOptions

  @Option(help: "The most tokens to write.")
  var maxNewTokens = 50

  @Flag(help: "Put the text as a user's message into the model's chat template.")
  var chat = false

  @Flag(help: "Read names of control tokens in the text, such as <|im_start|>, as those tokens.")
  var special = false

  @Option(parsing: .unconditional, help: "Draw tokens from the softmax of logits / temperature.")
  var temperature: Double?

  @Option(help: "Draw from this many of the most likely tokens; with --temperature.")
  var topK: Int?

  @Option(help: "Draw from the fewest tokens that hold this mass; with --temperature.")
  var topP: Double?

  @Option(help: "Seed of the draws; with --temperature. (default: 0)")
  var seed: UInt64?

  @Flag(help: "Go on after a token that ends a text or a turn.")
  var ignoreEnd = false

  @OptionGroup var console: Console

  @Argument(help: "The text to continue. After -- it may begin with a dash.")
  var prompt: String

  struct Result: Encodable {
    let promptIds: [Int]
    let ids: [Int]
    let text: String
  }

  func validate() throws {
    if maxNewTokens < 0 {
      throw ValidationError("--max-new-tokens: expected at least 0, got \(maxNewTokens)")
    }
    if temperature == nil, topK != nil || topP != nil || seed != nil {
      throw ValidationError("--top-k, --top-p and --seed need a --temperature")
    }
    if chat, special { throw ValidationError("--chat and --special exclude each other") }
  }

  func run() throws {
    let sampler = try temperature.map {
      try Sampler(temperature: $0, topK: topK, topP: topP ?? 1, seed: seed ?? 0)
    }
    let choice = model.model
    let model = try self.model.load()
    let interventions = try steering.interventions(on: model, choice, console)
    let ids =
      chat
      ? model.chatIDs(prompt, console) : model.promptIDs(prompt, special: special, console)
    let bar = console.progress("writing", of: maxNewTokens)
    defer { bar.finish() }
    let written = try model.generate(
      [ids], applying: interventions, maxNewTokens: maxNewTokens,
      sampler: sampler.map { sampler in { _ in sampler } }, stopsAtEnd: !ignoreEnd,
      progress: bar.update)
    let continuation = written[0].ids
    bar.finish()
    let result = Result(
      promptIds: ids, ids: continuation, text: model.tokenizer.decode(continuation))
    try console.show(result) { [result.text] }
  }
}
