import ArgumentParser
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

/// `--vector F --layer L --coefficient C`: what is added to the residual stream, at the positions that are chosen.
struct VectorOptions: ParsableArguments {
  @Option(
    help: """
      A steering vector file of any format that steer convert reads, added to the output of layers.
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
    help: "What the direction is multiplied by; with --vector. (default: 1)")
  var coefficient: Double?

  @Option(help: SteeredPositions.help)
  var positions = SteeredPositions.all

  @OptionGroup var fit: VectorFit

  func validate() throws {
    if let coefficient, !Float(coefficient).isFinite {
      throw ValidationError("--coefficient: expected a finite number, got \(coefficient)")
    }
    if vector == nil, layer != nil || layers != nil || coefficient != nil || fit.strict {
      throw ValidationError(
        "--layer, --layers, --coefficient and --strict need a --vector to apply them to")
    }
    if vector != nil, (layer == nil) == (layers == nil) {
      throw ValidationError("--vector needs either a --layer or --layers to steer")
    }
  }

  /// Loads the vector, checks it against the model and warns of what is doubtful.
  func interventions(
    on model: LanguageModel, _ choice: ModelChoice, _ console: Console
  ) throws -> [Intervention] {
    guard let path = vector else { return [] }
    let layers = layer.map { [$0] } ?? layers?.numbers ?? []
    for layer in layers { try checkLayer(layer, of: model) }
    if let twice = layers.first(where: { layer in layers.count { $0 == layer } > 1 }) {
      throw ValidationError("--layers: \(twice) is there twice")
    }
    let vector = try fit.read(path, for: model, console) { vector in
      vector.modelHash.isEmpty ? "" : try choice.card().fileHash
    }
    return try layers.map {
      try .add(vector, layer: $0, coefficient: coefficient ?? 1, positions: positions.set)
    }
  }
}

/// `--strict`, common to the verbs that load a vector: how well it must fit the model.
struct VectorFit: ParsableArguments {
  @Flag(help: "Refuse a vector that was made from another model file, in place of a warning.")
  var strict = false

  /// Reads a vector file and checks it against the model, with a warning of what is doubtful.
  ///
  /// - Parameter modelHash: SHA-256 of the model's file, which is worth computing for some vectors only.
  func read(
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
    return vector
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
