import Inference

/// A model of a given shape whose weights mean nothing.
func smallModel(layers: Int, width: Int, name: String = "small") throws -> LanguageModel {
  let configuration = ModelConfiguration(
    layerCount: layers, dModel: width, headCount: 1, keyValueHeadCount: 1, headDimension: 2,
    feedForwardDimension: 4, vocabularySize: 3, contextLength: 8, normEpsilon: 1e-5,
    ropeTheta: 10_000)
  return try LanguageModel(
    name: name, configuration: configuration, tensors: Ones(),
    tokenizer: WordTokenizer(words: ["<unk>", "a", "b"]))
}

private struct Ones: TensorSource {
  func hasTensor(_ name: String) -> Bool { !name.hasPrefix("rope") && name != "output.weight" }
  func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    [Float](repeating: 1, count: shape.reduce(1, *))
  }
}
