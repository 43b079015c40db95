/// A direction of length 1, in double precision: what projections are taken on.
///
/// r̂·x is then in units of the residual stream, whatever the length of the vector that gave r̂.
public struct UnitDirection: Sendable, Hashable {
  /// [width]; the squares sum to 1 within rounding.
  public let components: [Double]

  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   direction of length 0, which points nowhere.
  public init(_ direction: [Float]) throws {
    try requireFinite(direction, "direction")
    let length = direction.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length > 0 else {
      throw SteeringError.invalid("direction", expected: "one that is not zero", got: "length 0")
    }
    components = direction.map { Double($0) / length }
  }

  /// How many components.
  public var width: Int { components.count }

  /// r̂·x, summed in ascending order; x is as wide as the direction.
  public func projection(of x: UnsafeBufferPointer<Float>) -> Double {
    var sum = 0.0
    for k in 0..<min(components.count, x.count) { sum += components[k] * Double(x[k]) }
    return sum
  }

  func projection(of x: UnsafeMutableBufferPointer<Float>) -> Double {
    projection(of: UnsafeBufferPointer(x))
  }
}
