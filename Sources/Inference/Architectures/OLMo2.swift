extension Architecture {
  /// OLMo 2: norms only after attention and MLP, and of all queries and all keys as one vector each.
  ///
  /// Source: OLMo Team, "2 OLMo 2 Furious" (arXiv 2501.00656).
  static let olmo2 = Architecture("olmo2", huggingFace: .olmo2) { _, _ in
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.normPlacement = .after
    design.queryKeyNorm = .allHeads
    return design
  }
}
