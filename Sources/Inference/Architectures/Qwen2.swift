extension Architecture {
  /// Qwen 2 and 2.5: Llama with biases on queries, keys and values.
  ///
  /// Source: Yang et al., "Qwen2 Technical Report" (arXiv 2407.10671).
  static let qwen2 = Architecture(
    "qwen2", huggingFace: .llama.with(modelTypes: ["qwen2"])
  ) { _, _ in
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.biases = .queryKeyValue
    return design
  }
}
