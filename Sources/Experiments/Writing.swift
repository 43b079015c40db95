import Inference
import Steering

extension Laboratory {
  /// What the model writes after each opening with a vector added at every position: [opening][token].
  /// The most likely token at each step; the end token does not end it, so that lengths are equal.
  public func write(
    _ openings: TextCorpus, tokens: Int, _ vector: SteeringVector, _ layer: Int,
    _ coefficient: Double
  ) throws -> [[Int]] {
    try model.generate(
      openings.ids, applying: [.add(vector, layer: layer, coefficient: coefficient)],
      maxNewTokens: tokens, stopsAtEnd: false
    ).map(\.ids)
  }

  /// Mean NLL of what was written after each opening, under the unsteered model, in nats per token.
  public func unsteeredNLL(_ openings: TextCorpus, _ written: [[Int]]) throws -> [Double] {
    let metric = try TextNLL(
      continuations: zip(openings.ids, written).map { (prompt: $0, ids: $1) })
    return try Sweep(metric, on: model, layers: []).baseline()
  }

  /// VADER's compound score of 24 new tokens, with the vector minus without; nil without the lexicon.
  public func compoundShift(
    of vector: SteeringVector, layer: Int, coefficient: Double, on openings: TextCorpus
  ) throws -> [Double]? {
    guard let vader = engine.vader else { return nil }
    func compound(_ coefficient: Double) throws -> [Double] {
      try write(openings, tokens: 24, vector, layer, coefficient).map {
        vader.scores(model.tokenizer.decode($0)).compound
      }
    }
    return difference(try compound(coefficient), try compound(0))
  }
}

extension Sweep {
  /// The response to several directions at once: at each coefficient, item by item, the mean over the
  /// directions.
  public func meanResponse(
    _ coefficients: [Double], of directions: [[Float]], layer: Int
  ) throws -> DoseResponse {
    let values = try coefficients.map { coefficient in
      // All directions agree at 0: nothing is done.
      let used = coefficient == 0 ? directions.prefix(1) : directions[...]
      var sum = [Double](repeating: 0, count: metric.count)
      for direction in used {
        let response = try self.values(
          applying: [.add(direction, coefficient: coefficient, at: .residPost(layer))])
        for (item, value) in response.enumerated() { sum[item] += value }
      }
      return sum.map { $0 / Double(max(used.count, 1)) }
    }
    return DoseResponse(coefficients: coefficients, values: values)
  }
}
