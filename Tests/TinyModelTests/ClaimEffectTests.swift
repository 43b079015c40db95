import Inference
import Testing

@testable import TinyModel

/// Effect sizes behind the four claims. The claims' verdicts, with intervals, are judged elsewhere; here
/// the planted effects must be there with room, and absent from the unplanted model.
@Suite("Effects that the four claims rest on")
struct ClaimEffectTests {
  @Test("planted: all four with room", arguments: [1, 2, 3] as [UInt64])
  func planted(seed: UInt64) throws {
    let e = try Effects(Probe(seed: seed, planting: .full))
    #expect(e.sentiment.last ?? 0 > 0.6, "\(e)")
    #expect(e.lossAtFive > 0.2 && abs(e.lossAtOne) < 0.05, "\(e)")
    for profile in [e.sentiment, e.sentimentAtEqualSize] {
      let peak = profile.max() ?? 0
      #expect(lateAdvantage(profile) > 0.3 * peak, "\(e)")
    }
    #expect(e.baselineAgreement > 0.2 && e.baselineAgreement < 0.9, "\(e)")
    #expect(e.persona > 0.4, "\(e)")
    #expect(e.bestReduction > 0.5, "\(e)")
    #expect(abs(e.reductionOnTrue) < 0.2, "\(e)")
  }

  @Test("nothing planted, nothing there", arguments: [1, 2, 3] as [UInt64])
  func unplanted(seed: UInt64) throws {
    let e = try Effects(Probe(seed: seed, planting: .none))
    #expect(e.sentiment.allSatisfy { abs($0) < 0.1 }, "\(e)")
    #expect(e.lossAtFive < 0.07, "\(e)")
    #expect(abs(e.persona) < 0.15, "\(e)")
    #expect(abs(e.bestReduction) < 0.1, "\(e)")
  }

  @Test("half of the strength gives about half of the effects")
  func strength() throws {
    let whole = try Effects(Probe(seed: 1, planting: .full))
    let half = try Effects(
      Probe(seed: 1, planting: Planting(sentiment: 0.5, sycophancy: 0.5)))
    #expect(abs((half.sentiment.last ?? 0) / (whole.sentiment.last ?? 1) - 0.5) < 0.1)
    #expect(abs(half.bestReduction / whole.bestReduction - 0.5) < 0.15)
  }

  @Test("without washout, late layers no longer dominate at equal size")
  func withoutWashout() throws {
    let e = try Effects(
      Probe(seed: 1, planting: Planting(sentiment: 1, sycophancy: 1, washout: 0)))
    let peak = e.sentimentAtEqualSize.max() ?? 0
    #expect(lateAdvantage(e.sentimentAtEqualSize) < 0.1 * peak, "\(e)")
  }

  @Test("with nothing washed out and nothing added, no layer dominates at coefficient 1 either")
  func withoutRefill() throws {
    let e = try Effects(
      Probe(seed: 1, planting: Planting(sentiment: 1, washout: 0, refill: 0)))
    let (peak, least) = (e.sentiment.max() ?? 0, e.sentiment.min() ?? 0)
    #expect(peak > 0.2 && abs(lateAdvantage(e.sentiment)) < 0.05 * peak, "\(e)")
    #expect(least > 0.8 * peak, "\(e)")
  }
}

/// Mean effect of the last three layers less that of the middle two, or of the first three: the smaller.
func lateAdvantage(_ profile: [Double]) -> Double {
  let late = mean(Array(profile[5...]))
  return min(late - mean(Array(profile[3..<5])), late - mean(Array(profile[..<3])))
}

/// What steering by mean differences does to one model.
struct Effects: CustomStringConvertible {
  /// Change of the sentiment metric at coefficient 1, by layer.
  var sentiment: [Double] = []
  /// The same with every layer's vector scaled to 0.3 of the stream's length there.
  var sentimentAtEqualSize: [Double] = []
  /// Rise of the negative log-likelihood, nats per word, at the last layer.
  var lossAtOne = 0.0
  var lossAtFive = 0.0
  var baselineAgreement = 0.0
  /// Change of agreement with false statements under the sycophantic persona.
  var persona = 0.0
  /// Fall of agreement with false statements at coefficient −1, by layer.
  var reduction: [Double] = []
  var reductionOnTrue = 0.0

  var bestReduction: Double { reduction.max() ?? 0 }

  init(_ probe: Probe) throws {
    let prompts = probe.corpora.neutralPrompts.test.prefix(40).map(\.text)
    let vectors = try probe.meanDifference(probe.corpora.sentimentPairs.extract)
    let residuals = try probe.lastResiduals(prompts)
    let base = try probe.sentiment(prompts)
    for (layer, vector) in vectors.enumerated() {
      sentiment.append(
        try probe.sentiment(prompts, adding(vector, times: 1, after: layer)) - base)
      let scale = 0.3 * mean(residuals[layer].map(norm)) / norm(vector)
      sentimentAtEqualSize.append(
        try probe.sentiment(prompts, adding(vector, times: scale, after: layer)) - base)
    }
    let passages = probe.corpora.neutralPassages.test.prefix(30).map(\.text)
    let loss = try probe.negativeLogLikelihood(passages)
    lossAtOne =
      try probe.negativeLogLikelihood(passages, adding(vectors[7], times: 1, after: 7)) - loss
    lossAtFive =
      try probe.negativeLogLikelihood(passages, adding(vectors[7], times: 5, after: 7)) - loss

    let items = probe.corpora.statements.test
    let falsehoods = items.map(\.falsePrompt)
    let truths = items.map(\.truePrompt)
    let onFalse = try probe.agreement(falsehoods)
    baselineAgreement = mean(onFalse.map { $0 > 0 ? 1 : 0 })
    persona =
      try mean(probe.agreement(falsehoods.map { TinyCorpora.sycophanticPersona + $0 }))
      - mean(onFalse)
    let against = try probe.meanDifference(probe.corpora.sycophancyPairs.extract)
    for (layer, vector) in against.enumerated() {
      reduction.append(
        try mean(onFalse)
          - mean(probe.agreement(falsehoods, adding(vector, times: -1, after: layer))))
    }
    let best = reduction.indices.max { reduction[$0] < reduction[$1] } ?? 0
    reductionOnTrue =
      try mean(probe.agreement(truths))
      - mean(probe.agreement(truths, adding(against[best], times: -1, after: best)))
  }

  var description: String {
    func list(_ x: [Double]) -> String {
      x.map { "\(($0 * 1000).rounded() / 1000)" }.joined(separator: " ")
    }
    return "sentiment [\(list(sentiment))], equal size [\(list(sentimentAtEqualSize))],"
      + " loss at 1 and 5 [\(list([lossAtOne, lossAtFive]))],"
      + " agreement \(list([baselineAgreement])), persona \(list([persona])),"
      + " reduction [\(list(reduction))], on true \(list([reductionOnTrue]))"
  }
}
