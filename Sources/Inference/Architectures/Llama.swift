extension Architecture {
  /// Llama 1 to 3, Mistral, SmolLM and others that are built like them.
  ///
  /// Source: Touvron et al. (arXiv 2302.13971); grouped queries, Ainslie et al. (2305.13245); Mistral's
  /// window, Jiang et al. (2310.06825).
  static let llama = Architecture(
    "llama", huggingFace: .llama.withRotaryPairs(modelTypes: ["llama", "mistral"])
  ) { fields, _ in
    var design = BlockDesign()
    design.slidingWindow = try fields.slidingWindow(globalEvery: nil)
    return design
  }
}
