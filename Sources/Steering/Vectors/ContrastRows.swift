import Randomness
import Statistics

/// Two recordings that were made alike, positive and negative, at one layer.
///
/// What can be asked of a method without running the model again is asked of these: its direction
/// from a part of the pairs, with wrong labels, or with none.
public struct ContrastRows: Sendable {
  /// The positive rows, then the negative ones [rows, width].
  let rows: Matrix
  /// True where positive [rows].
  let labels: [Bool]
  /// mean(positive) − mean(negative) [width].
  public let meanDifference: [Double]
  private let positive: Side
  private let negative: Side

  /// The rows of one label, and which of them are each text's.
  private struct Side {
    let rows: Matrix
    let rowsOfText: [Range<Int>]
  }

  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike, or there is
  ///   no such layer; `StatisticsError` for a number that is not finite.
  public init(positive: Activations, negative: Activations, layer: Int) throws {
    try requireAlike(positive, negative)
    try self.init(
      Side(rows: positive.matrix(layer: layer), rowsOfText: positive.rowsOfText),
      Side(rows: negative.matrix(layer: layer), rowsOfText: negative.rowsOfText))
  }

  private init(_ positive: Side, _ negative: Side) throws {
    self.positive = positive
    self.negative = negative
    rows = try Matrix(
      positive.rows.values + negative.rows.values, rows: positive.rows.rows + negative.rows.rows,
      columns: positive.rows.columns)
    labels = (0..<rows.rows).map { $0 < positive.rows.rows }
    meanDifference = zip(positive.rows.columnMeans, negative.rows.columnMeans).map { $0 - $1 }
  }

  /// Components of a row.
  public var width: Int { rows.columns }

  /// Every row less the mean of its own class [rows, width].
  func withinClasses() throws -> Matrix {
    try Matrix(
      positive.rows.subtracting(positive.rows.columnMeans).values
        + negative.rows.subtracting(negative.rows.columnMeans).values,
      rows: rows.rows, columns: rows.columns)
  }

  /// Each positive row less its negative partner [pairs, width], see ``DifferenceSpectrum``.
  ///
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  public func pairedDifferences() throws -> Matrix {
    _ = try pairCount
    var differences: [[Double]] = []
    for (plus, minus) in zip(positive.rowsOfText, negative.rowsOfText) {
      let count = min(plus.count, minus.count)
      for k in 0..<count {
        // The first half counts from the start of both texts, the second from their ends.
        let (i, j) =
          k < count / 2
          ? (plus.lowerBound + k, minus.lowerBound + k)
          : (plus.upperBound - count + k, minus.upperBound - count + k)
        differences.append(
          zip(positive.rows.row(i), negative.rows.row(j)).map { $0 - $1 })
      }
    }
    return try Matrix(differences)
  }

  /// r̂·x of every row [rows].
  func projections(on direction: UnitDirection) throws -> [Double] {
    try rows.times(direction.components)
  }

  /// The root mean square distance of a row from the mean row.
  func spread() throws -> Double {
    let centered = try rows.subtracting(rows.columnMeans).values
    return (centered.reduce(0) { $0 + $1 * $1 } / Double(rows.rows)).squareRoot()
  }
}

// MARK: Other pairs, other labels

extension ContrastRows {
  /// How many pairs of texts.
  ///
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  public var pairCount: Int {
    get throws {
      let (plus, minus) = (positive.rowsOfText.count, negative.rowsOfText.count)
      guard plus == minus else { throw SteeringError.unpaired(positive: plus, negative: minus) }
      return plus
    }
  }

  /// The pairs at `indices`, in that order.
  ///
  /// - Throws: ``SteeringError`` when there are none, or texts are not paired.
  public func selecting(_ indices: [Int]) throws -> ContrastRows {
    try relabeled(indices.map { ((true, $0), (false, $0)) })
  }

  /// The same pairs with the labels of some exchanged.
  ///
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  public func exchanging(_ exchanged: Set<Int>) throws -> ContrastRows {
    try relabeled(
      (0..<pairCount).map { pair in
        let kept = !exchanged.contains(pair)
        return ((kept, pair), (!kept, pair))
      })
  }

  /// The labels of a random share of the pairs exchanged: what a method makes of wrong labels, or,
  /// at one half, of labels that say nothing.
  ///
  /// - Parameter share: of the pairs, rounded down to whole pairs.
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  public func exchanging(
    share: Double, using generator: inout SeededGenerator
  ) throws -> ContrastRows {
    let count = try pairCount
    return try exchanging(Set(generator.shuffled(0..<count).prefix(Int(share * Double(count)))))
  }

  /// Pairs of two texts with the same label, dealt at random: they differ in everything but the
  /// concept.
  ///
  /// As many pairs as before, or one or two fewer: half of them positive texts, half negative ones.
  /// - Throws: ``SteeringError/noActivations`` below two pairs,
  ///   ``SteeringError/unpaired(positive:negative:)``.
  public func dealtWithinLabels(using generator: inout SeededGenerator) throws -> ContrastRows {
    let count = try pairCount
    return try relabeled(
      [true, false].flatMap { label in
        let texts = generator.shuffled(0..<count)
        return (0..<count / 2).map { ((label, texts[2 * $0]), (label, texts[2 * $0 + 1])) }
      })
  }

  /// Pairs of texts, each named by its label and number here: the first becomes positive.
  private func relabeled(
    _ pairs: [(positive: (isPositive: Bool, text: Int), negative: (isPositive: Bool, text: Int))]
  ) throws -> ContrastRows {
    _ = try pairCount
    guard !pairs.isEmpty else { throw SteeringError.noActivations }
    func side(_ texts: [(isPositive: Bool, text: Int)]) throws -> Side {
      var values: [Double] = []
      var ranges: [Range<Int>] = []
      for (isPositive, text) in texts {
        let source = isPositive ? positive : negative
        let rows = source.rowsOfText[text]
        let first = ranges.last?.upperBound ?? 0
        ranges.append(first..<first + rows.count)
        values += source.rows.values[rows.lowerBound * width..<rows.upperBound * width]
      }
      return Side(
        rows: try Matrix(values, rows: ranges.last?.upperBound ?? 0, columns: width),
        rowsOfText: ranges)
    }
    return try ContrastRows(side(pairs.map(\.positive)), side(pairs.map(\.negative)))
  }
}

/// - Throws: ``SteeringError`` when a side is empty or the two were not recorded alike.
func requireAlike(_ positive: Activations, _ negative: Activations) throws {
  guard positive.count > 0, negative.count > 0 else { throw SteeringError.noActivations }
  guard positive.width == negative.width else {
    throw SteeringError.widthMismatch(
      at: "negative activations", expected: positive.width, got: negative.width)
  }
  guard
    positive.hook == negative.hook, positive.position == negative.position,
    positive.layerCount == negative.layerCount
  else { throw SteeringError.recordedDifferently }
}
