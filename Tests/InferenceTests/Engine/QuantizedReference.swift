import TestSupport

@testable import Inference

/// The product that ck_quantized.h defines, one number at a time, and ways of getting it wrong.
///
/// An activation's q is x · (127 / top) rounded to even, its scale top / 127; a block adds
/// fma(dot, d · s, sum) and, where blocks have minima, fma(m, s · Σq, sum).
struct QuantizedReference {
  enum Fault: CaseIterable {
    case offsetOneHigh, nibblesExchanged, nibblesInterleaved, fifthBitLost, levelsLinear
    case minimumForgotten, minimumAddedFirst
    case roundsHalfAway, dividesByScale, scaleOfWholeRow
    case blocksDescending, productRounded, scalesApplied, sumsSaturate
  }

  var fault: Fault?

  /// A block of the file: weights without their offset, the scale and, if there, the minimum.
  private struct Weights {
    var weights: [Int]
    let offset: Int
    let d: Float
    let m: Float?
  }

  /// A block of an activation row.
  private struct Activations {
    let q: [Int]
    let scale: Float
  }

  /// out [rows, outputs]
  func product(_ c: QuantizedCase) -> [Float] {
    let blocks = c.inputs / 32
    let hasMinimum = c.parts.contains { RandomBlocks.hasMinimum($0.type) }
    let weights = c.parts.flatMap { part in
      let size = part.type.bytesPerBlock
      return stride(from: 0, to: part.bytes.count, by: size).map {
        decoded(Array(part.bytes[$0..<$0 + size]), part.type)
      }
    }
    let order = fault == .blocksDescending ? Array((0..<blocks).reversed()) : Array(0..<blocks)
    return (0..<c.rows).flatMap { row in
      let x = Array(c.a[row * c.inputs..<(row + 1) * c.inputs])
      let quantised = (0..<blocks).map { block in
        activations(
          fault == .scaleOfWholeRow ? x : Array(x[block * 32..<(block + 1) * 32]),
          x[block * 32..<(block + 1) * 32])
      }
      return (0..<c.outputs).map { output in
        order.reduce(Float(0)) { sum, block in
          add(weights[output * blocks + block], quantised[block], hasMinimum, to: sum)
        }
      }
    }
  }

  private func add(_ w: Weights, _ x: Activations, _ hasMinimum: Bool, to sum: Float) -> Float {
    let dot = Float(dot(w, x))
    let minimum = hasMinimum && fault != .minimumForgotten ? w.m ?? 0 : nil
    let total = x.scale * Float(x.q.reduce(0, +))
    if fault == .minimumAddedFirst, let minimum {
      return sum.addingProduct(minimum, total).addingProduct(dot, w.d * x.scale)
    }
    var next = sum.addingProduct(dot, w.d * x.scale)
    if fault == .productRounded { next = sum + dot * (w.d * x.scale) }
    if fault == .scalesApplied { next = sum.addingProduct(dot * w.d, x.scale) }
    return minimum.map { next.addingProduct($0, total) } ?? next
  }

  private func dot(_ w: Weights, _ x: Activations) -> Int {
    guard fault == .sumsSaturate else {
      return zip(w.weights, x.q).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // Pairs of unsigned bytes times signed ones in 16 bits, as maddubs sums them.
    let pairs = stride(from: 0, to: 32, by: 2).map { k in
      let pair = (w.weights[k] + w.offset) * x.q[k] + (w.weights[k + 1] + w.offset) * x.q[k + 1]
      return min(max(pair, -32768), 32767)
    }
    return pairs.reduce(0, +) - w.offset * x.q.reduce(0, +)
  }

  // MARK: Activations

  /// - Parameter scope: the numbers whose largest sets the scale.
  private func activations(_ scope: [Float], _ x: ArraySlice<Float>) -> Activations {
    guard x.allSatisfy(\.isFinite) else { return Activations(q: x.map { _ in 0 }, scale: .nan) }
    let top = scope.map(\.magnitude).max() ?? 0
    let inverse = top > 0 ? 127 / top : 0
    let rule =
      fault == .roundsHalfAway
      ? FloatingPointRoundingRule.toNearestOrAwayFromZero
      : .toNearestOrEven
    let scale = top / 127
    let q = x.map { value in
      // 127 / top overflows for the smallest of numbers: as good as zero.
      guard inverse.isFinite, inverse > 0 else { return 0 }
      return Int((fault == .dividesByScale ? value / scale : value * inverse).rounded(rule))
    }
    return Activations(q: q, scale: scale)
  }

  // MARK: Weights

  /// IQ4_NL's levels.
  private static let levels = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]

  /// Layouts: ggml-common.h and ggml-quants.c of <https://github.com/ggml-org/llama.cpp> (MIT).
  private func decoded(_ bytes: [UInt8], _ type: GGUFTensorType) -> Weights {
    let m = RandomBlocks.hasMinimum(type) ? Self.half(bytes[2...]) : nil
    let rest = Array(bytes[(m == nil ? 2 : 4)...])
    let d = Self.half(bytes[...])
    guard type != .q80 else {
      return Weights(
        weights: rest.map { Int(Int8(bitPattern: $0)) }, offset: 128, d: d, m: m)
    }
    let hasFifth = type == .q50 || type == .q51
    let high = hasFifth ? (0..<4).reduce(UInt32(0)) { $0 | UInt32(rest[$1]) << (8 * $1) } : 0
    let nibbles = Array(rest[(hasFifth ? 4 : 0)...])
    var offset = type == .q40 ? 8 : type == .q50 ? 16 : 0
    if fault == .offsetOneHigh { offset += 1 }
    let weights = (0..<32).map { e in
      let byte = nibbles[fault == .nibblesInterleaved ? e / 2 : e % 16]
      var isHigh = fault == .nibblesInterleaved ? e % 2 == 1 : e >= 16
      if fault == .nibblesExchanged { isHigh.toggle() }
      let nibble = Int(isHigh ? byte >> 4 : byte & 15)
      if type == .iq4NL { return fault == .levelsLinear ? 16 * nibble - 127 : Self.levels[nibble] }
      return nibble + (fault == .fifthBitLost ? 0 : Int(high >> e & 1) << 4) - offset
    }
    return Weights(weights: weights, offset: type == .iq4NL ? 128 : offset, d: d, m: m)
  }

  /// IEEE binary16 at the first two bytes.
  private static func half(_ bytes: ArraySlice<UInt8>) -> Float {
    let bits = Int(bytes[bytes.startIndex]) | Int(bytes[bytes.startIndex + 1]) << 8
    let (exponent, fraction) = (bits >> 10 & 31, Float(bits & 1023))
    let size: Float
    switch exponent {
    case 0: size = fraction * 0x1p-24
    case 31: size = fraction == 0 ? .infinity : .nan
    default: size = Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
    return bits & 0x8000 == 0 ? size : -size
  }
}
