import ArgumentParser
import Inference

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "The token ids of a text.",
    discussion: """
      A beginning-of-sequence token is there only if the model's file asks for it.

      Examples:
        steer tokenize --model smollm2-135m --json "Hello world"
        steer tokenize --model smollm2-135m --special "<|im_start|>user"

      JSON: {"ids": [...]}
      """)

  @OptionGroup var model: ModelOption

  @Flag(help: "Read names of control tokens in the text, such as <|im_start|>, as those tokens.")
  var special = false

  @OptionGroup var console: Console

  @Argument(help: "The text. After -- it may begin with a dash.")
  var text: String

  struct Result: Encodable {
    let ids: [Int]
  }

  func run() throws {
    let model = try model.load()
    let result = Result(ids: model.promptIDs(text, special: special, console))
    try console.show(result) {
      table(result.ids.map { ["\($0)", model.tokenizer.decode([$0]).debugDescription] })
    }
  }
}
