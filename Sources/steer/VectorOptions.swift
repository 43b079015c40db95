import ArgumentParser
import Inference
import Steering

/// `--vector F --layer L --coefficient C`: what is added to the residual stream, at every position.
struct VectorOptions: ParsableArguments {
  @Option(help: "A steering vector file, added to the output of a layer at every position.")
  var vector: String?

  @Option(parsing: .unconditional, help: "The layer (block, from 0) to steer; with --vector.")
  var layer: Int?

  @Option(
    parsing: .unconditional,
    help: "What the direction is multiplied by; with --vector. (default: 1)")
  var coefficient: Double?

  func validate() throws {
    if let coefficient, !Float(coefficient).isFinite {
      throw ValidationError("--coefficient: expected a finite number, got \(coefficient)")
    }
    if vector == nil, layer != nil || coefficient != nil {
      throw ValidationError("--layer and --coefficient need a --vector to apply them to")
    }
    if vector != nil, layer == nil {
      throw ValidationError("--vector needs a --layer to steer")
    }
  }

  /// Loads the vector, checks it against the model and warns of what is doubtful.
  func interventions(
    on model: LanguageModel, _ choice: ModelChoice, _ console: Console
  ) throws -> [Intervention] {
    guard let path = vector, let layer else { return [] }
    try checkLayer(layer, of: model)
    let vector = try reading(path) { try SteeringVector(contentsOf: path) }
    let hash = vector.modelHash.isEmpty ? "" : try choice.fileHash()
    try reading(path) { try vector.checkFit(model, modelHash: hash) }.forEach(console.warn)
    return [try .add(vector, layer: layer, coefficient: coefficient ?? 1)]
  }
}

/// Refuses a `--layer` that the model does not have.
func checkLayer(_ layer: Int, of model: LanguageModel) throws {
  let layers = 0..<model.configuration.layerCount
  guard layers.contains(layer) else {
    throw ValidationError(
      "--layer \(layer): \(model.name) has layers 0 to \(layers.upperBound - 1)")
  }
}
