import ArgumentParser
import Files
import Foundation
import Inference
import Steering

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Continue a text, steered or not.",
    discussion: """
      The most likely token each time unless --temperature is given. \
      A token that ends a text or a turn ends the continuation and is not part of it.

      With --prompts the texts of a file are continued, each at every one of --layers by itself and with every one \
      of --coefficients, of which 0 is the model as it is. nll tells how likely a text is: the mean negative \
      log-likelihood of its tokens, in nats, under the same model without the vector.

      Examples:
        steer generate "i love the garden"
        steer generate --model smollm2-135m --chat --temperature 0.8 "Who are you?"
        steer generate --model smollm2-135m --vector love.gguf \\
          --layer 15 --coefficient 2 "The weather today is"
        steer generate --prompts prompts.txt --vector love.gguf --layers 3-5 --coefficients=-2,0,2 --output texts.csv

      JSON: {"prompt_ids": [...], "ids": [...], "text": "..."}; of --prompts, with --json and without, a line a \
      text: {"coefficient", "layer", "nll", "prompt", "text"}
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup var steering: VectorOptions

  @Option(
    help: """
      A file of texts to continue in place of one: a text a line, or JSON lines with "prompt".
      """, completion: .file(extensions: ["txt", "jsonl"]))
  var prompts: String?

  @Option(
    parsing: .unconditional,
    help: "Coefficients, or amounts of another --operation, such as -2,0,2; with --prompts.")
  var coefficients: String?

  @Option(
    help: """
      The file to write the texts to, as JSON lines, or as CSV where its name ends with .csv; with --prompts. It is       written when all texts are there; without it each is printed when it is there.
      """, completion: .file(extensions: ["jsonl", "csv"]))
  var output: String?

  @Option(help: "The most tokens to write.")
  var maxNewTokens = 50

  @Flag(help: "Put the text as a user's message into the model's chat template.")
  var chat = false

  @Option(help: "A system message that stands before the user's; with --chat.")
  var system: String?

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
  var prompt: String?

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
    if system != nil, !chat { throw ValidationError("--system needs --chat") }
    if (prompt == nil) == (prompts == nil) {
      throw ValidationError("give either a text to continue or a file of --prompts")
    }
    if prompts == nil, coefficients != nil || output != nil {
      throw ValidationError("--coefficients and --output go with --prompts")
    }
    if coefficients != nil, steering.vector == nil || steering.coefficient != nil {
      throw ValidationError(
        "--coefficients: needs a --vector, and stands in place of --coefficient")
    }
    try steering.checkAmount(isGiven: coefficients != nil)
    _ = try coefficients.map(numbers)
  }

  func run() throws {
    let sampler = try temperature.map {
      try Sampler(temperature: $0, topK: topK, topP: topP ?? 1, seed: seed ?? 0)
    }
    try Output.check(files: [output])
    let texts = try prompts.map(PromptFile.read)
    let choice = model.model
    let model = try self.model.load()
    if chat { model.tellOfMissingTemplate(console) }
    if let texts {
      try continueAll(texts, on: model, choice, sampler)
    } else {
      let interventions = try steering.interventions(on: model, choice, console)
      try continueOne(prompt ?? "", on: model, interventions, sampler)
    }
  }

  private func ids(
    _ text: String, on model: LanguageModel, _ console: Console
  ) -> [Int] {
    chat
      ? model.chatIDs(text, system: system, console)
      : model.promptIDs(text, special: special, console)
  }

  /// Prints the text as it is written, unless it is to be one JSON object.
  private func continueOne(
    _ text: String, on model: LanguageModel, _ interventions: [Intervention], _ sampler: Sampler?
  ) throws {
    let ids = ids(text, on: model, console)
    try checkLength(ids, on: model)
    var shown = GrowingText()
    // On a terminal the text itself is the progress.
    let bar =
      console.json || !Terminal.output.isTerminal
      ? console.progress("writing", of: maxNewTokens) : nil
    defer { bar?.finish() }
    let written = try model.generate(
      [ids], applying: interventions, maxNewTokens: maxNewTokens,
      sampler: sampler.map { sampler in { _ in sampler } }, stopsAtEnd: !ignoreEnd,
      progress: bar?.update,
      wrote: console.json
        ? nil
        : { _, ids, _ in console.stream(shown.more(of: model.tokenizer.decodeWhole(ids))) })
    bar?.finish()
    let continuation = written[0].ids
    let result = Result(
      promptIds: ids, ids: continuation, text: model.tokenizer.decode(continuation))
    try console.show(result) { [shown.more(of: result.text)] }
  }

  private func continueAll(
    _ texts: [String], on model: LanguageModel, _ choice: ModelChoice, _ sampler: Sampler?
  ) throws {
    let points = try points(on: model, choice)
    // What the vocabulary lacks is told once for all.
    model.warnOfLoss(ofAny: texts + [system].compactMap(\.self), special: special, console)
    var silent = console
    silent.quiet = true
    let tokenized = try texts.map { text in
      let ids = ids(text, on: model, silent)
      do {
        if ids.isEmpty { throw ModelError.emptySequence(at: "the prompt") }
        try checkLength(ids, on: model)
      } catch let error as ModelError {
        throw BadInput("\(prompts ?? ""), \(text.prefix(40).debugDescription)", error)
      }
      return (text, ids)
    }
    let grid = GenerationGrid(
      model: model, prompts: tokenized, points: points, maxNewTokens: maxNewTokens,
      sampler: sampler, endTokens: ignoreEnd ? [] : Set(model.tokenizer.endTokens))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let isCSV = output?.lowercased().hasSuffix(".csv") ?? false
    var file = isCSV ? GenerationGrid.Line.header + "\n" : ""
    try grid.write(console) { lines in
      for line in lines {
        let row =
          isCSV ? line.csv : String(decoding: try encoder.encode(line), as: UTF8.self)
        if output == nil { console.stream(row + "\n") } else { file += row + "\n" }
      }
    }
    if let output {
      do {
        try writeDurably(Array(file.utf8), to: output)
      } catch {
        // They took long, and would be lost.
        console.stream(file)
        throw error
      }
      console.message("\(texts.count * points.count) texts written to \(output)")
    }
  }

  /// Each layer by itself, with each coefficient.
  private func points(
    on model: LanguageModel, _ choice: ModelChoice
  ) throws -> [GenerationGrid.Point] {
    guard let (vector, operation, layers) = try steering.loaded(for: model, choice, console) else {
      return [GenerationGrid.Point(layer: nil, coefficient: 0, edits: [])]
    }
    let given = try coefficients.map(numbers) ?? [steering.coefficient ?? 1]
    return try layers.flatMap { layer in
      try given.map { coefficient in
        // To clamp at 0 is something else than to do nothing.
        let isPlain = coefficient == 0 && steering.how.operation != .clamp
        let edits =
          try isPlain
          ? []
          : [operation.intervention(with: vector, layer: layer, amount: coefficient)]
            .edits(on: model)
        return GenerationGrid.Point(layer: layer, coefficient: coefficient, edits: edits)
      }
    }
  }

  /// Refuses what the context has no room for, and says which of the two is too long.
  private func checkLength(_ prompt: [Int], on model: LanguageModel) throws {
    let most = model.configuration.contextLength
    guard maxNewTokens > most - prompt.count else { return }
    guard prompt.count <= most else {
      throw ModelError.tooLong(positions: prompt.count, contextLength: most, at: "the prompt")
    }
    throw ValidationError(
      "--max-new-tokens \(maxNewTokens): the context of \(model.name) holds \(most) tokens, of which the prompt "
        + "takes \(prompt.count); \(most - prompt.count) are left")
  }
}
