import ArgumentParser
import Foundation
import Inference
import Steering

struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Talk to a model as it is and steered, side by side.",
    discussion: """
      Each message is answered twice, in two conversations of their own, in the model's chat template. On a \
      terminal wide enough the answers stand side by side, else one after the other. Without a \
      terminal, messages are read a line each until input ends.

      What begins with a slash changes the steering for the answers that follow:
      \(ChatLine.commands)

      Examples:
        steer chat --vector love.gguf --layer 4
        steer chat --model smollm2-135m --vector love.gguf --layer 15 --coefficient 2
        steer chat --vector love.gguf --layer 4 --json < lines.txt

      JSON, one object a message: {"user", "layers", "coefficient", "seed", "unsteered", "steered"}
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup var steering: VectorOptions

  @Option(help: "A system message that stands before both conversations.")
  var system: String?

  @Option(help: "The most tokens of an answer.")
  var maxNewTokens = 60

  @Option(
    parsing: .unconditional,
    help:
      "Draw tokens from the softmax of logits / temperature; the most likely ones when not given.")
  var temperature: Double?

  @Option(help: "Seed of the draws, the same for both answers; with --temperature.")
  var seed: UInt64 = 0

  @OptionGroup var console: Console

  struct Result: Encodable {
    let user: String
    let layers: [Int]
    let coefficient: Double
    let seed: UInt64
    let unsteered: String
    let steered: String
  }

  func validate() throws {
    if steering.vector == nil {
      throw ValidationError("chat needs a --vector and a --layer or --layers")
    }
    try steering.checkAmount()
    if maxNewTokens < 1 {
      throw ValidationError("--max-new-tokens: expected at least 1, got \(maxNewTokens)")
    }
  }

  func run() throws {
    _ = try sampler()
    let model = try self.model.load()
    let context = model.configuration.contextLength
    guard maxNewTokens < context else {
      throw ValidationError(
        "--max-new-tokens \(maxNewTokens): the context of \(model.name) holds \(context) tokens")
    }
    var chat = Chat(
      model: model, interventions: try steering.interventions(on: model, self.model.model, console),
      system: system)
    if let system { model.warnOfLoss(system, special: false, console) }
    var settings = self
    model.tellOfMissingTemplate(console)
    console.message("\(model.name), \(settings.description); /help lists what can be changed")
    while let line = nextLine() {
      do {
        switch try ChatLine(line) {
        case nil: continue
        case .quit: return
        case .help: writeError(ChatLine.commands + "\n")
        case .reset:
          chat.reset()
          console.message("both conversations begin anew")
        case .change(let change):
          var changed = settings
          change.apply(to: &changed)
          _ = try changed.sampler()
          chat.interventions = try changed.interventions(on: model)
          settings = changed
          console.message(settings.description)
        case .message(let text):
          try settings.answer(text, in: &chat)
        }
      } catch {
        complain(error)
      }
    }
  }

  /// Nil at the end of the input.
  private func nextLine() -> String? {
    if isatty(STDIN_FILENO) == 1 { writeError(Terminal.errors.painted("> ", .cyan)) }
    return readLine()
  }

  /// A line that cannot be followed leaves everything as it was.
  private func complain(_ error: any Error) {
    var advice = ""
    if case ModelError.tooLong = error {
      advice = "; /reset begins anew, and a smaller --max-new-tokens leaves more room"
    }
    writeError("\(Terminal.errors.painted("steer:", .red)) \(printable("\(error)"))\(advice)\n")
  }

  private func sampler() throws -> Sampler? {
    try temperature.map { try Sampler(temperature: $0, seed: seed) }
  }

  /// The vector's warnings were given at the start.
  private func interventions(on model: LanguageModel) throws -> [Intervention] {
    try steering.validate()
    var silent = console
    silent.quiet = true
    return try steering.interventions(on: model, self.model.model, silent)
  }

  /// Prints both answers as they are written, or one JSON object when they are.
  private func answer(_ text: String, in chat: inout Chat) throws {
    var shown = GrowingText()
    let width = Terminal.output.columns
    func show(_ answers: [Chat.Answer]) {
      let columns = zip(["unsteered", description], answers).map {
        (title: $0, text: $1.text, isWhole: $1.isWhole)
      }
      console.stream(
        shown.more(
          of: sideBySide(columns, width: width) { Terminal.output.painted($0, .cyan) }))
    }
    let bar =
      console.json || !Terminal.output.isTerminal
      ? console.progress("writing", of: 2 * maxNewTokens) : nil
    let answers: (unsteered: String, steered: String)
    do {
      answers = try chat.answer(
        text, maxNewTokens: maxNewTokens, sampler: sampler(), console: console, bar: bar,
        grown: console.json ? nil : show)
    } catch {
      if !shown.isEmpty { console.stream("\n") }
      throw error
    }
    guard console.json else {
      show([answers.unsteered, answers.steered].map { Chat.Answer(text: $0, isWhole: true) })
      return
    }
    let result = Result(
      user: text, layers: layers, coefficient: steering.coefficient ?? 1, seed: seed,
      unsteered: answers.unsteered, steered: answers.steered)
    try console.show(result) { [] }
    // Whoever talks to it through a pipe waits for this.
    fflush(nil)
  }

  private var layers: [Int] { steering.layer.map { [$0] } ?? steering.layers?.numbers ?? [] }

  private var description: String {
    let c = String(format: "%g", steering.coefficient ?? 1)
    let draws = temperature.map { ", temperature \($0), seed \(seed)" } ?? ""
    let place = layers.count == 1 ? "layer" : "layers"
    return
      "\(place) \(layers.map(String.init).joined(separator: ", ")), coefficient \(c)\(draws)"
  }
}

extension ChatLine.Change {
  fileprivate func apply(to command: inout ChatCommand) {
    switch self {
    case .coefficient(let value): command.steering.coefficient = value
    case .layer(let layer): (command.steering.layer, command.steering.layers) = (layer, nil)
    case .seed(let seed): command.seed = seed
    case .temperature(let value): command.temperature = value
    }
  }
}
