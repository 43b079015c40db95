import ArgumentParser
import Assets
import Subjects

struct ModelList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Known models and data, and whether they are in the cache.",
    discussion: """
      Sizes are those of the files. A state is built-in, cached, partial, missing or damaged; of what is
      partial, a fetch goes on. Terms of use are to be accepted before a file can be fetched.

      Examples:
        steer model list
        steer model list --json

      JSON: {"models": [{"name": "...", "state": "...", "path": "...", "byte_count": 1,
      "kept_byte_count": 1, "licence": "...", "terms": "..."}]}
      """)

  @OptionGroup var console: Console

  func run() throws {
    let builtIn = ModelEntry(name: ModelCard.planted.id, state: "built-in")
    let entries = [builtIn] + Asset.all.map { ModelEntry($0, $0.state) }
    try console.show(["models": entries]) {
      table(entries.map { [$0.name, $0.size, $0.licence ?? "", $0.stateInWords, $0.path ?? ""] })
    }
  }
}

/// What is told of one model.
struct ModelEntry: Encodable {
  let name: String
  let state: String
  var path: String?
  var byteCount: Int?
  var keptByteCount: Int?
  var licence: String?
  var terms: String?

  init(name: String, state: String) {
    self.name = name
    self.state = state
  }

  init(_ asset: Asset, _ state: AssetState) {
    name = asset.name
    path = asset.url.path
    byteCount = asset.byteCount
    licence = asset.licence
    terms = asset.terms
    switch state {
    case .cached: self.state = "cached"
    case .damaged: self.state = "damaged"
    case .missing: self.state = "missing"
    case .partial(let kept):
      self.state = "partial"
      keptByteCount = kept
    }
  }

  var size: String { byteCount.map(steer.size) ?? "" }

  var stateInWords: String {
    guard let byteCount, let keptByteCount else { return state }
    return "\(state) (\(100 * keptByteCount / byteCount) %)"
  }
}
