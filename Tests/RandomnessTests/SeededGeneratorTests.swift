import CKernels
import Foundation
import Randomness
import Testing

@Suite("Seeded generator")
struct SeededGeneratorTests {
  @Test("first values follow the reference implementation of xoshiro256**")
  func reference() {
    // Computed with the authors' C code, state from SplitMix64(42).
    var generator = SeededGenerator(seed: 42)
    #expect((0..<3).map { _ in generator.next() } == Self.reference42)
  }
  static let reference42: [UInt64] = [
    1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
  ]

  @Test("moments of the normal stream are those of a standard normal, to five standard errors")
  func gaussianMoments() {
    var generator = SeededGenerator(seed: 7)
    let n = 100_000
    let draws = (0..<n).map { _ in generator.gaussian() }
    let mean = draws.reduce(0, +) / Double(n)
    let square = draws.reduce(0) { $0 + $1 * $1 } / Double(n)
    let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(n)
    #expect(abs(mean) < 5 / Double(n).squareRoot())
    #expect(abs(square - 1) < 5 * (2 / Double(n)).squareRoot())
    #expect(abs(fourth - 3) < 5 * (96 / Double(n)).squareRoot())
  }

  @Test("labels give different streams, the same label the same one")
  func streams() {
    var a = SeededGenerator(seed: 1, stream: "a")
    var again = SeededGenerator(seed: 1, stream: "a")
    var b = SeededGenerator(seed: 1, stream: "b")
    let first = a.next()
    #expect(first == again.next())
    #expect(first != b.next())
  }

  @Test("exp, log, sin and cos agree with the C library")
  func elementaryFunctions() {
    var generator = SeededGenerator(seed: 3)
    var worst = (log: 0.0, exp: 0.0, sine: 0.0)
    for _ in 0..<20_000 {
      let u = generator.uniform()
      let x = Foundation.exp(80 * u - 40)
      if abs(Foundation.log(x)) > 1e-3 {
        worst.log = max(worst.log, abs(ck_log(x) / Foundation.log(x) - 1))
      }
      let y = 1400 * u - 700
      worst.exp = max(worst.exp, abs(ck_exp(y) / Foundation.exp(y) - 1))
      var s = 0.0
      var c = 0.0
      let angle = (u - 0.5) * 2e5
      ck_sincos(angle, &s, &c)
      worst.sine = max(worst.sine, abs(s - sin(angle)), abs(c - cos(angle)))
    }
    #expect(worst.log < 1e-15 && worst.exp < 1e-15 && worst.sine < 1e-15, "\(worst)")
  }
}
