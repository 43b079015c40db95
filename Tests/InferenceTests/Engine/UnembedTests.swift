import Inference
import TestSupport
import Testing
import TinyModel

@Suite("Unembedding a residual stream")
struct UnembedTests {
  @Test("the last block's output gives the model's own logits, bit for bit")
  func ownLogits() throws {
    let model = try TinyModel.languageModel(seed: 2)
    let ids = model.tokenizer.encode("i love a garden .")
    var residual: [Float] = []
    try model.record([.residPost(7)], of: [TokenTree(ids)]) { _, place, activation in
      if place.offset == ids.count - 1 { residual = Array(activation) }
    }
    var logits: [Float] = []
    try model.run([TokenTree(ids)]) { block in logits = Array(block[0]) }
    let unembedded = try model.unembed(residual)
    #expect(unembedded.map(\.bitPattern) == logits.map(\.bitPattern))
    #expect(
      try model.unembed(residual.map { -$0 }).map(\.bitPattern) != logits.map(\.bitPattern),
      "planted fault: another stream")
  }

  @Test("of any model, in either precision", arguments: RandomLlama.variants)
  func anyModel(source: RandomLlama) throws {
    let model = try source.model()
    let last = HookPoint.residPost(source.configuration.layerCount - 1)
    for seed in 0..<20 as Range<UInt64> {
      let tree = TokenTree(source.tokens(4, seed: seed))
      let residual = try #require(try model.taps([last], [tree])[last]?.last)
      #expect(differences([try model.unembed(residual)], try model.logits([tree]), "") == [])
    }
  }

  @Test("the planted valence direction promotes kind words over unkind ones")
  func direction() throws {
    let model = try TinyModel.languageModel(seed: 2)
    let logits = try model.unembed(TinyModel.direction(.valence, seed: 2))
    func mean(_ words: [String]) -> Float {
      words.reduce(0) { $0 + logits[model.tokenizer.encode($1)[0]] } / Float(words.count)
    }
    #expect(mean(Vocabulary.positiveWords) > 1)
    #expect(mean(Vocabulary.negativeWords) < -1)
  }

  @Test("another width is refused")
  func width() throws {
    let model = try TinyModel.languageModel(seed: 2)
    #expect(throws: ModelError.self) { try model.unembed([1, 2, 3]) }
  }
}
