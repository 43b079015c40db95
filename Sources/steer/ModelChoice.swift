import ArgumentParser
import Files
import Foundation
import Inference
import Subjects

/// What `--model` takes: a model of the roster by name, or any GGUF file or Hugging Face folder by path.
enum ModelChoice: ExpressibleByArgument {
  case known(ModelCard)
  case path(String)

  init?(argument: String) {
    if argument.isEmpty { return nil }
    // "tiny" is what the planted model was called before it had a roster around it.
    let name = argument == "tiny" ? ModelCard.planted.id : argument
    self = Roster[name].map(Self.known) ?? .path(argument)
  }

  static let names = Roster.models.map(\.id).joined(separator: ", ") + " or a path"

  /// Names, then GGUF files and folders that begin like the word at the cursor.
  static var defaultCompletionKind: CompletionKind {
    .custom { _, _, word in
      let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: folder.isEmpty ? "." : folder)
      let files = (names ?? []).sorted().compactMap { name -> String? in
        var isFolder: ObjCBool = false
        let path = folder + name
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if isThere, isFolder.boolValue { return path + "/" }
        return name.hasSuffix(".gguf") ? path : nil
      }
      return (Roster.models.map(\.id) + files).filter { $0.hasPrefix(word) }
    }
  }

  var defaultValueDescription: String { source }

  /// As it was given.
  var source: String {
    switch self {
    case .known(let card): card.id
    case .path(let path): path
    }
  }

  /// The card of a file is made from its bytes, which are all read.
  func card() throws -> ModelCard {
    switch self {
    case .known(let card): return card
    case .path(let path):
      try checkExists(path)
      return try reading(path) { try ModelCard(path: path) }
    }
  }

  /// The model alone, for work of which nothing is kept under the file's hash.
  func load(_ precision: Precision = .exact) throws -> LanguageModel {
    switch self {
    case .known(let card):
      return try Self.readingWeights(of: card) { try card.load(precision) }
    case .path(let path):
      try checkExists(path)
      return try reading(path) { try ModelCard.load(path: path, hash: "", precision: precision) }
    }
  }

  /// The model with texts to measure it on; a file's are the bundled English ones.
  func subject(_ precision: Precision?) throws -> Subject {
    try Self.subject(of: card(), precision)
  }

  /// - Parameter precision: nil takes the card's.
  static func subject(of card: ModelCard, _ precision: Precision?) throws -> Subject {
    try readingWeights(of: card) { try Subject(card, precision: precision) }
  }

  private func checkExists(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw BadInput(path, "no such file; --model takes \(Self.names)")
    }
  }

  /// Errors of a file name it; those of a download name themselves.
  private static func readingWeights<Result>(
    of card: ModelCard, _ body: () throws -> Result
  ) throws -> Result {
    switch card.weights {
    case .planted: try body()
    case .asset(let asset): try reading(asset.located().path, body)
    case .path(let path, _): try reading(path, body)
    }
  }
}

/// `--model` and `--precision`, common to the subcommands that run one.
struct ModelOption: ParsableArguments {
  @Option(help: "The model: \(ModelChoice.names) to a GGUF file or a Hugging Face folder.")
  var model = ModelChoice.known(.planted)

  @Option(
    help: """
      exact: fp32. fast: in integers where the file's weights are, up to twice as fast and nearly the same. \
      draft: twice as fast for a first look, another word in 1 of 30 places.
      """)
  var precision = Precision.exact

  @OptionGroup var threads: ThreadsOption

  func load() throws -> LanguageModel { try model.load(precision) }

  func subject() throws -> Subject { try model.subject(precision) }
}

extension Precision: ExpressibleByArgument {}

/// How many threads a command's model may use.
struct ThreadsOption: ParsableArguments {
  @Option(help: "Threads; all processors that this process is given when not given.")
  var threads: Int?

  func validate() throws {
    guard let threads else { return }
    guard Compute.threadCounts.contains(threads) else {
      let (least, most) = (Compute.threadCounts.lowerBound, Compute.threadCounts.upperBound)
      throw ValidationError("--threads: expected \(least) to \(most), got \(threads)")
    }
    // The engine reads it when it makes its pool, for the first model that is loaded.
    setenv("STEER_THREADS", String(threads), 1)
  }
}
