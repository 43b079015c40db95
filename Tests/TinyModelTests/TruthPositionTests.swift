import Inference
import Testing

@testable import TinyModel

/// The known answer for activation patching: which layer and position decide what is true.
@Suite("Where truth is carried")
struct TruthPositionTests {
  @Test("named offsets point at their words, in both formats")
  func offsets() throws {
    let corpora = try TinyCorpora(seed: 1, size: .small)
    let items = corpora.statements.test + corpora.secondFormatStatements
    for item in items {
      let words = item.falsePrompt.split(separator: " ").map(String.init)
      #expect(Vocabulary.texts(.subject).contains(words[item.subjectOffset]))
      #expect(Vocabulary.texts(.attribute).contains(words[item.attributeOffset]))
      #expect(words.count == item.lastOffset + 1 && words[item.lastOffset] == "assistant")
      let other = item.truePrompt.split(separator: " ").map(String.init)
      #expect(words.indices.filter { words[$0] != other[$0] } == [item.attributeOffset])
    }
  }

  @Test("patching recovers the true statement's reply at the planted place and nowhere else")
  func patching() throws {
    let probe = try Probe(seed: 1, planting: .full)
    let items = Array(probe.corpora.statements.test.prefix(12))
    for layer in 0..<TinyModel.layerCount {
      let planted = try recovery(probe, items, layer) { $0.truthOffset(afterBlock: layer) }
      #expect(planted > 0.9, "layer \(layer)")
      for elsewhere in [\.subjectOffset, \.attributeOffset, \.lastOffset]
        as [KeyPath<TinyStatement, Int>]
      where items[0][keyPath: elsewhere] != items[0].truthOffset(afterBlock: layer) {
        let there = try recovery(probe, items, layer) { $0[keyPath: elsewhere] }
        #expect(abs(there) < 0.1, "layer \(layer), \(elsewhere)")
      }
    }
  }

  /// Share of the difference between true and false prompts that comes back when the residual stream
  /// of the true prompt is put in at one place: a ratio of sums.
  private func recovery(
    _ probe: Probe, _ items: [TinyStatement], _ layer: Int, _ offset: (TinyStatement) -> Int
  ) throws -> Double {
    var recovered = 0.0
    var total = 0.0
    for item in items {
      let place = offset(item)
      var clean: [Float] = []
      try probe.model.record(
        [.residPost(layer)], of: [TokenTree(probe.ids(item.truePrompt), readout: 0..<0)]
      ) { _, row, activation in
        if row.offset == place { clean = Array(activation) }
      }
      let patch = Edit(at: .residPost(layer)) { [clean] activation, position in
        if position == place { for k in clean.indices { activation[k] = clean[k] } }
      }
      let base = try probe.agreementInOneWord(item.falsePrompt)
      total += try probe.agreementInOneWord(item.truePrompt) - base
      recovered += try probe.agreementInOneWord(item.falsePrompt, [patch]) - base
    }
    return recovered / total
  }
}
