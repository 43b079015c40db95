import ArgumentParser
import Assets

struct ModelRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take models and data out of the cache, whole or partial.",
    discussion: """
      Says how many bytes that freed: none for a file that the mirror shares.

      Examples:
        steer model remove qwen2.5-coder-0.5b
        steer model remove qwen2.5-coder-1.5b gemma-3-270m --json

      JSON: {"models": [{"name": "...", "freed_byte_count": 1}]}
      """)

  @OptionGroup var console: Console

  @Argument(help: Asset.nameHelp, completion: Asset.nameCompletion)
  var names: [String]

  func run() throws {
    let assets = try names.map(Asset.named)
    let entries = try assets.map { asset in
      RemovedEntry(name: asset.name, freedByteCount: try asset.remove(progress: console.message))
    }
    try console.show(["models": entries]) { table(entries.map(\.cells)) }
  }
}

/// What is told of one model or data set that was taken out of the cache.
struct RemovedEntry: Encodable {
  let name: String
  let freedByteCount: Int

  var cells: [String] { [name, "\(freedByteCount) bytes freed"] }
}
