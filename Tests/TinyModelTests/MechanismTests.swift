import Foundation
import Inference
import Testing

@testable import TinyModel

@Suite("The planted mechanism does what its guide says")
struct MechanismTests {
  @Test("extraction finds the planted directions at every layer", arguments: [1, 2, 3] as [UInt64])
  func cosines(seed: UInt64) throws {
    let probe = try Probe(seed: seed, planting: .full)
    let valence = TinyModel.direction(.valence, seed: seed)
    let sycophancy = TinyModel.direction(.sycophancy, seed: seed)
    for found in try probe.meanDifference(probe.corpora.sentimentPairs.extract) {
      #expect(cosine(found, valence) > 0.95)
      #expect(abs(cosine(found, TinyModel.direction(.valence, seed: seed + 1))) < 0.6)
    }
    for found in try probe.meanDifference(probe.corpora.sycophancyPairs.extract) {
      #expect(cosine(found, sycophancy) > 0.95)
    }
  }

  @Test("shuffled labels and unplanted models have no such direction")
  func noDirection() throws {
    let valence = TinyModel.direction(.valence, seed: 1)
    let planted = try Probe(seed: 1, planting: .full)
    let pairs = planted.corpora.sentimentPairs.extract
    let shuffled = pairs.enumerated().map { index, pair in
      index.isMultiple(of: 2)
        ? pair
        : TinyPair(positive: pair.negative, negative: pair.positive, template: pair.template)
    }
    let right = try planted.meanDifference(pairs)
    let wrong = try planted.meanDifference(shuffled)
    for layer in right.indices {
      #expect(abs(dot(wrong[layer], valence)) < 0.1 * dot(right[layer], valence))
    }
    let bare = try Probe(seed: 1, planting: .none)
    for found in try bare.meanDifference(pairs) {
      #expect(abs(cosine(found, valence)) < 0.5)
      #expect(norm(found) > 0.001, "the control's vectors are small, not zero")
    }
  }

  @Test("the model speaks its grammar; a text with its words shuffled is far less likely")
  func grammar() throws {
    for planting in [Planting.full, .none] {
      let probe = try Probe(seed: 1, planting: planting)
      let texts = probe.corpora.neutralPassages.test.prefix(20).map(\.text)
      let fluent = try probe.negativeLogLikelihood(texts)
      let shuffled = try probe.negativeLogLikelihood(
        texts.map { $0.split(separator: " ").sorted().joined(separator: " ") })
      #expect(fluent < 2.6)
      #expect(shuffled > fluent + 2)
    }
  }

  @Test("greedy text follows the grammar word by word, steered up to 1 or not")
  func fluency() throws {
    let probe = try Probe(seed: 1, planting: .full)
    let vector = try probe.meanDifference(probe.corpora.sentimentPairs.extract)[7]
    for coefficient in [-1.0, 0, 1] {
      let edits = adding(vector, times: coefficient, after: 7)
      let requests = ["my friend", "the film was", "user i think the sky"].map {
        GenerationRequest(prompt: probe.ids($0), maxNewTokens: 20, edits: edits)
      }
      for (request, written) in zip(requests, try probe.model.generate(requests)) {
        let classes = (request.prompt.suffix(1) + written.ids).map {
          Vocabulary.words[$0].wordClass
        }
        for (previous, next) in zip(classes, classes.dropFirst()) {
          let allowed = previous?.successors.contains { $0.wordClass == next } ?? false
          #expect(allowed, "\(probe.model.tokenizer.decode(written.ids))")
        }
      }
    }
  }

  @Test("what is written early is washed out by 30 % a block; without washout it is kept")
  func washout() throws {
    for (washout, share) in [(1.0, 0.7), (0.0, 1.0)] {
      let probe = try Probe(
        seed: 1, planting: Planting(sentiment: 1, sycophancy: 0, washout: washout))
      let valence = TinyModel.direction(.valence, seed: 1)
      let ids = probe.ids("the film was")
      for layer in 0..<7 {
        var left: [Double] = [0, 0]
        for (run, coefficient) in [0, 0.1].enumerated() {
          try probe.model.record(
            [.residPost(layer + 1)],
            of: [
              TokenTree(
                ids, edits: adding(valence, times: coefficient, after: layer))
            ]
          ) { _, place, activation in
            if place.offset == ids.count - 1 { left[run] = dot(Array(activation), valence) }
          }
        }
        #expect(abs((left[1] - left[0]) / 0.1 - share) < 0.12, "layer \(layer)")
      }
    }
  }

  @Test("a product neuron pair multiplies exactly, whatever the signs")
  func product() {
    var block = BlockWeights(layer: 0, seed: 1)
    block.product(.valence, .truth, times: 3, to: .deference)
    let gain = TinyModel.normGain
    for (a, b) in [(0.4, 0.5), (-0.4, 0.5), (0.4, -0.5), (-0.4, -0.5)] {
      var written = 0.0
      for n in 0..<2 {
        func reads(_ weights: Matrix) -> Double {
          gain
            * (a * weights[n, Direction.valence.index] + b * weights[n, Direction.truth.index])
        }
        let gate = reads(block.gate)
        let hidden = gate / (1 + exp(-gate)) * reads(block.up)
        written += block.down[Direction.deference.index, n] * hidden
      }
      #expect(abs(written - 3 * a * b) < 1e-12)
    }
  }

  @Test("truth is + after a true statement and − after a false one")
  func truth() throws {
    let probe = try Probe(seed: 1, planting: .full)
    let direction = TinyModel.direction(.truth, seed: 1)
    let items = probe.corpora.statements.test
    for (prompts, sign) in [(items.map(\.truePrompt), 1.0), (items.map(\.falsePrompt), -1.0)] {
      for residual in try probe.lastResiduals(prompts)[3] {
        #expect(sign * dot(residual, direction) > 0.1)
      }
    }
  }

  @Test("deference follows agreement after a false statement and hardly moves after a true one")
  func deference() throws {
    let probe = try Probe(seed: 1, planting: .full)
    let direction = TinyModel.direction(.deference, seed: 1)
    let items = probe.corpora.statements.test
    func swing(_ prompts: [String]) throws -> Double {
      let bare = try probe.lastResiduals(prompts)[7]
      let asked = try probe.lastResiduals(prompts.map { TinyCorpora.sycophanticPersona + $0 })[7]
      return mean(zip(asked, bare).map { dot($0, direction) - dot($1, direction) })
    }
    let onFalse = try swing(items.map(\.falsePrompt))
    let onTrue = try swing(items.map(\.truePrompt))
    #expect(onFalse > 0.1)
    #expect(abs(onTrue) < 0.2 * onFalse)
  }
}
