import Inference
import Statistics

/// Singular values and directions of the differences between positive and negative activations at a layer:
/// how much of a concept one direction holds, and what it loses.
///
/// The rows are paired differences, positive less negative of the same pair. They are not centred: centring
/// would delete the mean, that is, the concept. Read at ``ReadPosition/all``, the tokens of a pair are
/// partners in order, the first half counted from the start of both texts and the rest from their ends, so
/// that a longer text loses from its middle. (Stacking the tokens of both sides around their midpoint
/// instead gives the directions in which tokens differ among themselves, whatever the concept.)
public struct DifferenceSpectrum: Sendable, Equatable {
  /// Largest first [min(rows, width)].
  public let singularValues: [Double]
  /// Orthonormal, largest singular value first [at most rank][width]: the first k span the best
  /// k-dimensional subspace in least squares. Each points to the side of the mean difference.
  public let directions: [[Double]]

  /// - Parameter rank: how many directions are wanted; fewer come out where the differences span fewer.
  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike or
  ///   differ in number of texts; `StatisticsError` for numbers that are not finite.
  public init(
    positive: Activations, negative: Activations, layer: Int, rank: Int = 8
  ) throws {
    try self.init(
      ContrastRows(positive: positive, negative: negative, layer: layer), rank: rank)
  }

  /// - Throws: ``SteeringError/unpaired(positive:negative:)``; `StatisticsError` when the iteration fails.
  public init(_ rows: ContrastRows, rank: Int = 8) throws {
    let found = try RightSingularVectors(rows.pairedDifferences(), count: rank)
    singularValues = found.singularValues
    directions = found.vectors.map { vector in
      let side = zip(vector, rows.meanDifference).reduce(0) { $0 + $1.0 * $1.1 }
      return side < 0 ? vector.map { -$0 } : vector
    }
  }

  /// σ² / Σσ²: each direction's share of the squared length of the differences [as singular values].
  public var shares: [Double] {
    let squares = singularValues.map { $0 * $0 }
    let total = squares.reduce(0, +)
    return squares.map { total > 0 ? $0 / total : 0 }
  }

  /// The part of a direction that lies in the best k-dimensional subspace [width].
  ///
  /// Adding this part of the mean difference, for k = 1, 2, …, shows what each further dimension is worth.
  public func projection(of direction: [Float], rank: Int) -> [Float] {
    var sum = [Double](repeating: 0, count: direction.count)
    for axis in directions.prefix(rank) {
      let share = zip(axis, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
      for (k, value) in axis.prefix(sum.count).enumerated() { sum[k] += share * value }
    }
    return sum.map(Float.init)
  }
}
