import Inference
import Testing

@testable import Steering

@Suite("Activations by position")
struct ActivationsTests {
  @Test("every token: the last row is the last position's, the mean of rows is the mean position's")
  func positions() throws {
    let contrast = try TinyContrast(seed: 1)
    let texts = contrast.pairs.extract.prefix(7).map {
      contrast.model.tokenizer.encode($0.positive)
    }
    #expect(Set(texts.map(\.count)).count > 1, "lengths differ")
    let all = try contrast.model.record(texts, position: .all)
    let last = try contrast.model.record(texts, position: .last)
    let mean = try contrast.model.record(texts, position: .mean)
    #expect(all.count == texts.reduce(0) { $0 + $1.count })
    #expect(all.textCount == 7 && last.textCount == 7 && last.count == 7 && mean.count == 7)
    #expect(all.rowsOfText.map(\.count) == texts.map(\.count))
    #expect(all.textOfRow == texts.indices.flatMap { text in texts[text].map { _ in text } })
    for layer in [0, 7] {
      for (text, rows) in all.rowsOfText.enumerated() {
        #expect(all[rows.upperBound - 1, layer].elementsEqual(last[text, layer]))
        for k in 0..<all.width {
          let average =
            rows.reduce(0.0) { $0 + Double(all[$1, layer].dropFirst(k).first ?? 0) }
            / Double(rows.count)
          let recorded = Double(mean[text, layer].dropFirst(k).first ?? .nan)
          #expect(abs(average - recorded) < 1e-6)
        }
      }
    }
  }

  @Test("texts keep all of their rows when selected, also twice")
  func selecting() {
    let all = Activations(
      hook: .residPost, position: .all, layerCount: 2, width: 1, rowsOfText: [0..<2, 2..<3, 3..<6],
      values: (0..<12).map(Float.init))
    let selected = all.selecting([2, 0, 2])
    #expect(selected.rowsOfText == [0..<3, 3..<5, 5..<8])
    #expect((0..<8).map { selected[$0, 1].first } == [7, 9, 11, 1, 3, 7, 9, 11])
    #expect(all.selecting([]).count == 0)
    #expect(selected.mean(layer: 0) == [(6 + 8 + 10 + 0 + 2 + 6 + 8 + 10) / 8.0])
  }

  @Test("without first tokens: every text one row shorter, the others as they were")
  func withoutFirst() throws {
    let all = Activations(
      hook: .residPost, position: .all, layerCount: 2, width: 1, rowsOfText: [0..<2, 2..<5],
      values: (0..<10).map(Float.init))
    let rest = try all.withoutFirstTokens()
    #expect(rest.rowsOfText == [0..<1, 1..<3])
    #expect((0..<3).map { rest[$0, 1].first } == [3, 7, 9])
    #expect(throws: SteeringError.self) { try rest.withoutFirstTokens() }
    #expect(throws: SteeringError.self) { try activations([[1]]).withoutFirstTokens() }
  }

  @Test("partners of unequal length: from the start, then from the end")
  func partners() throws {
    func tokens(_ values: [Float]) -> Activations {
      Activations(
        hook: .residPost, position: .all, layerCount: 1, width: 1,
        rowsOfText: [0..<values.count], values: values)
    }
    let rows = try ContrastRows(
      positive: tokens([100, 10, 20, 30, 40]), negative: tokens([100, 1, 2, 4]), layer: 0)
    #expect(try rows.pairedDifferences().values == [0, 9, 28, 36])
    let swapped = try ContrastRows(
      positive: tokens([5]), negative: tokens([100, 1, 2]), layer: 0)
    #expect(try swapped.pairedDifferences().values == [3])
  }

  @Test func badArguments() throws {
    let one = activations([[1, 2]])
    #expect(throws: SteeringError.noActivations) { try activations([]).matrix(layer: 0) }
    #expect(throws: SteeringError.noSuchLayer(1, available: [0])) { try one.matrix(layer: 1) }
    #expect(throws: (any Error).self) { try activations([[.nan]]).matrix(layer: 0) }
  }
}
