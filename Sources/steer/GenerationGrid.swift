import Inference

/// Continuations of prompts at the points of a grid of layers and coefficients.
struct GenerationGrid {
  struct Point {
    /// Nil where there is no vector.
    let layer: Int?
    let coefficient: Double
    /// None where the model writes as it is.
    let edits: [Edit]
  }

  /// One text.
  struct Line: Encodable {
    let prompt: String
    let layer: Int?
    let coefficient: Double
    let text: String
    /// Mean negative log-likelihood of the text's tokens under the model as it is, in nats; nil of no tokens.
    let nll: Double?

    enum CodingKeys: CodingKey {
      case prompt, layer, coefficient, text, nll
    }

    /// What is not there is null.
    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(prompt, forKey: .prompt)
      try values.encode(layer, forKey: .layer)
      try values.encode(coefficient, forKey: .coefficient)
      try values.encode(text, forKey: .text)
      try values.encode(nll, forKey: .nll)
    }

    static let header = "prompt,layer,coefficient,text,nll"

    var csv: String {
      func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
      let numbers = (layer.map(String.init) ?? "", nll.map { "\($0)" } ?? "")
      return "\(quoted(prompt)),\(numbers.0),\(coefficient),\(quoted(text)),\(numbers.1)"
    }
  }

  let model: LanguageModel
  let prompts: [(text: String, ids: [Int])]
  let points: [Point]
  let maxNewTokens: Int
  /// Each text's own, from the same beginning.
  let sampler: Sampler?
  let endTokens: Set<Int>

  /// Texts that are written before any of them is handed on.
  private static let textsAtOnce = 256

  /// - Parameter take: gets the lines in order, those of some prompts at a time.
  func write(_ console: Console, take: ([Line]) throws -> Void) throws {
    let costOfPrompt = points.count * maxNewTokens
    let bar = console.progress("writing", of: prompts.count * costOfPrompt)
    defer { bar.finish() }
    let step = max(1, Self.textsAtOnce / points.count)
    for first in stride(from: 0, to: prompts.count, by: step) {
      let some = prompts[first..<min(first + step, prompts.count)]
      let requests = some.flatMap { prompt in
        points.map {
          GenerationRequest(
            prompt: prompt.ids, maxNewTokens: maxNewTokens, edits: $0.edits, sampler: sampler,
            endTokens: endTokens)
        }
      }
      bar.update(first * costOfPrompt)
      let written = try model.generate(requests, scored: true) {
        bar.update(first * costOfPrompt + $0)
      }
      bar.finish()
      let places = some.flatMap { prompt in points.map { (prompt.text, $0) } }
      try take(
        zip(places, written).map { place, generation in
          line(prompt: place.0, at: place.1, generation)
        })
    }
  }

  private func line(prompt: String, at point: Point, _ written: Generation) -> Line {
    let scores = written.logProbabilities ?? []
    return Line(
      prompt: prompt, layer: point.layer, coefficient: point.coefficient,
      text: model.tokenizer.decode(written.ids),
      nll: scores.isEmpty ? nil : -scores.reduce(0, +) / Double(scores.count))
  }
}
