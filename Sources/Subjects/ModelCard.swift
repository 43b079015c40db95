import Assets
import Files
import Foundation
import Inference
import Reporting
import TinyModel

/// A model that findings can be made on: what it is called, what part it plays, where its weights are.
public struct ModelCard: Sendable, Identifiable {
  /// What options, columns, records and files call it, such as `smollm2-135m`.
  public let id: String
  /// What its publisher calls it, with what matters about this file.
  public let title: String
  /// How many numbers its weights are, about; nil where nobody counted.
  public let parameters: Int?
  /// What part it plays in a finding.
  public let role: Role
  /// What a reader of any finding on it has to know; nil where it is nothing.
  public let note: String?
  /// What findings on it are computed in.
  public let precision: Precision
  /// Where its weights come from.
  public let weights: Weights

  /// What part a model plays in a finding.
  public enum Role: Sendable {
    /// A finding on it is about the world.
    case studied
    /// Its answers are known, so that a finding on it checks the instrument.
    case control
  }

  /// Where a model's weights come from.
  public enum Weights: Sendable {
    /// Built in code from ``Subject/seed``.
    case planted
    /// A pinned file that `steer model fetch` gets.
    case asset(Asset)
    /// A GGUF file or a Hugging Face folder of the user's, with the SHA-256 of what is in it.
    case path(String, hash: String)
  }

  /// - Parameter id: small letters, digits, dots and hyphens.
  public init(
    id: String, title: String, parameters: Int?, role: Role = .studied,
    note: String? = nil, precision: Precision = .exact, weights: Weights
  ) {
    self.note = note
    self.id = id
    self.title = title
    self.parameters = parameters
    self.role = role
    self.precision = precision
    self.weights = weights
  }

  /// A card for any GGUF file or Hugging Face folder, named after it.
  ///
  /// A file that is byte for byte one of the roster's is that model, wherever it lies; one that only has its
  /// name is called by its hash too.
  /// - Throws: ``FileError`` or ``HuggingFaceError`` when it cannot be read.
  public init(path: String) throws {
    let hash =
      HuggingFaceFolder.isLikely(path: path)
      ? try HuggingFaceFolder(path: path).hash()
      : try Files.fileHash(of: URL(fileURLWithPath: path))
    if let known = Roster.models.first(where: { $0.asset?.fileHash == hash }) {
      self.init(
        id: known.id, title: known.title, parameters: known.parameters, role: known.role,
        note: known.note,
        precision: known.precision, weights: .path(path, hash: hash))
      return
    }
    let file = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    let name = file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
    let id = Self.id(from: name)
    self.init(
      // Another model of a known one's name is not that one.
      id: Roster[id] == nil ? id : "\(id)-\(hash.prefix(8))", title: name, parameters: nil,
      weights: .path(path, hash: hash))
  }

  /// Its line in the key of a report.
  public var key: ModelKey {
    let size = parameters.map { ", \(($0 + 500_000) / 1_000_000) million parameters" } ?? ""
    return ModelKey(
      name: id, title: title, isControl: role == .control,
      meaning: role == .control
        ? "instrument check: a small model built in code with known answers; a verdict on it checks the method, "
          + "not the world" : "\(title)\(size): a real language model with trained weights",
      note: note)
  }

  /// The pinned file, where it is one.
  public var asset: Asset? {
    if case .asset(let asset) = weights { asset } else { nil }
  }

  /// Reads the model.
  ///
  /// - Parameter precision: nil takes ``precision``.
  /// - Throws: ``AssetError`` when it was not fetched; what reading the file throws.
  public func load(_ precision: Precision? = nil) throws -> LanguageModel {
    let precision = precision ?? self.precision
    switch weights {
    case .planted:
      return try TinyModel.languageModel(seed: Subject.seed)
    case .asset(let asset):
      return try LanguageModel(
        gguf: asset.located().path, name: id, hash: asset.fileHash, precision: precision)
    case .path(let path, let hash):
      return try Self.load(path: path, hash: hash, precision: precision)
    }
  }

  /// Reads a GGUF file or a Hugging Face folder.
  ///
  /// - Parameter hash: SHA-256 of it; empty where no result is kept under it.
  public static func load(
    path: String, hash: String, precision: Precision
  ) throws -> LanguageModel {
    HuggingFaceFolder.isLikely(path: path)
      ? try LanguageModel(folder: path, hash: hash, precision: precision)
      : try LanguageModel(gguf: path, hash: hash, precision: precision)
  }

  /// SHA-256 of the model's file or files; empty for the planted model, which has none.
  public var fileHash: String {
    switch weights {
    case .planted: ""
    case .asset(let asset): asset.fileHash
    case .path(_, let hash): hash
    }
  }

  /// Small letters, digits, dots and hyphens, so that it can be part of a file's name.
  private static func id(from name: String) -> String {
    let kept = name.lowercased().unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || scalar == "." ? Character(scalar) : "-"
    }
    let id = String(kept).split(separator: "-").joined(separator: "-")
      .trimmingPrefix { $0 == "." }
    return id.isEmpty ? "model" : String(id.prefix(60))
  }
}

extension ModelCard: CustomStringConvertible {
  /// Its id.
  public var description: String { id }
}
