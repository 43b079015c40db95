import Inference
import Randomness

/// Random directions of a given norm: what an effect must beat before it is the concept's.
public enum RandomDirections {
  /// Uniform on the sphere of radius `norm`.
  public static func isotropic(
    width: Int, norm: Double, using generator: inout SeededGenerator
  ) -> [Float] {
    rescaled((0..<width).map { _ in generator.gaussian() }, to: norm)
  }

  /// Gaussian with the covariance of recorded activations, rescaled to `norm`: random, but along
  /// directions in which the model's own activations vary.
  public static func covarianceMatched(
    to activations: Activations, layer: Int, norm: Double, using generator: inout SeededGenerator
  ) -> [Float] {
    let mean = activations.mean(layer: layer)
    var sum = [Double](repeating: 0, count: activations.width)
    for item in 0..<activations.count {
      let weight = generator.gaussian()
      for (k, value) in activations[item, layer].enumerated() {
        sum[k] += weight * (Double(value) - mean[k])
      }
    }
    return rescaled(sum, to: norm)
  }
}

/// The direction with another length; a zero direction stays zero.
public func rescaled(_ direction: [Double], to norm: Double) -> [Float] {
  let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
  guard length > 0 else { return direction.map { Float($0) } }
  return direction.map { Float($0 / length * norm) }
}
