extension Architecture {
  /// GPT-2: learned positions, LayerNorm, an MLP without a gate, biases everywhere.
  ///
  /// Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).
  static let gpt2 = Architecture("gpt2", huggingFace: .gpt2) { _, _ in
    var design = BlockDesign()
    design.norm = .layer
    design.biases = .all
    design.positions = .learned
    design.activation = .geluTanh
    design.isGated = false
    design.storesQueryKeyValueTogether = true
    return design
  }
}
