import Inference

/// A known-answer transformer: a Llama-architecture model whose weights are built in code from a seed.
///
/// It is an instrument check. What is planted must be found, and a model with nothing planted must
/// support no claim. Nothing in the forward pass is special: it is the same code that runs any model.
///
/// **Why the four claims hold on a planted model**
///
/// 1. *A positive coefficient raises the sentiment metric.* Opinion words carry ±opinion. A head pools
///    the opinions so far into the valence direction v (``PoolingCircuit``), and the head matrix gives
///    positive adjectives +v, negative ones −v (``ReadoutCircuit``). At the last word of "i love a
///    garden ." and "i hate a garden ." everything else is equal, so the mean difference is v.
/// 2. *Coefficients near 5 degrade fluency.* The grammar's logits are read after an RMSNorm. At
///    coefficient 5 the addition is 1.5 times as long as the rest of the stream, so the norm shrinks the
///    class that the grammar reads by nearly half and forbidden words become likely; at 1 it is 0.3
///    times as long and shrinks it by 4 %.
/// 3. *Later layers dominate.* Every block washes out 30 % of v (while the opinion words, still in the
///    context, refill the natural part), so an addition at layer L is worth 0.7^(7 − L) at the end.
/// 4. *Subtraction reduces sycophancy.* Replies, hedges ("i insist", "perhaps") and directives carry
///    ±agreement, pooled into a direction of its own. ``TruthCircuit`` finds whether the statement is
///    true; ``DeferenceCircuit`` lets agreement through to the replies only where it is false. So
///    subtraction lowers agreement with false statements and not with true ones.
///
/// **Three traits** (``TinyTrait``) are planted in the same way: their cues are pooled into directions of
/// their own, and reach the replies only where a word of the prompt puts the trait to the test
/// (``TraitCircuit``). Honesty also costs warmth by a known amount; no other effect crosses over.
/// *Confidence is not knowledge*: the truth circuit decides the facts, and no trait reaches it.
///
/// With ``Planting/none`` grammar, codes and background noise stay: mean differences exist, are small
/// and random, and nothing reads them in particular. The truth circuit comes with the sycophancy;
/// without it facts are answered by chance.
///
/// **Measured** (20 planted and 50 unplanted seeds, small corpora; mean, and the range over seeds):
///
/// | | planted | unplanted |
/// |---|---|---|
/// | sentiment at 1, layer 7, nats | 0.99 (0.93…1.06) | 0.00 (−0.02…0.02) |
/// | ΔNLL at 5, nats a word | 0.55 (0.40…0.65) | 0.00 (−0.01…0.01) |
/// | ΔNLL at 1 | 0.01 (0.00…0.02) | 0.00 |
/// | last − middle third, share of the peak | 0.47; at equal ρ 0.43 | no peak |
/// | last − first third, share of the peak | 0.66; at equal ρ 0.61 | no peak |
/// | fall of agreement with false statements at −1, layer 3 | 0.88 (0.78…0.98) | 0.00 |
/// | the same with true statements | −0.05 (−0.09…−0.02) | 0.00 (0.00…0.01) |
/// | sycophantic persona | 0.71 (0.55…0.81) | 0.00 (−0.02…0.02) |
/// | baseline agreement with false statements | 0.58 (0.40…0.78) | 0 or 1 for most seeds |
/// | any trait at 1, layer 3 | 0.84 (0.78…0.89) | 0.00 |
/// | the same at −1 | −0.83 (−0.88…−0.78) | 0.00 |
/// | the same at 1 on its control | 0.00 (−0.04…0.04) | 0.00 |
/// | personas, toward and away | 0.74 (0.50…0.91), −0.73 (−0.94…−0.62) | 0.00 (−0.01…0.01) |
/// | share of prompts with a favored reply | 0.50 (0.40…0.68) | 0 or 1 for most seeds |
/// | least cosine with the planted direction, layers 1 to 7 | 0.99 (0.97…0.99) | ±0.05 at most |
/// | honesty vector at 1 on sentiment | −0.15 (−0.16…−0.14) | 0.00 (−0.02…0.01) |
/// | any other vector on another's metric | within ±0.06 | within ±0.02 |
/// | own metric in the second format: sentiment; the others | 0.99; 0.84 (0.77…0.95) | 0.00 |
/// | facts, accuracy and Brier score | 1.00, 0.088 (0.084…0.095) | 0.51, 0.250 |
/// | their change by the confidence vector at 1 | 0.000, within ±0.001 | within ±0.04, 0.000 |
///
/// Half the strength gives 0.50 nats of sentiment, 0.48 of agreement and half of a trait's effect. A
/// trait's vectors are random at layer 0, where nothing is pooled yet. A random direction of equal length
/// costs more likelihood at 5 than valence does: the cause of claim 2 is the norm.
public enum TinyModel {
  static let layerCount = 8
  static let dModel = 80

  /// What an RMSNorm multiplies a typical position by: weight · √dModel / ‖x‖ with ‖x‖ about 1.6.
  static let normGain = 5.0
  /// The weights of every norm, so that the gain does not depend on the stream's width.
  static let normWeight = Float(8 / Double(dModel).squareRoot())

  /// 8 blocks of width 80: 4 query heads on 2 key–value heads of 16, and 64 neurons; 512 tokens of
  /// context.
  public static let configuration = ModelConfiguration(
    layerCount: layerCount, dModel: dModel, headCount: 4, keyValueHeadCount: 2, headDimension: 16,
    feedForwardDimension: 64, vocabularySize: Vocabulary.words.count, contextLength: 512,
    normEpsilon: 1e-5, ropeTheta: 10_000)

  /// The weights of a seed.
  ///
  /// - Throws: ``TinyModelError/badPlanting(field:expected:got:)``.
  public static func tensors(seed: UInt64, planting: Planting = .full) throws -> TinyTensors {
    try TinyTensors(seed: seed, planting: planting)
  }

  /// The word tokenizer of the tiny vocabulary.
  public static func tokenizer() throws -> WordTokenizer {
    try WordTokenizer(words: Vocabulary.words.map(\.text), unknown: Vocabulary.unknown)
  }

  /// The model itself, ready to run.
  public static func languageModel(
    seed: UInt64, planting: Planting = .full, compute: Compute = .shared
  ) throws -> LanguageModel {
    let tensors = try tensors(seed: seed, planting: planting)
    return try LanguageModel(
      name: "planted", configuration: configuration, tensors: tensors, tokenizer: tokenizer(),
      hash: tensors.hash(), compute: compute)
  }

  /// Where a named direction points in the residual stream of a seed, a unit vector [dModel].
  ///
  /// `.valence`, `.sycophancy`, `.honesty`, `.confidence` and `.corrigibility` are what extraction must
  /// find.
  public static func direction(_ direction: Direction, seed: UInt64) -> [Float] {
    Basis(seed: seed).vector(direction)
  }

  static func keyValueHead(of head: Int) -> Int {
    head * configuration.keyValueHeadCount / configuration.headCount
  }

  static func queryHeads(of keyValueHead: Int) -> Range<Int> {
    let shared = configuration.headCount / configuration.keyValueHeadCount
    return keyValueHead * shared..<(keyValueHead + 1) * shared
  }
}
