import ArgumentParser
import Files
import Foundation
import Inference
import Steering

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "What is in a file: a model, a steering vector, safetensors weights.",
    discussion: """
      A GGUF file is checked as for a run: a malformed one ends with status 3 and one line that \
      says what is wrong. A model of an architecture that this engine does not run is still listed. \
      Of a steering vector the format is named: \
      \(VectorFormat.allCases.map(\.rawValue).joined(separator: ", ")). \
      Of a safetensors file the header is checked, against the length of the file too, and \
      listed. A folder with config.json, tokenizer.json and model.safetensors is a model; its bytes \
      are its tensors', its SHA-256 is over those of its files.

      Examples:
        steer inspect love.gguf
        steer inspect --json love.gguf

      JSON: {"kind": "model|vector|safetensors|other", "sha256": "...", "tensors": [...], ...}
      """)

  @OptionGroup var console: Console

  @Argument(
    help: "The file, or a Hugging Face folder.",
    completion: .file(extensions: ["gguf", "safetensors", "svec"]))
  var file: String

  func run() throws {
    let contents = try reading(file) {
      do {
        return try FileContents(path: file)
      } catch {
        throw TableHint.use(ofFile: file).map { BadInput(file, $0) } ?? error
      }
    }
    try console.show(contents) { contents.lines }
  }
}

/// What `steer inspect` says of a file.
struct FileContents: Encodable {
  enum Kind: String, Encodable {
    /// A model that this engine runs.
    case model
    case vector
    /// Weights without a model's sizes or tokenizer.
    case safetensors
    /// A well-formed file for other programs.
    case other
  }

  let kind: Kind
  let bytes: Int
  let sha256: String
  let architecture: String?
  let model: Model?
  let vector: Vector?
  /// What a safetensors file says of itself, in its order.
  let metadata: [Metadatum]?
  let tensors: [Tensor]

  struct Metadatum: Encodable {
    let key: String
    let value: String
  }

  struct Tensor: Encodable {
    let name: String
    let type: String
    let shape: [Int]
    let bytes: Int
  }

  struct Model: Encodable {
    let name: String
    let configuration: ModelConfiguration
    let parameters: Int
    let tokenizer: TokenizerSummary
    let chatTemplate: String
  }

  struct TokenizerSummary: Encodable {
    let model: String
    let preTokenizer: String?
    let vocabularySize: Int
    let beginningOfSequence: Int?
    let endOfSequence: Int?
    let addsBeginningOfSequence: Bool
    let endTokens: [Int]
  }

  struct Vector: Encodable {
    /// One of `VectorFormat`'s names.
    let format: String
    let layers: [Int]
    let width: Int
    /// Length of each layer's direction.
    let norms: [Double]
    let norm: String
    /// What directions are for; a file that says anything else is refused.
    let `operator` = "add"
    let hookPoint: String
    let method: String
    /// What the program that made an imported vector calls its method; empty when unknown.
    let importedMethod: String
    /// Nil where the file does not say.
    let readPosition: String?
    let modelName: String
    let modelSha256: String
    let dataSha256: String
    let createdBy: String
  }

  init(path: String) throws {
    if HuggingFaceFolder.isLikely(path: path) {
      self = try Self(folder: path)
      return
    }
    // By its beginning, or by its name where that much of it is missing.
    let isSafetensors = path.hasSuffix(".safetensors") || SafetensorsFile.isLikely(path: path)
    if isSafetensors {
      self = try Self(safetensors: path)
    } else if try VectorFormat(ofFile: path) == .svec {
      self = try Self(svec: path)
    } else {
      self = try Self(gguf: path)
    }
  }

  private init(folder path: String) throws {
    let folder = try HuggingFaceFolder(path: path)
    let files = try folder.weightFiles()
    kind = .model
    architecture = folder.architecture.name
    (vector, metadata) = (nil, nil)
    tensors = files.flatMap(\.tensors).map {
      Tensor(
        name: $0.name, type: $0.type.rawValue, shape: $0.shape, bytes: $0.byteRange.count)
    }
    // Loaded in 8 bits where the file has them: a 7B model's fp32 fits few machines.
    model = Model(
      try LanguageModel(folder: path, precision: .fast), tensors, tokenizer: "tokenizer.json")
    bytes = tensors.reduce(0) { $0 + $1.bytes }
    sha256 = try folder.hash()
  }

  private init(svec path: String) throws {
    kind = .vector
    (architecture, model, metadata, tensors) = (nil, nil, nil, [])
    vector = Vector(try VectorFormat.read(path))
    (bytes, sha256) = try Self.identity(path)
  }

  private init(safetensors path: String) throws {
    let file = try SafetensorsFile(path: path)
    kind = .safetensors
    (architecture, model, vector) = (nil, nil, nil)
    metadata = file.metadata.map { Metadatum(key: $0.key, value: $0.value) }
    tensors = file.tensors.map {
      Tensor(
        name: $0.name, type: $0.type.rawValue, shape: $0.shape, bytes: $0.byteRange.count)
    }
    (bytes, sha256) = try Self.identity(path)
  }

  private init(gguf path: String) throws {
    let file = try GGUFFile(path: path)
    metadata = nil
    tensors = file.tensors.map {
      Tensor(name: $0.name, type: $0.type.name, shape: $0.shape, bytes: $0.byteRange.count)
    }
    architecture = try file.string("general.architecture")
    if architecture == "controlvector"
      || architecture == nil && file.tensors.contains(where: { $0.name.hasPrefix("direction.") })
    {
      kind = .vector
      vector = Vector(try VectorFormat.read(path))
      model = nil
    } else if Architecture.all.map(\.name).contains(
      try file.requiredString("general.architecture"))
    {
      kind = .model
      // In 8 bits, as in a folder.
      model = Model(
        try LanguageModel(gguf: path, precision: .fast), tensors,
        tokenizer: try file.requiredString("tokenizer.ggml.model"),
        preTokenizer: try file.string("tokenizer.ggml.pre"))
      vector = nil
    } else {
      kind = .other
      (model, vector) = (nil, nil)
    }
    (bytes, sha256) = try Self.identity(path)
  }

  private static func identity(_ path: String) throws -> (bytes: Int, sha256: String) {
    (
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0,
      try fileHash(of: URL(fileURLWithPath: path))
    )
  }
}

extension FileContents.Model {
  /// - Parameters:
  ///   - tensors: all that the files hold.
  ///   - tokenizer: what the file calls its kind.
  init(
    _ model: LanguageModel, _ tensors: [FileContents.Tensor], tokenizer: String,
    preTokenizer: String? = nil
  ) {
    name = model.name
    configuration = model.configuration
    parameters = tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let tokens = model.tokenizer
    self.tokenizer = FileContents.TokenizerSummary(
      model: tokenizer, preTokenizer: preTokenizer, vocabularySize: tokens.vocabularySize,
      beginningOfSequence: tokens.beginningOfSequence, endOfSequence: tokens.endOfSequence,
      addsBeginningOfSequence: tokens.addsBeginningOfSequence, endTokens: tokens.endTokens)
    chatTemplate = model.chatTemplate.family
  }
}

extension FileContents.Vector {
  init(_ read: (format: VectorFormat, vector: SteeringVector)) {
    let vector = read.vector
    format = read.format.rawValue
    layers = vector.layers
    width = vector.width
    norms = vector.layers.map(vector.norm)
    norm = vector.norm.rawValue
    hookPoint = vector.hook.rawValue
    method = vector.method.rawValue
    importedMethod = vector.importedMethod
    readPosition = vector.position?.rawValue
    modelName = vector.modelName
    modelSha256 = vector.modelHash
    dataSha256 = vector.dataHash
    createdBy = vector.createdBy
  }
}

// MARK: For a person

extension FileContents {
  var lines: [String] {
    var facts = [["kind", kind.rawValue], ["bytes", "\(bytes)"], ["SHA-256", sha256]]
    if kind == .model || kind == .other {
      facts.append(["architecture", architecture ?? "not given"])
    }
    facts += model?.facts ?? vector?.facts ?? []
    facts += (metadata ?? []).map { ["metadata \($0.key)", $0.value] }
    if kind == .other {
      let known = Architecture.all.map(\.name).joined(separator: ", ")
      facts.append(["note", "this engine runs \(known) only"])
    }
    // JSON has no tensors.
    if vector?.format == VectorFormat.svec.rawValue { return table(facts).map(printable) }
    let byType = Dictionary(grouping: tensors, by: \.type).sorted { $0.key < $1.key }
    facts.append(
      [
        "tensors",
        "\(tensors.count): " + byType.map { "\($1.count) \($0)" }.joined(separator: ", "),
      ])
    return
      (table(facts) + [""]
      + table(tensors.map { ["  \($0.name)", $0.type, "\($0.shape)"] })).map(printable)
  }
}

extension FileContents.Model {
  var facts: [[String]] {
    let c = configuration
    func id(_ id: Int?) -> String { id.map(String.init) ?? "none" }
    return [
      ["name", name],
      ["layers", "\(c.layerCount)"],
      ["width", "\(c.dModel), feed-forward \(c.feedForwardDimension)"],
      ["heads", "\(c.headCount) of \(c.headDimension), key/value heads \(c.keyValueHeadCount)"],
      ["context", "\(c.contextLength)"],
      ["parameters", "\(parameters)"],
      [
        "tokenizer",
        "\(tokenizer.model) \(tokenizer.preTokenizer ?? ""), \(tokenizer.vocabularySize) tokens, "
          + "begin \(id(tokenizer.beginningOfSequence))"
          + (tokenizer.addsBeginningOfSequence ? " (added to prompts)" : " (not added)")
          + ", end \(tokenizer.endTokens.map(String.init).joined(separator: " "))",
      ],
      ["chat template", chatTemplate],
    ]
  }
}

extension FileContents.Vector {
  var facts: [[String]] {
    func known(_ text: String) -> String { text.isEmpty ? "not given" : text }
    return [
      ["format", format],
      ["created by", known(createdBy)],
      [
        "method",
        method + (importedMethod.isEmpty ? "" : " (\(importedMethod))")
          + (readPosition.map { ", position \($0)" } ?? ""),
      ],
      ["added at", "blocks.L.\(hookPoint)"],
      ["width", "\(width)"],
      ["lengths", norm == "unit" ? "1 at every layer" : "as extracted"],
      [
        "layer: norm",
        zip(layers, norms).map { "\($0): \(fixed($1, 3))" }.joined(separator: ", "),
      ],
      ["model", known(modelName)],
      ["model SHA-256", known(modelSha256)],
      ["data SHA-256", known(dataSha256)],
    ]
  }
}
