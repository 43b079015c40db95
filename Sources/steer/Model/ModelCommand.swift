import ArgumentParser
import Assets

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Known models and data: list, fetch, remove, or say where they are.",
    discussion: """
      Examples:
        steer model list
        steer model fetch
      """,
    subcommands: [ModelList.self, ModelFetch.self, ModelRemove.self, ModelPath.self])
}

extension Asset {
  static let nameHelp: ArgumentHelp = "A name that `steer model list` shows."

  static let nameCompletion = CompletionKind.list(all.map(\.name))

  static func named(_ name: String) throws -> Asset {
    guard let asset = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw ValidationError("no file is known for '\(name)'; known: \(known)")
    }
    return asset
  }
}

/// "491 MB" or "1.12 GB".
func size(_ bytes: Int) -> String {
  let megabytes = Double(bytes) / 1e6
  return megabytes >= 1_000
    ? "\(fixed(megabytes / 1_000, 2)) GB" : "\(fixed(megabytes, megabytes < 10 ? 1 : 0)) MB"
}
