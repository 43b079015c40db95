import ArgumentParser
import Assets
import Experiments
import Files
import Foundation
import Inference
import TinyModel

/// What `--model` takes: a model by name, or any GGUF file or Hugging Face folder by path.
enum ModelChoice: ExpressibleByArgument {
  case tiny
  case smolLM2
  case file(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "tiny": self = .tiny
    case Asset.smolLM2.name: self = .smolLM2
    default: self = .file(argument)
    }
  }

  static let names = "tiny, \(Asset.smolLM2.name) or a path"

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
      return (["tiny", Asset.smolLM2.name] + files).filter { $0.hasPrefix(word) }
    }
  }

  var defaultValueDescription: String { "tiny" }

  /// - Parameter hashed: reads a file twice, so that results from it can be kept.
  func load(_ precision: Precision = .exact, hashed: Bool = false) throws -> LanguageModel {
    switch self {
    case .tiny: return try TinyModel.languageModel(seed: Engine.seed)
    case .smolLM2:
      let path = try Asset.smolLM2.located().path
      return try reading(path) {
        try LanguageModel(
          gguf: path, name: Asset.smolLM2.name, hash: Asset.smolLM2.fileHash, precision: precision)
      }
    case .file(let path):
      guard FileManager.default.fileExists(atPath: path) else {
        throw BadInput(path, "no such file; --model takes \(Self.names)")
      }
      return try reading(path) {
        let hash = hashed ? try Self.hash(of: path) : ""
        return HuggingFaceFolder.isLikely(path: path)
          ? try LanguageModel(folder: path, hash: hash, precision: precision)
          : try LanguageModel(gguf: path, hash: hash, precision: precision)
      }
    }
  }

  private static func hash(of path: String) throws -> String {
    HuggingFaceFolder.isLikely(path: path)
      ? try HuggingFaceFolder(path: path).hash()
      : try Files.fileHash(of: URL(fileURLWithPath: path))
  }

  /// The model with texts to measure it on; a file's are the bundled English ones.
  func engine(_ precision: Precision) throws -> Engine {
    switch self {
    case .tiny: try Engine(.tiny)
    case .smolLM2: try Engine(.full, precision: precision)
    case .file(let path): try reading(path) { try .english(load(precision, hashed: true)) }
    }
  }

  /// SHA-256 of the model's file; empty for the model that has none.
  func fileHash() throws -> String {
    switch self {
    case .tiny: ""
    case .smolLM2: Asset.smolLM2.fileHash
    case .file(let path): try Self.hash(of: path)
    }
  }
}

/// `--model` and `--precision`, common to the verbs that run one.
struct ModelOption: ParsableArguments {
  @Option(help: "The model: \(ModelChoice.names) to a GGUF file or a Hugging Face folder.")
  var model = ModelChoice.tiny

  @Option(
    help: "exact: fp32. fast: 8-bit integers where the file's weights are, several times as fast.")
  var precision = Precision.exact

  func load() throws -> LanguageModel { try model.load(precision) }

  func engine() throws -> Engine { try model.engine(precision) }
}

extension Precision: ExpressibleByArgument {}
