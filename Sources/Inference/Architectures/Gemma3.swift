extension Architecture {
  /// Gemma 3, text: Gemma 2 with norms of queries and keys in place of bounded scores, and five local
  /// layers, with rotary frequencies of their own, to each global one.
  ///
  /// Source: Gemma Team, "Gemma 3 Technical Report" (arXiv 2503.19786).
  static let gemma3 = Architecture(
    "gemma3", huggingFace: .gemma.with(modelTypes: ["gemma3_text"])
  ) { fields, sizes in
    var design = BlockDesign.gemma(fields, sizes, sizeOf27B: 62)
    design.queryKeyNorm = .eachHead
    design.slidingWindow = try fields.slidingWindow(globalEvery: 6)
    design.slidingWindow?.ropeTheta = Float(try fields.number("rope.freq_base_swa") ?? 10_000)
    return design
  }
}
