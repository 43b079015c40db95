import TestSupport

@testable import Inference

/// The product in integers that ck_matrix.h defines, one number at a time, and ways of getting it wrong.
///
/// An activation's q is t = x · (127 / top) rounded to even, its scale top / 127; in two bytes it is
/// 128 q + (128 (t − q) rounded to even), its scale 1/128 of that. A group of weights adds
/// fma(dot, d · s, sum) and, where its type has minima, fma(m, s · Σq, sum).
struct QuantizedReference {
  enum Fault: CaseIterable {
    case offsetOneHigh, nibblesExchanged, nibblesInterleaved, fifthBitLost, levelsLinear
    case minimumForgotten, minimumAddedFirst
    case roundsHalfAway, dividesByScale, scaleOfWholeRow
    case blocksDescending, productRounded, scalesApplied, sumsSaturate, stretchesApart
    case scaleOfFirstGroup, minimumOfNextGroup, topBitsLost
    /// Of two bytes.
    case lowByteLost, lowByteTruncated
  }

  /// Of an activation, 1 or 2.
  let bytes: Int
  var fault: Fault?

  /// 32 weights without their offset, and the scales and, if there, minima of their groups.
  private struct Weights {
    var weights: [Int]
    let offset: Int
    var groups: [(d: Float, m: Float?)]
  }

  /// A block of an activation row.
  private struct Activations {
    let q: [Int]
    let scale: Float
  }

  /// out [rows, outputs]
  func product(_ c: QuantizedCase) -> [Float] {
    let blocks = c.inputs / 32
    let weights = c.parts.flatMap { part in
      let size = part.type.bytesPerBlock
      return stride(from: 0, to: part.bytes.count, by: size).flatMap {
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
        func sum(_ order: some Sequence<Int>) -> Float {
          order.reduce(Float(0)) { add(weights[output * blocks + $1], quantised[$1], to: $0) }
        }
        guard fault == .stretchesApart else { return sum(order) }
        return sum(order.prefix(16)) + sum(order.dropFirst(16))
      }
    }
  }

  private func add(_ w: Weights, _ x: Activations, to sum: Float) -> Float {
    let size = 32 / w.groups.count
    return w.groups.indices.reduce(sum) { sum, group in
      let place = group * size..<(group + 1) * size
      let (d, m) = w.groups[fault == .scaleOfFirstGroup ? 0 : group]
      return add(
        w.weights[place], offset: w.offset, d, fault == .minimumForgotten ? nil : m, x.q[place],
        x.scale, to: sum)
    }
  }

  private func add(
    _ w: ArraySlice<Int>, offset: Int, _ d: Float, _ m: Float?, _ q: ArraySlice<Int>,
    _ scale: Float, to sum: Float
  ) -> Float {
    let dot = Float(dot(w, offset, q))
    let total = scale * Float(q.reduce(0, +))
    if fault == .minimumAddedFirst, let m {
      return sum.addingProduct(m, total).addingProduct(dot, d * scale)
    }
    var next = sum.addingProduct(dot, d * scale)
    if fault == .productRounded { next = sum + dot * (d * scale) }
    if fault == .scalesApplied { next = sum.addingProduct(dot * d, scale) }
    return m.map { next.addingProduct($0, total) } ?? next
  }

  private func dot(_ w: ArraySlice<Int>, _ offset: Int, _ q: ArraySlice<Int>) -> Int {
    guard fault == .sumsSaturate else { return zip(w, q).reduce(0) { $0 + $1.0 * $1.1 } }
    // Pairs of unsigned bytes times signed ones in 16 bits, as maddubs sums them.
    let products = zip(w, q).map { ($0 + offset) * $1 }
    let pairs = stride(from: 0, to: products.count, by: 2).map {
      min(max(products[$0] + products[$0 + 1], -32768), 32767)
    }
    return pairs.reduce(0, +) - offset * q.reduce(0, +)
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
      let whole = fault == .dividesByScale ? value / scale : value * inverse
      let high = whole.rounded(rule)
      guard bytes == 2 else { return Int(high) }
      let low = (128 * (whole - high)).rounded(fault == .lowByteTruncated ? .towardZero : rule)
      return 128 * Int(high) + (fault == .lowByteLost ? 0 : Int(low))
    }
    return Activations(q: q, scale: bytes == 2 ? scale / 128 : scale)
  }

  // MARK: Weights

  /// IQ4_NL's levels.
  private static let levels = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]

  /// Layouts: ggml-common.h and ggml-quants.c of <https://github.com/ggml-org/llama.cpp> (MIT).
  private func decoded(_ bytes: [UInt8], _ type: GGUFTensorType) -> [Weights] {
    type.blockSize == 32 ? [block(bytes, type)] : superblock(bytes, type)
  }

  private func block(_ bytes: [UInt8], _ type: GGUFTensorType) -> Weights {
    let m = RandomBlocks.hasMinimum(type) ? Self.half(bytes[2...]) : nil
    let rest = Array(bytes[(m == nil ? 2 : 4)...])
    let groups = [(d: Self.half(bytes[...]), m: m)]
    guard type != .q80 else {
      return Weights(
        weights: rest.map { Int(Int8(bitPattern: $0)) }, offset: 128, groups: groups)
    }
    let hasFifth = type == .q50 || type == .q51
    let high = hasFifth ? (0..<4).reduce(UInt32(0)) { $0 | UInt32(rest[$1]) << (8 * $1) } : 0
    let nibbles = Array(rest[(hasFifth ? 4 : 0)...])
    var offset = type == .q40 ? 8 : type == .q50 ? 16 : 0
    if fault == .offsetOneHigh { offset += 1 }
    let weights = (0..<32).map { e in
      let nibble = nibble(nibbles, e)
      if type == .iq4NL { return level(nibble) }
      return nibble + (fault == .fifthBitLost ? 0 : Int(high >> e & 1) << 4) - offset
    }
    return Weights(weights: weights, offset: type == .iq4NL ? 128 : offset, groups: groups)
  }

  private func nibble(_ bytes: [UInt8], _ e: Int) -> Int {
    let byte = bytes[fault == .nibblesInterleaved ? e / 2 : e % 16]
    var isHigh = fault == .nibblesInterleaved ? e % 2 == 1 : e >= 16
    if fault == .nibblesExchanged { isHigh.toggle() }
    return Int(isHigh ? byte >> 4 : byte & 15)
  }

  private func level(_ nibble: Int) -> Int {
    fault == .levelsLinear ? 16 * nibble - 127 : Self.levels[nibble]
  }

  /// Eight blocks of 32.
  private func superblock(_ x: [UInt8], _ type: GGUFTensorType) -> [Weights] {
    let places = RandomBlocks.scalePlaces(type)
    let d = Self.half(x[places[0]...])
    let dmin = places.count > 1 ? Self.half(x[places[1]...]) : nil
    return (0..<8).map { block in
      var codes = (0..<32).map { code(x, type, block, $0) }
      if fault == .topBitsLost { codes = codes.map { $0 & (type == .q2K ? 1 : 3) } }
      let count = [.q2K, .q3K, .q6K].contains(type) ? 2 : 1
      let groups = (0..<count).map { group -> (d: Float, m: Float?) in
        let index = block * count + group
        let m = dmin.map { dmin in
          let last = 8 * count - 1
          let other = fault == .minimumOfNextGroup ? min(index + 1, last) : index
          return -(dmin * Float(smallScale(x, type, other).minimum))
        }
        return (d * Float(smallScale(x, type, index).scale), m)
      }
      let offset =
        switch type {
        case .q3K: 4
        case .q6K: 32
        case .iq4XS: 128
        default: 0
        }
      return Weights(
        weights: type == .iq4XS ? codes.map(level) : codes.map { $0 - offset }, offset: offset,
        groups: groups)
    }
  }

  /// The code of weight `i` of a block of a superblock, its offset still in it.
  private func code(_ x: [UInt8], _ type: GGUFTensorType, _ block: Int, _ i: Int) -> Int {
    func bits(_ byte: Int, from shift: Int, _ count: Int) -> Int {
      Int(x[byte]) >> shift & (1 << count - 1)
    }
    switch type {
    case .q2K: return bits(16 + block / 4 * 32 + i, from: block % 4 * 2, 2)
    case .q3K:
      return bits(32 + block / 4 * 32 + i, from: block % 4 * 2, 2) + 4 * bits(i, from: block, 1)
    case .q4K: return bits(16 + block / 2 * 32 + i, from: block % 2 * 4, 4)
    case .q5K:
      return bits(48 + block / 2 * 32 + i, from: block % 2 * 4, 4)
        + 16 * bits(16 + i, from: block, 1)
    case .q6K:
      return bits(block / 4 * 64 + block % 2 * 32 + i, from: block % 4 / 2 * 4, 4)
        + 16 * bits(128 + block / 4 * 32 + i, from: block % 4 * 2, 2)
    default: return nibble(Array(x[(8 + 16 * block)...].prefix(16)), i)
    }
  }

  /// The small integers that the scale and the minimum of a group are multiples of.
  private func smallScale(
    _ x: [UInt8], _ type: GGUFTensorType, _ index: Int
  ) -> (scale: Int, minimum: Int) {
    switch type {
    case .q2K: return (Int(x[index] & 15), Int(x[index] >> 4))
    case .q3K:
      let low = Int(x[96 + index % 8]) >> (index / 8 * 4) & 15
      return ((low | (Int(x[104 + index % 4]) >> (index / 4 * 2) & 3) << 4) - 32, 0)
    case .q4K, .q5K:
      let s = x[4..<16].map(Int.init)
      return index < 4
        ? (s[index] & 63, s[index + 4] & 63)
        : (
          (s[index + 4] & 15) | (s[index - 4] >> 6) << 4,
          (s[index + 4] >> 4) | (s[index] >> 6) << 4
        )
    case .q6K: return (Int(Int8(bitPattern: x[192 + index])), 0)
    default:
      let high = (Int(x[2]) | Int(x[3]) << 8) >> (2 * index) & 3
      return (((Int(x[4 + index / 2]) >> (index % 2 * 4)) & 15 | high << 4) - 32, 0)
    }
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
