/// Writes what the planted circuits pool into the embeddings of the words that carry it.
enum LexicalCircuit {
  static func plant(in embedding: inout Matrix, planting: Planting) {
    for (id, word) in Vocabulary.words.enumerated() {
      if planting.sentiment > 0, word.opinion != 0 {
        embedding[id, Direction.opinion.index] = word.opinion
        embedding[id, Direction.hasOpinion.index] = 1
      }
      if planting.sycophancy > 0, word.agreement != 0 {
        embedding[id, Direction.agreement.index] = word.agreement
        embedding[id, Direction.hasAgreement.index] = 1
      }
      if planting.wordiness > 0, word.wordClass == .degree {
        embedding[id, Direction.cue(.honesty).index] = 1
        embedding[id, Direction.hasCue.index] = 1
      }
      if let cue = word.cue, planting.strength(of: cue.trait) > 0 {
        embedding[id, Direction.cue(cue.trait).index] = cue.value
        embedding[id, Direction.hasCue.index] = 1
      }
      if let trait = word.context, planting.strength(of: trait) > 0 {
        embedding[id, Direction.context(trait).index] = 1
      }
    }
  }
}
