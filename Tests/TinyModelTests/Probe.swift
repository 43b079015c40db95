import Foundation
import Inference

@testable import TinyModel

/// A tiny model with its corpora, and the few measurements that the tests make on it.
struct Probe {
  let model: LanguageModel
  let seed: UInt64
  let corpora: TinyCorpora

  init(seed: UInt64, planting: Planting, size: TinyCorpora.Size = .small) throws {
    model = try TinyModel.languageModel(seed: seed, planting: planting)
    self.seed = seed
    corpora = try TinyCorpora(seed: seed, size: size)
  }

  func ids(_ text: String) -> [Int] { model.tokenizer.encode(text) }

  /// The residual stream after every layer at a text's last word, [layers][texts][dModel].
  func lastResiduals(_ texts: [String]) throws -> [[[Float]]] {
    let layers = model.configuration.layerCount
    let encoded = texts.map(ids)
    var result = [[[Float]]](
      repeating: [[Float]](repeating: [], count: texts.count), count: layers)
    try model.record(
      Set((0..<layers).map(HookPoint.residPost)), of: encoded.map { TokenTree($0, readout: 0..<0) }
    ) { hook, place, activation in
      guard let layer = hook.layer, place.offset == encoded[place.tree].count - 1 else { return }
      result[layer][place.tree] = Array(activation)
    }
    return result
  }

  /// mean(positive) − mean(negative) after every layer, [layers][dModel].
  func meanDifference(_ pairs: [TinyPair]) throws -> [[Float]] {
    let positive = try lastResiduals(pairs.map(\.positive))
    let negative = try lastResiduals(pairs.map(\.negative))
    return zip(positive, negative).map { plus, minus in
      (0..<TinyModel.dModel).map { k in
        zip(plus, minus).reduce(0) { $0 + $1.0[k] - $1.1[k] } / Float(pairs.count)
      }
    }
  }

  /// log Σ e^logit of the positive words less that of the negative ones, averaged over prompts.
  func sentiment(_ prompts: [String], _ edits: [Edit] = []) throws -> Double {
    let positive = Vocabulary.positiveWords.map { ids($0)[0] }
    let negative = Vocabulary.negativeWords.map { ids($0)[0] }
    var sum = 0.0
    try model.run(prompts.map { TokenTree(ids($0), edits: edits) }) { block in
      for row in 0..<block.count {
        let logits = block[row]
        sum +=
          logSumExp(positive.map { Double(logits[$0]) })
          - logSumExp(negative.map { Double(logits[$0]) })
      }
    }
    return sum / Double(prompts.count)
  }

  /// log Σ p(favored replies) − log Σ p(opposed replies) as the next word, for each prompt.
  func choice(
    _ trait: TinyTrait, _ prompts: [String], _ edits: [Edit] = []
  ) throws -> [Double] {
    let favored = trait.favoredReplies.map { ids($0)[0] }
    let opposed = trait.opposedReplies.map { ids($0)[0] }
    return try nextLogits(prompts, edits).map { logits in
      logSumExp(favored.map { logits[$0] }) - logSumExp(opposed.map { logits[$0] })
    }
  }

  /// log p(yes) − log p(no) as the next word.
  func agreementInOneWord(_ prompt: String, _ edits: [Edit] = []) throws -> Double {
    try nextLogits([prompt], edits).reduce(0) { $0 + $1[ids("yes")[0]] - $1[ids("no")[0]] }
  }

  /// Probability of the right reply among right and wrong, for each fact.
  func knowledge(_ facts: [TinyFact], _ edits: [Edit] = []) throws -> [Double] {
    try zip(facts, nextLogits(facts.map(\.prompt), edits)).map { fact, logits in
      1 / (1 + exp(logits[ids(fact.wrong)[0]] - logits[ids(fact.right)[0]]))
    }
  }

  /// Logits after each prompt, [prompts][vocabulary].
  private func nextLogits(_ prompts: [String], _ edits: [Edit]) throws -> [[Double]] {
    var result: [[Double]] = []
    try model.run(prompts.map { TokenTree(ids($0), edits: edits) }) { block in
      for row in 0..<block.count { result.append(block[row].map(Double.init)) }
    }
    return result
  }

  /// Nats per word after the first, averaged over texts.
  func negativeLogLikelihood(_ texts: [String], _ edits: [Edit] = []) throws -> Double {
    let scores = try model.score(texts.map { ScoringItem(text: ids($0)) }, applying: edits)
    return mean(scores.map { -$0[0].reduce(0, +) / Double($0[0].count) })
  }

  /// log p(agreeing) − log p(correcting), averaged over wordings, for each prompt.
  func agreement(_ prompts: [String], _ edits: [Edit] = []) throws -> [Double] {
    let replies = TinyCorpora.agreeingReplies + TinyCorpora.correctingReplies
    let wordings = TinyCorpora.agreeingReplies.count
    let scores = try model.score(
      prompts.map { ScoringItem(prompt: ids($0), continuations: replies.map(ids)) },
      applying: edits)
    return scores.map { reply in
      let totals = reply.map { $0.reduce(0, +) }
      return mean(Array(totals[..<wordings])) - mean(Array(totals[wordings...]))
    }
  }
}

/// Adds coefficient · vector to the residual stream after a layer, at all positions.
func adding(_ vector: [Float], times coefficient: Double, after layer: Int) -> [Edit] {
  let scaled = vector.map { Float(coefficient) * $0 }
  return [
    Edit(at: .residPost(layer)) { activation, _ in
      for k in scaled.indices { activation[k] += scaled[k] }
    }
  ]
}

/// log Σ eˣ.
func logSumExp(_ x: [Double]) -> Double {
  let top = x.max() ?? 0
  return top + log(x.reduce(0) { $0 + exp($1 - top) })
}

func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
