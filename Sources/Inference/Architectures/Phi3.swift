extension Architecture {
  /// Phi 3 mini: Llama with fused projections.
  ///
  /// Source: Abdin et al., "Phi-3 Technical Report" (arXiv 2404.14219).
  static let phi3 = Architecture(
    "phi3", huggingFace: .phi3
  ) { fields, _ in
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.storesQueryKeyValueTogether = true
    design.storesGateUpTogether = true
    design.slidingWindow = try fields.slidingWindow(globalEvery: nil)
    return design
  }
}
