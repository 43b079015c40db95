extension Architecture {
  /// GPT-NeoX and Pythia: attention and MLP in parallel, a part of each head rotated.
  ///
  /// A GGUF file does not say which GELU; it is the exact one, with which Pythia was trained.
  /// Source: Black et al., "GPT-NeoX-20B" (arXiv 2204.06745); Biderman et al., "Pythia" (2304.01373).
  static let gptNeoX = Architecture("gptneox", huggingFace: .gptNeoX) { fields, _ in
    var design = BlockDesign()
    design.norm = .layer
    design.biases = .all
    design.positions = .rotaryHalves
    design.activation = .gelu
    design.isGated = false
    design.isParallel = try fields.flag("use_parallel_residual") ?? true
    design.storesQueryKeyValueTogether = true
    return design
  }
}
