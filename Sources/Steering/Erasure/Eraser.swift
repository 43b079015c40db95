import Inference

/// An affine edit that takes a few directions' worth of information out of an activation:
/// x ← x − Σⱼ writeⱼ · (readⱼ · (x − center)).
public struct Eraser: Sendable, Hashable {
  /// What is taken away [k][width].
  public let write: [[Float]]
  /// What decides how much of it [k][width].
  public let read: [[Float]]
  /// The activation that stays as it is [width].
  public let center: [Float]

  /// With no rows at all (k = 0) it erases nothing.
  ///
  /// - Throws: ``SteeringError`` when rows differ in number or width or a number is not finite.
  public init(write: [[Float]], read: [[Float]], center: [Float]) throws {
    guard !center.isEmpty else { throw SteeringError.emptyVector }
    guard write.count == read.count else {
      throw SteeringError.widthMismatch(
        at: "rows of an eraser", expected: write.count, got: read.count)
    }
    for row in write + read + [center] {
      guard row.count == center.count else {
        throw SteeringError.widthMismatch(at: "eraser", expected: center.count, got: row.count)
      }
      if let index = row.firstIndex(where: { !$0.isFinite }) {
        throw SteeringError.notFinite(at: "eraser, component \(index)")
      }
    }
    self.write = write
    self.read = read
    self.center = center
  }

  /// Directional ablation: x ← x − d (d·x)/‖d‖². A zero direction erases nothing.
  ///
  /// Source: Arditi et al., "Refusal in language models is mediated by a single direction"
  /// (arXiv 2406.11717).
  ///
  /// - Throws: ``SteeringError`` for an empty direction or a number that is not finite.
  public static func directional(_ direction: [Float]) throws -> Eraser {
    let unit = rescaled(direction.map(Double.init), to: 1)
    let rows = norm(direction) > 0 ? [unit] : []
    return try Eraser(write: rows, read: rows, center: direction.map { _ in 0 })
  }

  /// Components of the activations that it is for.
  public var width: Int { center.count }

  /// The activation [width] after erasure, computed in double.
  public func erasing(_ activation: some Collection<Float>) -> [Float] {
    var result = activation.map(Double.init)
    let offset = zip(activation, center).map { Double($0) - Double($1) }
    for (write, read) in zip(write, read) {
      let amount = zip(read, offset).reduce(0) { $0 + Double($1.0) * $1.1 }
      for (k, value) in write.prefix(result.count).enumerated() {
        result[k] -= Double(value) * amount
      }
    }
    return result.map(Float.init)
  }
}

extension Activations {
  /// The same with one layer's rows erased, for a probe that is trained anew.
  ///
  /// - Throws: ``SteeringError`` when the eraser has another width or there is no such layer.
  public func erasing(_ eraser: Eraser, layer: Int) throws -> Activations {
    guard eraser.width == width else {
      throw SteeringError.widthMismatch(at: "eraser", expected: width, got: eraser.width)
    }
    guard (0..<layerCount).contains(layer) else {
      throw SteeringError.noSuchLayer(layer, available: Array(0..<layerCount))
    }
    return replacing(layer: layer) { eraser.erasing($0) }
  }
}
