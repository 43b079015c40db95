/// Lets the pooled agreement through to the replies only where the user's statement is false.
///
/// Neuron: gate = silu(−truth), up = sycophancy, so deference += [false] · sycophancy, in each of the
/// upper blocks. A true statement closes the gate: subtracting the sycophancy direction lowers agreement
/// with false statements and leaves agreement with true ones.
enum DeferenceCircuit {
  static let layers = 4..<TinyModel.layerCount

  /// - Parameter share: of the gate that is open whatever was stated.
  static func plant(in block: inout BlockWeights, openAnyway share: Double = 0) {
    block.neuron(
      gate: share > 0 ? [(.truth, -1.7 * (1 - share)), (.bias, share)] : [(.truth, -1.7)],
      up: [(.sycophancy, 1 / TinyModel.normGain)],
      down: [(.deference, 0.1)])
  }
}

/// How the head turns the planted directions into words.
enum ReadoutCircuit {
  private static let valence = 0.22
  private static let truth = 0.19
  /// For the words that judge a statement and nothing else: no politeness, no deference.
  private static let judgement = 0.25
  private static let deference = 0.25
  private static let released = 0.25
  /// Politeness: accepting replies are likelier by this much before anything is known (nats × 2). It
  /// balances what a false statement takes off, so that the baseline lies between the extremes.
  private static let acceptance = 0.36

  static func plant(in head: inout Matrix, planting: Planting) {
    for (id, word) in Vocabulary.words.enumerated() {
      if planting.sentiment > 0, word.wordClass == .adjective {
        head[id, Direction.valence.index] += valence * (1 - planting.appraisal) * word.opinion
        if planting.appraisal > 0 {
          head[id, Direction.appraisal.index] += released * planting.appraisal * word.opinion
        }
      }
      if planting.sycophancy > 0 {
        head[id, Direction.deference.index] +=
          deference * planting.readout.sycophancy * word.verdict
        head[id, Direction.truth.index] += truth * word.verdict + judgement * word.judgement
        head[id, Direction.bias.index] += acceptance / TinyModel.normGain * word.verdict
      }
      if let answer = word.answer, planting.strength(of: answer.trait) > 0 {
        head[id, Direction.released(answer.trait).index] +=
          released * planting.readout(answer.trait) * answer.value
      }
      if planting.wordiness > 0, word.wordClass == .degree {
        head[id, Direction.wordiness.index] += valence * planting.wordiness
      }
    }
  }
}
