import Inference
import Reporting
import Statistics
import Steering
import Subjects

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
    try unsteered(
      TextNLL(continuations: zip(openings.ids, written).map { (prompt: $0, ids: $1) }))
  }

  /// VADER's compound score of 24 new tokens after each opening, from −1 to 1; nil without the lexicon.
  public func compounds(
    of vector: SteeringVector, layer: Int, coefficient: Double, on openings: TextCorpus
  ) throws -> [Double]? {
    guard let vader = subject.vader else { return nil }
    return try write(openings, tokens: 24, vector, layer, coefficient).map {
      vader.scores(model.tokenizer.decode($0)).compound
    }
  }
}

extension Evaluation {
  /// The response to each of several directions.
  public func responses(
    _ coefficients: [Double], to directions: [[Float]], layer: Int
  ) throws -> [DoseResponse] {
    let baseline = try baseline()
    return try directions.map { direction in
      let values = try coefficients.map { coefficient in
        coefficient == 0
          ? baseline
          : try self.values(
            applying: [.add(direction, coefficient: coefficient, at: .residPost(layer))])
      }
      return DoseResponse(coefficients: coefficients, values: values)
    }
  }
}

extension [DoseResponse] {
  /// Item by item, the mean over the responses of the change from 0 to a coefficient.
  public func meanChange(at coefficient: Double) -> [Double] {
    let changes = map { $0.difference(coefficient, 0) }
    return (changes.first ?? []).indices.map { item in
      changes.reduce(0) { $0 + $1[item] } / Double(count)
    }
  }

  /// Each response's mean change from coefficient 0: their mean, with their whole range as the band.
  public func range(_ name: String) -> LineChart.Series {
    LineChart.Series(
      name,
      (first?.coefficients ?? []).map { coefficient in
        let means = map { response in
          let changes = response.difference(coefficient, 0)
          return changes.reduce(0, +) / Double(changes.count)
        }
        return .init(
          coefficient,
          Estimate(
            value: means.reduce(0, +) / Double(means.count),
            interval: Interval(
              lower: means.min() ?? 0, upper: means.max() ?? 0, confidence: 1)))
      }, isNull: true)
  }
}
