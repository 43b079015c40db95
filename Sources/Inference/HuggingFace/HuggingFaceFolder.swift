import Files
import Foundation
import StrictJSON

/// A model as Hugging Face keeps it: a folder with config.json, tokenizer.json and weights in
/// model.safetensors or in the shards that model.safetensors.index.json names.
///
/// Pickled weights are never read.
public struct HuggingFaceFolder: Sendable {
  let path: String
  /// The family that config.json's `model_type` names.
  public let architecture: Architecture
  let configuration: ModelConfiguration
  private let config: HuggingFaceConfig

  /// Whether a path is a folder with a config.json in it.
  public static func isLikely(path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/config.json")
  }

  /// - Throws: ``HuggingFaceError`` or ``ModelError``, naming file and field.
  public init(path: String) throws {
    self.path = path
    let object = try Self.object(in: path, "config.json")
    let type = try object.required("model_type", "config.json").text(
      in: "config.json", "model_type")
    guard
      let architecture = Architecture.all.first(where: {
        $0.huggingFace.modelTypes.contains(type)
      })
    else {
      throw ModelError.unknownArchitecture(
        type, known: Architecture.all.flatMap(\.huggingFace.modelTypes))
    }
    self.architecture = architecture
    config = HuggingFaceConfig(object: object, names: architecture.huggingFace)
    // Qwen's switch, and the layers that it is for, are not read: a model that uses it would be another one.
    if try config.flag("use_sliding_window") == true {
      throw ModelError.badConfiguration(
        field: "use_sliding_window", expected: "false", got: "true")
    }
    let vocabularySize = try config.required(
      "vocab_size", config.integer("vocab_size", in: 1...(1 << 24)))
    configuration = try ModelConfiguration(architecture, config, vocabularySize: vocabularySize)
  }

  func tensors() throws -> HuggingFaceTensors {
    try HuggingFaceTensors(
      files: weightFiles(), architecture.huggingFace, configuration,
      isTied: config.flag("tie_word_embeddings") ?? false,
      ropeFactors: config.llama3Factors(configuration))
  }

  func tokenizer() throws -> HuggingFaceTokenizer {
    try HuggingFaceTokenizer(
      Self.object(in: path, "tokenizer.json"),
      settings: Self.has(path, "tokenizer_config.json")
        ? Self.object(in: path, "tokenizer_config.json") : nil,
      model: config.object, vocabularySize: configuration.vocabularySize)
  }

  /// The family of the folder's chat template, wherever it is kept.
  func chatTemplate(_ tokenizer: HuggingFaceTokenizer) throws -> ChatTemplate {
    let text =
      try tokenizer.chatTemplate
      ?? (Self.has(path, "chat_template.jinja") ? Self.text(in: path, "chat_template.jinja") : nil)
    return text.flatMap(ChatTemplate.init(recognising:)) ?? .plain
  }

  /// SHA-256 over the names and SHA-256 of what decides results: configuration, tokenizer, weights.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read.
  public func hash() throws -> String {
    let others = ["config.json", "tokenizer.json", "tokenizer_config.json"].filter {
      Self.has(path, $0)
    }
    let lines = try (others + weightFileNames()).sorted().map { file in
      "\(file) \(try fileHash(of: URL(fileURLWithPath: "\(path)/\(file)")))\n"
    }
    return dataHash(of: Data(lines.joined().utf8))
  }

  // MARK: Files

  private static let index = "model.safetensors.index.json"

  private func weightFileNames() throws -> [String] {
    guard Self.has(path, Self.index) else { return ["model.safetensors"] }
    let map = try Self.object(in: path, Self.index).required("weight_map", Self.index)
    guard let map = map.object else {
      throw HuggingFaceError.badField(
        file: Self.index, field: "weight_map", expected: "an object", got: map.kind)
    }
    let names = try map.members.map { member in
      let name = try member.value.text(in: Self.index, "weight_map.\(member.key)")
      // A shard lies in the folder, whatever the index says.
      guard name.hasSuffix(".safetensors"), !name.contains("/"), !name.hasPrefix(".") else {
        throw HuggingFaceError.badField(
          file: Self.index, field: "weight_map.\(quoted(member.key))",
          expected: "the name of a safetensors file in the folder", got: quoted(name))
      }
      return name
    }
    return Set(names).sorted()
  }

  /// The files of the weights, headers checked.
  ///
  /// - Throws: ``HuggingFaceError`` for one that is missing or malformed.
  public func weightFiles() throws -> [SafetensorsFile] {
    try weightFileNames().map { name in
      guard Self.has(path, name) else {
        throw HuggingFaceError.missingFile(name, folder: path)
      }
      do { return try SafetensorsFile(path: "\(path)/\(name)") } catch {
        throw HuggingFaceError.unreadable(file: name, reason: "\(error)")
      }
    }
  }

  private static func has(_ path: String, _ file: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(file)")
  }

  private static func bytes(in path: String, _ file: String) throws -> [UInt8] {
    guard has(path, file) else { throw HuggingFaceError.missingFile(file, folder: path) }
    do {
      let mapped = try MappedFile(path: "\(path)/\(file)")
      return mapped.numbers(at: 0, count: mapped.count, as: UInt8.self) ?? []
    } catch { throw HuggingFaceError.unreadable(file: file, reason: "\(error)") }
  }

  private static func text(in path: String, _ file: String) throws -> String {
    String(decoding: try bytes(in: path, file), as: UTF8.self)
  }

  private static func object(in path: String, _ file: String) throws -> JSONObject {
    let value: JSONValue
    let bytes = try bytes(in: path, file)
    do { value = try JSONValue(parsing: bytes) } catch {
      throw HuggingFaceError.unreadable(file: file, reason: "\(error)")
    }
    guard let object = value.object else {
      throw HuggingFaceError.unreadable(file: file, reason: "expected an object, got \(value.kind)")
    }
    return object
  }
}

extension LanguageModel {
  /// Loads a model from a Hugging Face folder.
  ///
  /// - Parameters:
  ///   - name: what the model is called in findings; nil takes the folder's name.
  ///   - hash: ``HuggingFaceFolder/hash()``, where the caller knows it.
  /// - Throws: ``HuggingFaceError``, ``SafetensorsError``, ``TokenizerError`` or ``ModelError``, each naming
  ///   the place at fault.
  public init(
    folder path: String, name: String? = nil, hash: String = "", precision: Precision = .exact,
    compute: Compute = .shared
  ) throws {
    let folder = try HuggingFaceFolder(path: path)
    let tokenizer = try folder.tokenizer()
    try self.init(
      name: name ?? URL(fileURLWithPath: path).lastPathComponent,
      configuration: folder.configuration, tensors: folder.tensors(),
      tokenizer: tokenizer.tokenizer(), chatTemplate: folder.chatTemplate(tokenizer), hash: hash,
      precision: precision, compute: compute)
  }
}
