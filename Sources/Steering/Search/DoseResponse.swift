import Inference

/// A metric at each of several coefficients, item by item.
public struct DoseResponse: Sendable {
  /// In the order measured.
  public let coefficients: [Double]
  /// [coefficient][item].
  public let values: [[Double]]

  /// - Parameter values: [coefficient][item].
  public init(coefficients: [Double], values: [[Double]]) {
    self.coefficients = coefficients
    self.values = values
  }

  /// The values at a coefficient that was measured.
  public subscript(coefficient: Double) -> [Double] {
    coefficients.firstIndex(of: coefficient).map { values[$0] } ?? []
  }

  /// Item by item, the values at `a` minus those at `b`.
  public func difference(_ a: Double, _ b: Double) -> [Double] {
    zip(self[a], self[b]).map { $0 - $1 }
  }
}

extension Evaluation {
  /// Measures the metric with a direction added at each coefficient, or with what else is done with it.
  ///
  /// The seed's `sweep_coefficients`.
  public func coefficients(
    _ coefficients: [Double], of vector: SteeringVector, layer: Int,
    by operation: VectorOperation = .addition, progress: ((Int, Int) -> Void)? = nil
  ) throws -> DoseResponse {
    var values: [[Double]] = []
    for (done, coefficient) in coefficients.enumerated() {
      values.append(
        try self.values(applying: [
          operation.intervention(with: vector, layer: layer, amount: coefficient)
        ]))
      progress?(done + 1, coefficients.count)
    }
    return DoseResponse(coefficients: coefficients, values: values)
  }
}
