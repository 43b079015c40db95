import Foundation
import Inference
import Protocols
import Statistics
import Steering

/// Doses that cost the same: by how much the distribution of the next token moves on neutral prose.
///
/// A coefficient means something else for every vector, layer and model. What it costs, the mean KL(unsteered ‖
/// steered) of the next token after texts that have nothing to do with the behaviour, compares them.
public struct EqualCost {
  /// The registered cost, in nats.
  public static let target = 0.05
  /// Texts of the *select* part that it is measured on.
  public static let texts = 24
  /// How near to the target a coefficient's cost must come, as a share of it; for null directions, of which there
  /// are many, a tenth.
  public static let tolerance = 0.02

  private let lab: Laboratory
  private let evaluation: Evaluation

  /// - Parameter layers: where directions will be added.
  public init(in lab: Laboratory, at layers: [Int]) throws {
    self.lab = lab
    let passages = lab.passages(.select).thinned(to: Self.texts)
    let beginnings = passages.ids.map { Array($0.prefix(max(2, $0.count / 2))) }
    evaluation = Evaluation(
      of: try NextTokenDivergence(texts: beginnings, on: lab.model), on: lab.underTest,
      steeredAt: layers)
  }

  /// Mean KL(unsteered ‖ steered) of the next token, in nats.
  public func cost(of direction: [Float], layer: Int, coefficient: Double) throws -> Double {
    try mean(
      evaluation.values(
        applying: [.add(direction, coefficient: coefficient, at: .residPost(layer))]))
  }

  /// The coefficient of the direction at which it costs ``target``: found from ρ = 0.1 on by interpolating
  /// between one that costs less and one that costs more.
  ///
  /// - Parameters:
  ///   - sign: 1 or −1, that of the coefficient.
  ///   - tolerance: how far from the target the cost may be, as a share of it.
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` where no coefficient does.
  public func coefficient(
    of direction: [Float], layer: Int, sign: Double = 1, tolerance: Double = Self.tolerance
  ) throws -> Double {
    let length = norm(direction)
    guard length > 0 else { throw SteeringError.nothingToMeasure("a direction of length 0") }
    var size = try 0.1 * lab.residualNorms()[layer] / length
    /// The largest coefficient known to cost too little, and the smallest known to cost too much.
    var (below, above): (Point?, Point?)
    for trial in 1...Self.trials {
      let cost = try cost(of: direction, layer: layer, coefficient: sign * size)
      if abs(cost / Self.target - 1) <= tolerance { return sign * size }
      let point = Point(size: size, cost: max(cost, 1e-12))
      if cost < Self.target { below = point } else { above = point }
      size =
        switch (below, above) {
        case (let below?, let above?):
          // Every third time halves, since a line through a steep curve creeps.
          trial % 3 == 0
            ? (below.size * above.size).squareRoot() : below.crossing(Self.target, towards: above)
        default: size * min(4, max(0.25, (Self.target / point.cost).squareRoot()))
        }
    }
    throw SteeringError.nothingToMeasure(
      "no coefficient at layer \(layer) has a next-token KL of \(Self.target) nats")
  }

  private struct Point {
    let size: Double
    let cost: Double

    /// Where the straight line to another point, in logarithms, reaches a cost.
    func crossing(_ target: Double, towards other: Point) -> Double {
      let share = log(target / cost) / log(other.cost / cost)
      return size * pow(other.size / size, share)
    }
  }

  private static let trials = 24
}
