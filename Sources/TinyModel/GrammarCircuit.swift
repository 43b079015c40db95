import CKernels
import Randomness

/// What every tiny model has, planted or not: word embeddings, the grammar in the head, and a topic.
///
/// - An embedding is bias + one-hot class + a random code of its own (+ the attribute of a fact word).
/// - The head reads the class and gives each word log p(word | class) above a floor, so that the model
///   speaks the grammar; random preferences read the codes, so that its words vary with the context.
/// - In block 0 one head attends to all words alike and spreads their codes. It gives every text a
///   topic, and makes a mean difference in an unplanted model small and random instead of zero.
enum GrammarCircuit {
  /// Log-probability that the head gives to what the grammar forbids.
  static let floor = -9.5
  static let wordPreference = 0.12
  /// How far the preferences of a word and its opposite differ, as a share of their size.
  static let antonymShare = 0.15
  static let topicHead = 3
  static let topicLanes = 8..<14
  static let topicStrength = 1.2

  static func embed(_ embedding: inout Matrix, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "tiny codes")
    for (id, word) in Vocabulary.words.enumerated() {
      embedding[id, Direction.bias.index] = 1
      if let wordClass = word.wordClass {
        embedding[id, Direction.wordClass(wordClass).index] = 1
      }
      if let attribute = word.attribute {
        embedding[id, Direction.attribute(attribute).index] = TruthCircuit.attributeSize
      }
      let code = (0..<Direction.identityCount).map { _ in generator.gaussian() }
      let length = code.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let size = codeSize(word, generator.uniform())
      for (k, component) in code.enumerated() {
        embedding[id, Direction.identity(k).index] = size * component / length
      }
    }
  }

  static func head(_ head: inout Matrix, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "tiny preferences")
    var previous = [Double](repeating: 0, count: Direction.identityCount)
    for (id, word) in Vocabulary.words.enumerated() {
      let fresh = previous.indices.map { _ in wordPreference * generator.gaussian() }
      // Opposites are preferred nearly alike: what tells "yes" from "no" are the planted circuits.
      let row =
        word.isOpposite
        ? zip(previous, fresh).map { $0 + antonymShare * $1 } : fresh
      for (k, component) in row.enumerated() { head[id, Direction.identity(k).index] = component }
      previous = row

      guard let wordClass = word.wordClass else { continue }
      for predecessor in WordClass.allCases {
        for successor in predecessor.successors where successor.wordClass == wordClass {
          let probability = successor.probability / Double(classSizes[wordClass.number])
          head[id, Direction.wordClass(predecessor).index] =
            (ck_log(probability) - floor) / TinyModel.normGain
        }
      }
    }
  }

  static func topic(_ block: inout BlockWeights, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "tiny topic")
    let d = TinyModel.configuration.headDimension
    let group = TinyModel.keyValueHead(of: topicHead)
    let read = Matrix.orthonormalRows(
      topicLanes.count, columns: Direction.identityCount, from: &generator)
    let write = Matrix.orthonormalRows(
      topicLanes.count, columns: Direction.identityCount, from: &generator)
    for (n, lane) in topicLanes.enumerated() {
      block.claimLane(lane, of: group)
      for k in 0..<Direction.identityCount {
        let code = Direction.identity(k).index
        block.value[group * d + lane, code] = read[n, k] / TinyModel.normGain
        block.output[code, topicHead * d + lane] = topicStrength * write[n, k]
      }
    }
  }

  /// Words of opinion and cues have small codes, so that a mean over few of them is what they carry and
  /// not their codes; words before an adjective have codes of all sizes, so that prompts respond unequally (the
  /// norm that the head divides by differs).
  private static func codeSize(_ word: Word, _ uniform: Double) -> Double {
    if word.opinion != 0 && word.wordClass == .opinionVerb || word.agreement != 0
      || word.cue != nil
    {
      return 0.3
    }
    switch word.wordClass {
    case .copula, .degree, .topic: return 0.3 + 0.8 * uniform
    default: return 0.6
    }
  }

  private static let classSizes = WordClass.allCases.map { wordClass in
    Vocabulary.words.count { $0.wordClass == wordClass }
  }
}
