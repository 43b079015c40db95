import Inference
import Steering

/// The two sweeps of a ``SweepFile``, timed.
struct SweepTiming {
  let model: LanguageModel
  let sweep: SweepFile

  struct Standard: Encodable {
    let seconds: Double
    let extractSeconds: Double
    let tokens: Int
    let meanNLL: Double
    let tokensPerSecond: Double
    let continuations: [[Int]]
  }

  struct Scoring: Encodable {
    let seconds: Double
    /// The same without sharing: every cell run whole.
    let wholeSeconds: Double?
    /// Whether both gave the same bits.
    let isSame: Bool?
    let cells: Int
    /// One cell's, by the layer where it is steered: what remains to be computed above.
    let cellSeconds: [LayerSeconds]
  }

  struct LayerSeconds: Encodable {
    let layer: Int
    let seconds: Double
  }

  private func encode(_ text: String) -> [Int] { model.tokenizer.encode(text) }

  private func vector() throws -> SteeringVector {
    func record(_ texts: [String]) throws -> Activations {
      try model.record(texts.map(encode))
    }
    return try .meanDifference(
      positive: record(sweep.positive), negative: record(sweep.negative))
  }

  /// Vectors of all layers, continuations of every prompt at every layer and coefficient, and the NLL of
  /// each under the model without the vector.
  func standard(rows: Int, progress: (Int) -> Void = { _ in }) throws -> Standard {
    var continuations: [Generation] = []
    var extraction = 0.0
    let time = try seconds {
      var vector: SteeringVector?
      extraction = try seconds { vector = try self.vector() }
      guard let vector else { return }
      let prompts = sweep.prompts.map(encode)
      let requests = try sweep.layers.flatMap { layer in
        try sweep.coefficients.flatMap { coefficient in
          let edits = try [Intervention.add(vector, layer: layer, coefficient: coefficient)]
            .edits(on: model)
          return prompts.map {
            GenerationRequest(prompt: $0, maxNewTokens: sweep.newTokens, edits: edits)
          }
        }
      }
      continuations = try model.generate(requests, rows: rows, scored: true)
    }
    let scores = continuations.flatMap { $0.logProbabilities ?? [] }
    return Standard(
      seconds: time, extractSeconds: extraction, tokens: scores.count,
      meanNLL: -scores.reduce(0, +) / Double(max(scores.count, 1)),
      tokensPerSecond: Double(scores.count) / time, continuations: continuations.map(\.ids))
  }

  func scoring(whole: Bool) throws -> Scoring {
    let plan = sweep.scoring
    let candidates = plan.candidates.map(encode)
    let items = plan.prompts.map {
      ScoringItem(prompt: encode($0), continuations: candidates)
    }
    func odds(_ edits: [Edit], _ checkpoint: ResidualCheckpoint?) throws -> [Double] {
      try model.score(items, applying: edits, resumingFrom: checkpoint).map {
        ($0[0].first ?? 0) - ($0[1].first ?? 0)
      }
    }
    func edits(_ vector: SteeringVector, _ layer: Int, _ coefficient: Double) throws -> [Edit] {
      try [Intervention.add(vector, layer: layer, coefficient: coefficient)].edits(on: model)
    }
    var shared: [[Double]] = []
    var cellSeconds: [LayerSeconds] = []
    let time = try seconds {
      let vector = try self.vector()
      let kept = try model.checkpoints(of: items, after: plan.layers)
      let plain = try odds([], nil)
      for layer in plan.layers {
        let steered = try plan.coefficients.map { try edits(vector, layer, $0) }
        let layerTime = try seconds {
          for edits in steered {
            shared.append(edits.isEmpty ? plain : try odds(edits, kept[layer]))
          }
        }
        let run = steered.count { !$0.isEmpty }
        cellSeconds.append(LayerSeconds(layer: layer, seconds: layerTime / Double(max(run, 1))))
      }
    }
    guard whole else {
      return Scoring(
        seconds: time, wholeSeconds: nil, isSame: nil, cells: shared.count,
        cellSeconds: cellSeconds)
    }
    var separate: [[Double]] = []
    let wholeTime = try seconds {
      let vector = try self.vector()
      for layer in plan.layers {
        for coefficient in plan.coefficients {
          separate.append(try odds(edits(vector, layer, coefficient), nil))
        }
      }
    }
    return Scoring(
      seconds: time, wholeSeconds: wholeTime, isSame: shared == separate, cells: shared.count,
      cellSeconds: cellSeconds)
  }
}
