/// Plants the three traits: the words' cues are pooled, and pass to the replies only where it matters.
///
/// 1. Blocks 1 to 7, attention: one head looks at the words that carry a cue of any trait and pools
///    each trait's cues into a direction of its own, which blocks wash out (``PoolingCircuit``).
/// 2. Block 1, attention: later words look for a word that sets a context ("broke", "predict", "stop")
///    and copy which trait it puts to the test.
/// 3. Blocks 4 to 7, MLP: gate = silu(context), up = trait, so released += [context] · trait. What was
///    released stays, and the head reads it. Without a context word the gate is shut: this is the
///    discriminant. An addition after block 3 passes all four gates and is washed out least before.
///
/// Honesty has a known side effect, bluntness: where an adjective may follow, the same blocks take it
/// off the valence. The gate is the class of the word, which is shut where contrast pairs end, so that
/// the extracted vectors stay clean.
struct TraitCircuit {
  let trait: TinyTrait

  static let poolingLayers = 1..<TinyModel.layerCount
  static let contextLayer = 1
  static let releaseLayers = 4..<TinyModel.layerCount

  /// What a context word leaves in the words after it.
  private static let contextSize = 0.6
  /// What the norm multiplies a context word by; its extra component makes it longer than others.
  private static let contextGain = 4.4
  private static let contextHead = 3

  static func plant(in block: inout BlockWeights, layer: Int, planting: Planting) {
    let planted = TinyTrait.allCases.filter { planting.strength(of: $0) > 0 }
    if layer == contextLayer, !planted.isEmpty {
      block.attend(head: contextHead, to: planted.map(Direction.context), slot: 1)
    }
    for trait in planted {
      TraitCircuit(trait: trait).plant(in: &block, layer: layer, planting: planting)
    }
  }

  private func plant(in block: inout BlockWeights, layer: Int, planting: Planting) {
    if Self.poolingLayers.contains(layer) {
      PoolingCircuit.trait(trait).plant(
        in: &block, strength: planting.strength(of: trait), washout: planting.washout)
    }
    if layer == Self.contextLayer {
      block.carry(
        head: Self.contextHead, lane: 1 + trait.number, from: .context(trait),
        gain: 1 / Self.contextGain, to: .context(trait), write: Self.contextSize)
    }
    if Self.releaseLayers.contains(layer) {
      block.neuron(
        gate: [(.context(trait), 1.7)], up: [(.trait(trait), 1 / TinyModel.normGain)],
        down: [(.released(trait), 0.1)])
      if trait == .honesty, planting.entanglement > 0 {
        block.neuron(
          gate: [(.wordClass(.copula), 1), (.wordClass(.degree), 1)],
          up: [(.honesty, 1 / TinyModel.normGain)],
          down: [(.valence, -0.03 * planting.entanglement)])
      }
    }
  }
}
