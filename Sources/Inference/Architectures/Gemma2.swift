extension Architecture {
  /// Gemma 2: norms before and after, scores and logits bounded by a tanh, every second layer local.
  ///
  /// Source: Gemma Team, "Gemma 2" (arXiv 2408.00118).
  static let gemma2 = Architecture(
    "gemma2", huggingFace: .gemma.with(modelTypes: ["gemma2"])
  ) { fields, sizes in
    var design = BlockDesign.gemma(fields, sizes, sizeOf27B: 46)
    design.attentionSoftcap = try fields.number("attn_logit_softcapping").map(Float.init)
    design.logitSoftcap = try fields.number("final_logit_softcapping").map(Float.init)
    design.slidingWindow = try fields.slidingWindow(globalEvery: 2)
    return design
  }
}

extension BlockDesign {
  /// What Gemma 2 and 3 have in common.
  ///
  /// - Parameter sizeOf27B: the layers of the one size whose scores are scaled by the width of the
  ///   residual stream, which its GGUF file does not say.
  static func gemma(
    _ fields: any ModelFields, _ sizes: ModelConfiguration, sizeOf27B: Int
  ) -> BlockDesign {
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.normPlacement = .beforeAndAfter
    design.activation = .geluTanh
    design.embeddingScale = Float(sizes.dModel).squareRoot()
    if sizes.layerCount == sizeOf27B {
      design.attentionScale =
        1 / Float(sizes.dModel / sizes.headCount).squareRoot()
    }
    return design
  }
}
