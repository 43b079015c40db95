import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects

/// What a published set's own vector does on its held-out questions, on one model.
public struct SetMeasurement: Codable, Sendable, Equatable {
  /// Where it is added: the candidate at which c = 1 moves the select questions most.
  public let layer: Int
  /// The mean difference at that layer.
  public let direction: [Float]
  /// Ways in which each question was asked: two orders of letters, or its words.
  public let orders: Int
  /// Mean cosine of the pairs' own differences with the vector (Braun et al., arXiv 2505.22637).
  public let coherence: Double
  /// y by coefficient and item, in nats: of each question in its orders in turn; of words, per token.
  public let values: [[Double]]
  /// Mean slope on the first ``nullQuestions`` questions between c = −1 and 1: of the vector, of means whose pairs
  /// turned by coins, each at its own length, and of random directions as long as the vector.
  public let slopeAmongNulls: Double
  /// As ``slopeAmongNulls``.
  public let flipped, random: [Double]

  /// Those of Tan et al. (arXiv 2407.12404).
  public static let coefficients: [Double] = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
  /// Null draws of each kind.
  public static let draws = 19
  /// Questions that they are measured on, in both orders.
  public static let nullQuestions = 25

  /// Measures a set, with the vector at the prompt's end and after it, as contrastive activation addition has it.
  public init(of set: QuestionSet, in lab: Laboratory) throws {
    let model = lab.model
    let made = try lab.extract(set.pairs)
    func add(_ direction: [Float], _ coefficient: Double, _ layer: Int) throws -> [Intervention] {
      try [
        .add(direction, coefficient: coefficient, at: .residPost(layer), positions: .afterPrompt)
      ]
    }
    let layers = lab.candidateLayers
    func logOdds(_ questions: [TwoChoiceQuestion]) throws -> ReplyLogOdds {
      let logOdds = try ReplyLogOdds(questions)
      return set.asking == .words ? logOdds.perToken : logOdds
    }
    let choice = try logOdds(set.select).values(
      on: model, underEach: layers.map { try add(made.vector.direction($0), 1, $0) })
    let layer = LayerProfile(layers: layers, effects: choice).best
    let direction = try made.vector.direction(layer)

    let differences = try ContrastRows(
      positive: made.positive, negative: made.negative, layer: layer
    ).pairedDifferences()
    let rows = (0..<differences.rows).map { Array(differences.row($0)) }
    values = try logOdds(set.test).values(
      on: model, underEach: Self.coefficients.map { try add(direction, $0, layer) })
    coherence = try mean(rows.map { cosine($0.map(Float.init), direction) })

    let flipped = Self.flippedMeans(of: rows, named: set.name)
    var generator = SeededGenerator(seed: Subject.seed, stream: "random for \(set.name) \(layer)")
    let length = norm(direction)
    let random = (0..<Self.draws).map { _ in
      RandomDirections.isotropic(width: direction.count, norm: length, using: &generator)
    }
    let directions = [direction] + flipped + random
    let few = try logOdds(Array(set.test.prefix(Self.nullQuestions))).values(
      on: model,
      underEach: directions.flatMap { try [add($0, -1, layer), add($0, 1, layer)] })
    let slopes = try directions.indices.map { draw in
      try (mean(few[2 * draw + 1]) - mean(few[2 * draw])) / 2
    }
    self.layer = layer
    orders = set.asking.orders
    self.direction = direction
    slopeAmongNulls = slopes[0]
    self.flipped = Array(slopes[1...Self.draws])
    self.random = Array(slopes[(Self.draws + 1)...])
  }

  /// Means of the pairs' differences, each pair turned or not by a coin.
  private static func flippedMeans(of rows: [[Double]], named name: String) -> [[Float]] {
    var generator = SeededGenerator(seed: Subject.seed, stream: "flipped pairs of \(name)")
    return (0..<draws).map { _ in
      var sum = [Double](repeating: 0, count: rows.first?.count ?? 0)
      for row in rows {
        let sign: Double = generator.index(below: 2) == 0 ? -1 : 1
        for k in sum.indices { sum[k] += sign * row[k] }
      }
      return sum.map { Float($0 / Double(rows.count)) }
    }
  }
}

extension SetMeasurement {
  /// Items of y at one of ``coefficients``, in nats.
  public func items(at coefficient: Double) -> [Double] {
    Self.coefficients.firstIndex(of: coefficient).map { values[$0] } ?? []
  }

  /// Slope of y over ``coefficients`` of each item, in nats per unit of c: each question in its orders in turn.
  public func itemSlopes() throws -> [Double] {
    try values[0].indices.map { item in
      try slope(x: Self.coefficients, y: values.map { $0[item] })
    }
  }

  /// The same of each question, the mean of its orders: what a liking for one letter gives in one order it takes in
  /// the other.
  public func slopes() throws -> [Double] { try byQuestion(itemSlopes()) }

  /// Probability of the matching letter among the two, of each question, the mean of its orders.
  public func probabilities(at coefficient: Double) -> [Double] {
    byQuestion(items(at: coefficient).map(probability(logOdds:)))
  }

  /// The mean of each question's orders.
  private func byQuestion(_ items: [Double]) -> [Double] {
    stride(from: 0, to: items.count, by: orders).map { first in
      items[first..<first + orders].reduce(0, +) / Double(orders)
    }
  }

  /// Whether the model prefers the same answer in both orders when nothing is done, question by question; nil where
  /// there is one order.
  public var agreesWithItself: [Bool]? {
    guard orders == 2 else { return nil }
    let items = items(at: 0)
    return stride(from: 0, to: items.count, by: 2).map { (items[$0] > 0) == (items[$0 + 1] > 0) }
  }

  /// Whether the vector's slope is beyond all of the null draws: p = .05 or less by rank.
  public func beats(_ nulls: KeyPath<SetMeasurement, [Double]>) -> Bool {
    self[keyPath: nulls].allSatisfy { $0 < slopeAmongNulls }
  }
}
