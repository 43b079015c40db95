extension Architecture {
  /// Qwen 3, dense: Llama with a norm of each head's query and key.
  ///
  /// Source: Yang et al., "Qwen3 Technical Report" (arXiv 2505.09388).
  static let qwen3 = Architecture(
    "qwen3", huggingFace: .llama.with(modelTypes: ["qwen3"])
  ) { _, _ in
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.queryKeyNorm = .eachHead
    return design
  }
}
