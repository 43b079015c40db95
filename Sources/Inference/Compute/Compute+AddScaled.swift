import CKernels

extension Compute {
  /// x += coefficient · direction, fused multiply-add: the steering write.
  public func addScaled(
    _ direction: [Float], _ coefficient: Float, to x: UnsafeMutableBufferPointer<Float>
  ) {
    guard let base = x.baseAddress else { return }
    ck_add_scaled(
      handle.kernels, base, direction, coefficient, Int32(min(x.count, direction.count)))
  }
}

/// Euclidean length, summed in double in order.
public func norm(_ x: some Sequence<Float>) -> Double {
  x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}

/// Inner product, summed in double in order.
public func dot(_ x: some Sequence<Float>, _ y: some Sequence<Float>) -> Double {
  zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Cosine of the angle between two directions; 0 when either is zero.
public func cosine(_ x: some Collection<Float>, _ y: some Collection<Float>) -> Double {
  let lengths = norm(x) * norm(y)
  return lengths > 0 ? dot(x, y) / lengths : 0
}
