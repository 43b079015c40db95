import Inference
import Protocols
import Statistics
import Steering

/// What vectors do to right answers to questions that have nothing to do with them, each as published, in one order.
public struct SideCosts: Codable, Sendable, Equatable {
  /// [vector][coefficient][question]: change of the right letter's probability from c = 0, in percentage points.
  public let changes: [[[Double]]]
  /// [question]: the right letter's probability at c = 0, in percent.
  public let unsteered: [Double]

  /// At which they are measured, besides 0.
  public static let coefficients: [Double] = [-1, 1]

  /// - Parameter vectors: measured before.
  init(of vectors: [SetMeasurement], on questions: [TwoChoiceQuestion], in lab: Laboratory) throws {
    let steered = try vectors.flatMap { vector in
      try Self.coefficients.map {
        try [
          Intervention.add(
            vector.direction, coefficient: $0, at: .residPost(vector.layer), positions: .afterPrompt
          )
        ]
      }
    }
    let percent = try ReplyLogOdds(orders: questions.map { $0.orders[0] })
      .values(on: lab.model, underEach: [[]] + steered)
      .map { $0.map { 100 * probability(logOdds: $0) } }
    let unsteered = percent[0]
    self.unsteered = unsteered
    changes = vectors.indices.map { vector in
      Self.coefficients.indices.map { coefficient in
        difference(percent[1 + vector * Self.coefficients.count + coefficient], unsteered)
      }
    }
  }
}
