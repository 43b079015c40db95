import Foundation
import Inference
import Steering
import Testing

/// What a rotation does to one activation, against its formula.
@Suite("Rotation of an activation")
struct RotationTests {
  typealias Rows = OperationTests

  /// The angle between x and the direction, in degrees.
  static func angle(_ x: [Float]) -> Double {
    let across = Rows.rest(x).reduce(0) { $0 + $1 * $1 }.squareRoot()
    return atan2(across, Rows.projection(x)) * 180 / .pi
  }

  /// Rounding a float moves the angle by at most `rounding` radians.
  static let degreesOfRounding = Rows.rounding * 180 / Double.pi

  static func rotationFaults(_ degrees: Double, _ change: Rows.Change) throws -> [String] {
    var worst = (norm: 0.0, angle: 0.0, plane: 0.0)
    for x in Rows.activations {
      let turned = try change(x)
      worst.norm = max(worst.norm, abs(norm(turned) / norm(x) - 1))
      let expected = min(max(angle(x) - degrees, 0), 180)
      worst.angle = max(worst.angle, abs(angle(turned) - expected))
      // In the plane of x and the direction, and on x's side of it: what is across lies along x's.
      let (before, after) = (Rows.rest(x), Rows.rest(turned))
      let lengths = (
        Rows.distance(before, before.map { _ in 0 }),
        Rows.distance(after, after.map { _ in 0 })
      )
      let parallel = before.map { $0 / lengths.0 * lengths.1 }
      worst.plane = max(worst.plane, Rows.distance(parallel, after) / norm(x))
    }
    print("rotate by \(degrees): norm \(worst.norm), angle \(worst.angle)°, plane \(worst.plane)")
    return (worst.norm > Rows.rounding ? ["norm"] : [])
      + (worst.angle > degreesOfRounding ? ["angle"] : [])
      + (worst.plane > 2 * Rows.rounding ? ["plane"] : [])
  }

  @Test("rotation keeps the norm and the plane, turns by its angle and stops at the direction")
  func rotate() throws {
    for degrees in [-180.0, -90, -30, 0.5, 10, 45, 90, 135, 180] {
      let rotate = try Intervention.rotate(
        toward: Rows.direction, degrees: degrees, at: Rows.hook)
      #expect(
        try Self.rotationFaults(degrees, Rows.applying(rotate)) == [], "\(degrees)°")
    }
  }

  @Test("planted faults: mixing for turning, an addition, no stop, the other way")
  func rotateFaulty() throws {
    func unit(_ x: [Float]) -> [Double] { x.map { Double($0) / norm(x) } }
    func mixed(_ x: [Float], _ share: Double) -> [Float] {
      let sum = zip(unit(x), unit(Rows.direction)).map { (1 - share) * $0 + share * $1 }
      return rescaled(sum, to: norm(x))
    }
    func turned(_ x: [Float], _ degrees: Double) -> [Float] {
      let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
      let (along, w) = (Rows.projection(x), Rows.rest(x))
      let across = Rows.distance(w, w.map { _ in 0 })
      return zip(w, unit(Rows.direction)).map { w, r in
        Float(
          (across * cosine - along * sine) / across * w + (along * cosine + across * sine) * r)
      }
    }
    #expect(try Self.rotationFaults(30) { turned($0, 30) } == [], "the reference itself")
    #expect(try Self.rotationFaults(30) { mixed($0, 30.0 / 90) }.contains("angle"))
    #expect(
      try Self.rotationFaults(30) { x in
        zip(x, Rows.direction).map { $0 + 0.5 * $1 }
      }.contains("norm"))
    #expect(try Self.rotationFaults(150) { turned($0, 150) }.contains("plane"), "no stop")
    #expect(try Self.rotationFaults(30) { turned($0, -30) }.contains("angle"))
  }

  @Test("an activation along the direction, or 0, spans no plane and stays as it is, bit for bit")
  func parallel() throws {
    let along: [[Float]] = [
      Rows.direction, Rows.direction.map { -$0 },
      Rows.direction.map { 0.3 * $0 },
      Rows.direction.map { _ in 0 }, Rows.direction.map { _ in -0.0 },
    ]
    for degrees in [-120.0, 25, 180] {
      let rotate = Rows.applying(
        try .rotate(toward: Rows.direction, degrees: degrees, at: Rows.hook))
      for x in along { #expect(try rotate(x).map(\.bitPattern) == x.map(\.bitPattern)) }
    }
    // Nearly along it is not along it.
    var near = Rows.direction
    near[0] += 0.01
    let away = try Rows.applying(
      .rotate(toward: Rows.direction, degrees: -20, at: Rows.hook))(near)
    #expect(abs(Self.angle(away) - Self.angle(near) - 20) < Self.degreesOfRounding)
  }
}
