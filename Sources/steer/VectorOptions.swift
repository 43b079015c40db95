import ArgumentParser
import Foundation
import Inference
import Steering
import Subjects

/// `--positions`: at which tokens a vector is added.
enum SteeredPositions: String, CaseIterable, ExpressibleByArgument {
  case all
  case afterPrompt = "after-prompt"
  case last

  var set: PositionSet {
    switch self {
    case .all: .all
    case .afterPrompt: .afterPrompt
    case .last: .promptEnd
    }
  }

  static let help: ArgumentHelp = """
    Tokens to steer: all; after-prompt, the prompt's last one and all that follow, as in contrastive activation addition; \
    last, the prompt's last one alone.
    """
}

/// `--operation`, `--positions`, `--when`, `--above`: what is done with a vector, and at which tokens.
struct OperationOptions: ParsableArguments {
  @Option(
    help: """
      What is done with the vector: add (the coefficient times it), ablate (its direction is taken out), clamp (the \
      projection on it is set to the coefficient), rotate (towards it, by the coefficient in degrees).
      """)
  var operation = VectorOperation.Kind.add

  @Option(help: SteeredPositions.help)
  var positions = SteeredPositions.all

  @Option(
    help: """
      Steer only tokens whose projection on this vector, at the layer that is steered, is larger than --above.
      """, completion: .file(extensions: ["gguf", "svec"]))
  var when: String?

  @Option(parsing: .unconditional, help: "The projection above which --when steers.")
  var above: Double?

  func validate() throws {
    if (when == nil) != (above == nil) {
      throw ValidationError("--when and --above: one needs the other")
    }
    if let above, !above.isFinite {
      throw ValidationError("--above: expected a finite number, got \(above)")
    }
  }

  /// What names it in records: "add" and the like.
  var name: String { operation.rawValue + (when.map { " when \($0) > \(above ?? 0)" } ?? "") }

  /// Reads the gate's vector, where there is one.
  func made(
    for model: LanguageModel, _ fit: VectorFit, _ console: Console,
    modelHash: (SteeringVector) throws -> String
  ) throws -> VectorOperation {
    let gate = try when.map {
      VectorOperation.Gate(
        try fit.read($0, for: model, console, modelHash: modelHash), above: above ?? 0)
    }
    return VectorOperation(operation, positions: positions.set, gate: gate)
  }
}

extension VectorOperation.Kind: ExpressibleByArgument {}

/// `--vector F --layer L --coefficient C`: what is done to the residual stream.
struct VectorOptions: ParsableArguments {
  @Option(
    help: """
      A steering vector file of any format that steer convert reads, used at the output of layers; or a sum of \
      several, such as "love.gguf + 0.5 * calm.gguf".
      """, completion: .file(extensions: ["gguf", "svec"]))
  var vector: String?

  @Option(parsing: .unconditional, help: "The layer (block, from 0) to steer; with --vector.")
  var layer: Int?

  @Option(
    help: """
      In place of --layer, several, such as 10-20 or 12,15,18: each gets its own direction, times the \
      coefficient, as with llama.cpp's --control-vector-layer-range.
      """)
  var layers: NumberList?

  @Option(
    parsing: .unconditional,
    help: "What the direction is multiplied by, or the amount of another --operation. (default: 1)")
  var coefficient: Double?

  @OptionGroup var how: OperationOptions
  @OptionGroup var fit: VectorFit

  func validate() throws {
    if let coefficient, !Float(coefficient).isFinite {
      throw ValidationError("--coefficient: expected a finite number, got \(coefficient)")
    }
    if vector == nil, layer != nil || layers != nil || coefficient != nil || fit.strict {
      throw ValidationError(
        "--layer, --layers, --coefficient and --strict need a --vector to apply them to")
    }
    if vector == nil, how.operation != .add || how.when != nil {
      throw ValidationError("--operation and --when need a --vector to apply them to")
    }
    if vector != nil, layer != nil, layers != nil {
      throw ValidationError(
        "--layer and --layers: give either one layer or several, not both")
    }
    if vector != nil, layer == nil, layers == nil {
      throw ValidationError("--vector needs either a --layer or --layers to steer")
    }
  }

  /// Checks that an operation which needs an amount has one.
  ///
  /// - Parameter isGiven: whether there is one besides `--coefficient`.
  func checkAmount(isGiven: Bool = false) throws {
    let hasAmount = coefficient != nil || isGiven
    let takesAmount = how.operation == .clamp || how.operation == .rotate
    if takesAmount, !hasAmount {
      throw ValidationError(
        "--operation \(how.operation.rawValue): needs a --coefficient, "
          + (how.operation == .clamp ? "the projection to set" : "in degrees"))
    }
    if how.operation == .ablate, hasAmount {
      throw ValidationError("--operation ablate: takes no --coefficient")
    }
  }

  /// Loads the vector, checks it against the model and warns of what is doubtful.
  func interventions(
    on model: LanguageModel, _ choice: ModelChoice, _ console: Console
  ) throws -> [Intervention] {
    guard let (vector, operation, layers) = try loaded(for: model, choice, console) else {
      return []
    }
    return try layers.map {
      try operation.intervention(with: vector, layer: $0, amount: coefficient ?? 1)
    }
  }

  /// The vector, what is done with it and at which layers; nil where none is given.
  func loaded(
    for model: LanguageModel, _ choice: ModelChoice, _ console: Console
  ) throws -> (vector: SteeringVector, operation: VectorOperation, layers: [Int])? {
    guard let path = vector else { return nil }
    let layers = layer.map { [$0] } ?? layers?.numbers ?? []
    for layer in layers { try checkLayer(layer, of: model) }
    if let twice = layers.first(where: { layer in layers.count { $0 == layer } > 1 }) {
      throw ValidationError("--layers: \(twice) is there twice")
    }
    func hash(_ vector: SteeringVector) throws -> String {
      vector.modelHash.isEmpty ? "" : try choice.card().fileHash
    }
    let vector = try fit.read(path, for: model, console, modelHash: hash)
    let measured = vector.measuredPositions
    if !measured.isEmpty, measured != how.positions.rawValue {
      console.warn("what the vector does was measured at positions \(measured) (--positions)")
    }
    return (vector, try how.made(for: model, fit, console, modelHash: hash), layers)
  }
}

/// `--strict`, common to the verbs that load a vector: how well it must fit the model.
struct VectorFit: ParsableArguments {
  @Flag(
    help:
      "Refuse a vector that was made from another model file, in place of a warning, or that does not say from which."
  )
  var strict = false

  /// Reads a vector file, or several and their weighted sum, and checks them against the model, with a warning of what is
  /// doubtful.
  ///
  /// - Parameter modelHash: SHA-256 of the model's file, which is worth computing for some vectors only.
  func read(
    _ text: String, for model: LanguageModel, _ console: Console,
    modelHash: (SteeringVector) throws -> String
  ) throws -> SteeringVector {
    let terms = try VectorSum(text).terms.map { weight, path in
      (weight: weight, vector: try file(path, for: model, console, modelHash: modelHash))
    }
    do {
      return try .sum(of: terms)
    } catch let error as SteeringError {
      throw BadInput(text, "\(error)")
    }
  }

  private func file(
    _ path: String, for model: LanguageModel, _ console: Console,
    modelHash: (SteeringVector) throws -> String
  ) throws -> SteeringVector {
    let vector = try reading(path) { try SteeringVector(contentsOf: path) }
    let hash = try modelHash(vector)
    do {
      try vector.checkFit(model, modelHash: hash, isStrict: strict).forEach(console.warn)
    } catch {
      let name = vector.modelName
      let isOther = !name.isEmpty && name != model.name
      let origin = isOther ? "; it was made from '\(name.prefix(96))' (--model)" : ""
      throw BadInput(path, "\(error)\(origin)")
    }
    // The planted model has no file, so that its own vectors have its name alone.
    let isPlanted = model.name == ModelCard.planted.id && vector.modelName == model.name
    if strict, vector.modelHash.isEmpty, !isPlanted {
      throw BadInput(
        path, "it does not say what model it was made from (no SHA-256), which --strict asks for")
    }
    return vector
  }
}

/// "love.gguf + 0.5 * calm.gguf", "love.gguf - calm.gguf" or one path.
struct VectorSum {
  /// In their order.
  let terms: [(weight: Double, path: String)]

  /// A path that exists is a path, whatever is in its name; signs and weights stand between spaces.
  init(_ text: String) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count > 1, !FileManager.default.fileExists(atPath: text) else {
      terms = [(1, text)]
      return
    }
    func fault(_ got: String) -> ValidationError {
      ValidationError(
        "--vector: expected a file, or a sum such as \"a.gguf + 0.5 * b.gguf\" with spaces around its signs, got "
          + "'\(got)' in '\(text)'")
    }
    var terms: [(weight: Double, path: String)] = []
    var rest = words[...]
    var sign = 1.0
    while !rest.isEmpty {
      if !terms.isEmpty || ["+", "-"].contains(rest.first) {
        guard let word = rest.popFirst(), ["+", "-"].contains(word) else {
          throw fault(words.last ?? "")
        }
        sign = word == "-" ? -1 : 1
      }
      var weight = 1.0
      if rest.dropFirst().first == "*" {
        guard let number = rest.popFirst().flatMap(Double.init), Float(number).isFinite else {
          throw fault(text)
        }
        weight = number
        rest = rest.dropFirst()
      }
      guard let path = rest.popFirst(), !["+", "-", "*"].contains(path) else { throw fault(text) }
      terms.append((sign * weight, path))
    }
    self.terms = terms
  }
}

/// Refuses a `--layer` that the model does not have.
func checkLayer(_ layer: Int, of model: LanguageModel) throws {
  let layers = 0..<model.configuration.layerCount
  guard layers.contains(layer) else {
    throw ValidationError(
      "--layer \(layer): \(model.name) has layers 0 to \(layers.upperBound - 1)"
        + (model.name == ModelCard.planted.id ? "; --model takes another model" : ""))
  }
}
