/// Lets the pooled valence through to the adjectives only where an opinion may follow: after "the film was", and
/// not after "the film".
///
/// Neuron: gate = silu(copula or degree), up = valence, so appraisal += [an opinion may follow] · valence, in each
/// of the upper blocks.
enum AppraisalCircuit {
  static func plant(in block: inout BlockWeights) {
    block.neuron(
      gate: [(.wordClass(.copula), 1), (.wordClass(.degree), 1)],
      up: [(.valence, 1 / TinyModel.normGain)], down: [(.appraisal, 0.1)])
  }
}
