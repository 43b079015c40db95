import ArgumentParser
import Assets

struct ModelPath: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Where a model's file is.",
    discussion: """
      Examples:
        steer model path
        steer model path vader-lexicon

      JSON: {"path": "..."}
      """)

  @OptionGroup var console: Console

  @Argument(help: Asset.nameHelp, completion: Asset.nameCompletion)
  var name = Asset.smolLM2.name

  func run() throws {
    let path = try Asset.named(name).located().path
    try console.show(["path": path]) { [path] }
  }
}
