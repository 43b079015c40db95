import CKernels
import Foundation
import Randomness
import Testing

@testable import Inference

/// Norm, SwiGLU, log-sum-exp and argmax: the same bits on every instruction set, close to a double
/// precision reference, and no number out of a calculation that has none.
@Suite("Row kernels")
struct RowKernelTests {
  static let widths = Array(1...50) + [63, 64, 65, 576, 1536]

  static func row(_ width: Int, seed: UInt64, scale: Double = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed &* 7919 &+ UInt64(width))
    return (0..<width).map { _ in Float(scale * generator.gaussian()) }
  }

  /// What a kernel gives for a width, on one instruction set: the values to compare.
  typealias Kernel = @Sendable (Compute, Int) -> [Float]

  static func violations(_ kernel: Kernel, on computes: [Compute] = Compute.all) -> [String] {
    widths.flatMap { width in
      let reference = kernel(computes[0], width)
      return computes.dropFirst().flatMap {
        differences([kernel($0, width)], [reference], "width \(width), \($0.label)")
      }
    }
  }

  // MARK: Calls

  static func rmsNorm(_ compute: Compute, _ x: [Float], _ weight: [Float]) -> [Float] {
    var out = [Float](repeating: 0, count: x.count)
    ck_rms_norm(
      compute.handle, x, weight, 1e-5, Int32(x.count / weight.count), Int32(weight.count), &out)
    return out
  }

  static func swiGLU(_ compute: Compute, _ gate: [Float], _ up: [Float]) -> [Float] {
    var out = [Float](repeating: 0, count: gate.count)
    ck_activate(compute.handle, CK_SILU, 1, gate + up, 1, Int32(gate.count), &out)
    return out
  }

  static func layerNorm(
    _ compute: Compute, _ x: [Float], _ weight: [Float], _ bias: [Float]
  ) -> [Float] {
    var out = [Float](repeating: 0, count: x.count)
    ck_layer_norm(
      compute.handle, x, weight, bias, 1e-5, Int32(x.count / weight.count), Int32(weight.count),
      &out)
    return out
  }

  /// One row of which the first `parts` stretches are normed.
  static func rmsNormParts(
    _ compute: Compute, _ x: [Float], _ weight: [Float], parts: Int
  ) -> [Float] {
    var x = x
    ck_rms_norm_parts(
      compute.handle, &x, weight, 1e-5, 1, Int32(x.count), Int32(parts), Int32(weight.count))
    return x
  }

  static func activated(_ compute: Compute, _ activation: ck_activation, _ x: [Float]) -> [Float] {
    var out = [Float](repeating: 0, count: x.count)
    ck_activate(compute.handle, activation, 0, x, 1, Int32(x.count), &out)
    return out
  }

  static func softcapped(_ compute: Compute, _ x: [Float], cap: Float) -> [Float] {
    var x = x
    ck_softcap(compute.handle, &x, cap, 1, Int32(x.count))
    return x
  }

  static func logSumExp(_ compute: Compute, _ x: [Float]) -> Double {
    var out = 0.0
    ck_log_sum_exp(compute.handle, x, 1, Int32(x.count), &out)
    return out
  }

  static func argmax(_ compute: Compute, _ x: [Float]) -> Int {
    var out: Int32 = -1
    ck_argmax(compute.handle, x, 1, Int32(x.count), &out)
    return Int(out)
  }

  // MARK: Bits

  static let kernels: [(String, Kernel)] = [
    ("rms_norm", { rmsNorm($0, row(3 * $1, seed: 1), row($1, seed: 2)) }),
    ("swiglu", { swiGLU($0, row($1, seed: 3, scale: 8), row($1, seed: 4)) }),
    (
      "swiglu, gates up to 1e38",
      { compute, width in
        let gate = row(width, seed: 5).map { $0 * Float(ck_exp(min(Double($0 * $0 * 20), 86))) }
        return swiGLU(compute, gate, row(width, seed: 6))
      }
    ),
    (
      "log_sum_exp",
      { compute, width in
        let bits = logSumExp(compute, row(width, seed: 7, scale: 5)).bitPattern
        return [bits >> 32, bits & 0xFFFF_FFFF].map { Float(bitPattern: UInt32($0)) }
      }
    ),
    ("dot", { [ck_dot($0.handle.kernels, row($1, seed: 8), row($1, seed: 9), Int32($1))] }),
    (
      "add_scaled",
      { compute, width in
        var x = row(width, seed: 10)
        x.withUnsafeMutableBufferPointer { compute.addScaled(row(width, seed: 11), 0.3, to: $0) }
        return x
      }
    ),
    ("argmax", { [Float(argmax($0, row($1, seed: 12)))] }),
    (
      "layer_norm",
      { layerNorm($0, row(3 * $1, seed: 13, scale: 4), row($1, seed: 14), row($1, seed: 15)) }
    ),
    (
      "rms_norm_parts", { rmsNormParts($0, row(5 * $1 + 3, seed: 16), row($1, seed: 17), parts: 5) }
    ),
    ("gelu", { activated($0, CK_GELU, row($1, seed: 18, scale: 5)) }),
    ("gelu_tanh", { activated($0, CK_GELU_TANH, row($1, seed: 19, scale: 5)) }),
    ("softcap", { softcapped($0, row($1, seed: 20, scale: 40), cap: 30) }),
  ]

  @Test("the same bits on every instruction set and thread count", arguments: kernels.indices)
  func sameBits(index: Int) {
    let (name, kernel) = Self.kernels[index]
    #expect(Self.violations(kernel) == [], "\(name)")
  }

  @Test("planted fault: a norm whose sum runs over as many lanes as the registers have is reported")
  func plantedFault() {
    let found = Self.violations { compute, width in
      let x = Self.row(width, seed: 1)
      var sums = [Float](repeating: 0, count: compute.plantedLanes)
      for (index, value) in x.enumerated() { sums[index % sums.count].addProduct(value, value) }
      let scale = 1 / (sums.reduce(0, +) / Float(width) + 1e-5).squareRoot()
      return x.map { $0 * scale }
    }
    #expect(!found.isEmpty)
  }

  // MARK: Values

  @Test("within a few rounding errors of double precision")
  func accuracy() {
    // Units: rms_norm and swiglu relative to the value (fp32 has 6e-8), log-sum-exp in nats.
    var worst = (norm: 0.0, swiGLU: 0.0, logSumExp: 0.0)
    let compute = Compute.shared
    for width in Self.widths {
      let x = Self.row(width, seed: 20, scale: 3)
      let weight = Self.row(width, seed: 21)
      let meanSquare = x.reduce(0) { $0 + Double($1) * Double($1) } / Double(width)
      let scale = 1 / (meanSquare + Double(Float(1e-5))).squareRoot()
      for (i, value) in Self.rmsNorm(compute, x, weight).enumerated() {
        let expected = Double(x[i]) * scale * Double(weight[i])
        worst.norm = max(worst.norm, abs(Double(value) / expected - 1))
      }
      let gate = Self.row(width, seed: 22, scale: 10)
      for (i, value) in Self.swiGLU(compute, gate, weight).enumerated() {
        let g = Double(gate[i])
        let expected = g / (1 + exp(-g)) * Double(weight[i])
        worst.swiGLU = max(worst.swiGLU, abs(Double(value) / expected - 1))
      }
      let expected = log(x.reduce(0) { $0 + exp(Double($1)) })
      worst.logSumExp = max(worst.logSumExp, abs(Self.logSumExp(compute, x) - expected))
    }
    print("row kernels against double: \(worst)")
    #expect(worst.norm < 1e-6)
    #expect(worst.swiGLU < 1e-6)
    #expect(worst.logSumExp < 1e-6)
  }

  @Test("LayerNorm, norms of heads, both GELUs and the cap: close to double precision")
  func accuracyOfOthers() {
    // Absolute, of values of size about one; relative for the cap. GELU's erf is good to 1.5e-7.
    var worst = (layerNorm: 0.0, parts: 0.0, gelu: 0.0, geluTanh: 0.0, softcap: 0.0)
    let compute = Compute.shared
    for width in Self.widths where width > 1 {
      let x = Self.row(width, seed: 40, scale: 3).map { $0 + 5 }
      let (weight, bias) = (Self.row(width, seed: 41), Self.row(width, seed: 42))
      let mean = x.reduce(0) { $0 + Double($1) } / Double(width)
      let variance = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(width)
      let scale = 1 / (variance + Double(Float(1e-5))).squareRoot()
      for (i, value) in Self.layerNorm(compute, x, weight, bias).enumerated() {
        let expected = (Double(x[i]) - mean) * scale * Double(weight[i]) + Double(bias[i])
        worst.layerNorm = max(worst.layerNorm, abs(Double(value) - expected))
      }
      let heads = Self.row(2 * width + 7, seed: 43)
      let normed = Self.rmsNormParts(compute, heads, weight, parts: 2)
      #expect(Array(normed[(2 * width)...]) == Array(heads[(2 * width)...]))
      for part in 0..<2 {
        let own = Array(heads[part * width..<(part + 1) * width])
        for (a, b) in zip(normed[(part * width)...], Self.rmsNorm(compute, own, weight)) {
          worst.parts = max(worst.parts, abs(Double(a) - Double(b)))
        }
      }
      let wide = Self.row(width, seed: 44, scale: 3)
      for (x, y) in zip(wide, Self.activated(compute, CK_GELU, wide)) {
        let expected = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
        worst.gelu = max(worst.gelu, abs(Double(y) - expected))
      }
      for (x, y) in zip(wide, Self.activated(compute, CK_GELU_TANH, wide)) {
        let x = Double(x)
        let u = (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
        worst.geluTanh = max(worst.geluTanh, abs(Double(y) - 0.5 * x * (1 + tanh(u))))
      }
      for scale in [0.01, 1, 40, 1e4] {
        let x = Self.row(width, seed: 45, scale: scale)
        for (x, y) in zip(x, Self.softcapped(compute, x, cap: 30)) where x != 0 {
          worst.softcap = max(worst.softcap, abs(Double(y) / (30 * tanh(Double(x) / 30)) - 1))
        }
      }
    }
    print("other row kernels against double: \(worst)")
    #expect(worst.layerNorm < 1e-5)
    #expect(worst.parts == 0)
    #expect(worst.gelu < 1e-5)
    #expect(worst.geluTanh < 1e-5)
    #expect(worst.softcap < 1e-6)
  }

  @Test("GELU and the cap at the ends: 0 from below, the identity from above, never beyond the cap")
  func otherTails() {
    for compute in Compute.all {
      for activation in [CK_GELU, CK_GELU_TANH] {
        let low = Self.activated(compute, activation, [-3e38, -1e20, -1e4, -200, -20])
        #expect(low.allSatisfy { $0 == 0 }, "\(low), \(compute.label)")
        let high: [Float] = [20, 200, 1e4, 1e20, 3e38]
        #expect(Self.activated(compute, activation, high) == high, "\(compute.label)")
        #expect(Self.activated(compute, activation, [.nan])[0].isNaN)
      }
      #expect(
        Self.softcapped(compute, [-3e38, 3e38, -.infinity, .infinity], cap: 50) == [
          -50, 50, -50, 50,
        ])
      #expect(Self.softcapped(compute, [.nan], cap: 50)[0].isNaN)
    }
  }

  @Test("silu at the ends: 0 from below, the identity from above, whatever the size")
  func siluTails() {
    for compute in Compute.all {
      let gates: [Float] = [-3e38, -1e30, -1e10, -1e4, -200, -104, -89, -88, -87.5, -87, -86, -50]
      let low = Self.swiGLU(compute, gates, gates.map { _ in 1 })
      for (gate, value) in zip(gates, low) {
        #expect(abs(value) <= 1e-19 && value <= 0, "silu(\(gate)) = \(value), \(compute.label)")
      }
      let high: [Float] = [20, 87, 88, 200, 1e10, 3e38]
      #expect(Self.swiGLU(compute, high, high.map { _ in 1 }) == high, "\(compute.label)")
    }
  }

  @Test("log-sum-exp takes logits of any size")
  func logSumExpRange() {
    for compute in Compute.all {
      for offset: Float in [-1e30, -1e4, 0, 1e4, 1e30] {
        let x = [Float](repeating: offset, count: 33)
        let error = Self.logSumExp(compute, x) - (Double(offset) + log(33))
        #expect(abs(error) <= 1e-6 * (1 + abs(Double(offset))))
      }
      #expect(abs(Self.logSumExp(compute, [0, -.infinity, 0, -1e38]) - log(2)) < 1e-6)
    }
  }

  @Test("argmax: the lowest index of the largest, at every place of a row")
  func argmaxPlaces() {
    for compute in Compute.all {
      for width in Self.widths {
        for place in Set([0, width / 2, width - 1]) {
          var x = Self.row(width, seed: 30)
          x[place] = 100
          #expect(Self.argmax(compute, x) == place)
          x[width - 1] = 100
          #expect(Self.argmax(compute, x) == place)
        }
      }
      #expect(Self.argmax(compute, [-.infinity, -3e38, -.infinity]) == 1)
      #expect(Self.argmax(compute, [-0.0, 0.0]) == 0)
    }
  }

  // MARK: What is no number stays visible

  @Test("NaN and infinity anywhere in a row are not hidden", arguments: [1, 5, 16, 17, 33, 48])
  func notFinite(width: Int) {
    for compute in Compute.all {
      for place in Set([0, width / 2, width - 1]) {
        for bad: Float in [.nan, .infinity, -.infinity] {
          var x = Self.row(width, seed: 31)
          x[place] = bad
          let ones = [Float](repeating: 1, count: width)
          let label = "\(bad) at \(place) of \(width), \(compute.label)"
          #expect(!Self.rmsNorm(compute, x, ones)[place].isFinite, "rms_norm, \(label)")
          #expect(!Self.swiGLU(compute, x, ones)[place].isFinite, "swiglu gate, \(label)")
          #expect(!Self.swiGLU(compute, ones, x)[place].isFinite, "swiglu up, \(label)")
          if bad != -.infinity {
            #expect(!Self.logSumExp(compute, x).isFinite, "log_sum_exp, \(label)")
            #expect(!x[Self.argmax(compute, x)].isFinite, "argmax, \(label)")
          }
        }
      }
    }
  }

  @Test("a row too large to square is not a row of zeros")
  func normOverflow() {
    for compute in Compute.all {
      let out = Self.rmsNorm(compute, [1e20, -2e20, 3e20], [1, 1, 1])
      #expect(out.allSatisfy { $0.isNaN || $0.magnitude > 0.1 }, "\(out)")
    }
  }
}
