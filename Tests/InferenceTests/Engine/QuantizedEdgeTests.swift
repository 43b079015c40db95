import CKernels
import Randomness
import TestSupport
import Testing

@testable import Inference

/// Quantised products where numbers end: nothing, the smallest, the largest, infinity and NaN.
@Suite("Quantised product · edges")
struct QuantizedEdgeTests {
  typealias Product = QuantizedProductTests.Product

  static var kernels: [(String, Product)] {
    QuantizedProductTests.precisions.flatMap(QuantizedProductTests.kernels)
  }

  /// Five rows of three blocks times all six types, joined: 35 outputs.
  static func sample() throws -> QuantizedCase {
    var generator = SeededGenerator(seed: 31)
    var c = try QuantizedCase(
      rows: 5, blocks: 3, RandomBlocks.types.map { ($0, $0 == .q80 ? 10 : 5) }, &generator)
    c.a = c.a.map { _ in Float(generator.gaussian()) }
    return c
  }

  // MARK: Checks

  /// Rows with a number that is not finite must be NaN throughout; the others stay as they are.
  static func spread(_ product: Product, _ c: QuantizedCase, of value: Float) -> [String] {
    let plain = product(c)
    return [0, 31, 32, 95].flatMap { place in
      [1, 4].flatMap { bad in
        var copy = c
        copy.a[bad * c.inputs + place] = value
        let out = product(copy)
        return (0..<c.rows).flatMap { row in
          let columns = row * c.outputs..<(row + 1) * c.outputs
          let expected = row == bad ? columns.map { _ in Float.nan } : Array(plain[columns])
          return differences(
            [Array(out[columns])], [expected], "\(value) at \(place) of row \(bad), row \(row)")
        }
      }
    }
  }

  /// Rows with `row` in place of the second: bits of the definition, on every instruction set.
  static func violations(_ row: [Float]) throws -> [String] {
    var c = try sample()
    c.a.replaceSubrange(96..<192, with: row)
    return QuantizedProductTests.precisions.flatMap {
      QuantizedProductTests.violations(QuantizedProductTests.kernels($0), [c], in: $0)
    }
  }

  /// Where a scale, or else a minimum, that is not finite is found: the first element of its block.
  static func misplaced(
    _ pack: (GGUFTensorType, [UInt8], _ outputs: Int, _ inputs: Int) -> Int,
    _ type: GGUFTensorType
  ) -> [String] {
    var generator = SeededGenerator(seed: 32)
    let bytes = RandomBlocks.bytes(type, blocks: 12, deviation: 1, &generator)  // 4 rows of 3
    let size = type.blockSize
    return (0..<12).flatMap { block in
      RandomBlocks.scalePlaces(type).flatMap { field in
        // infinity, −infinity, two NaNs
        [0x7C00, 0xFC00, 0x7C01, 0xFFFF].compactMap { bits in
          var bad = bytes
          let at = block * type.bytesPerBlock + field
          bad.replaceSubrange(at..<at + 2, with: [UInt8(bits & 255), UInt8(bits >> 8)])
          let found = pack(type, bad, 4, 3 * size)
          return found == block * size
            ? nil : "\(type.name), block \(block), byte \(field): \(found)"
        }
      }
    }
  }

  static func pack(_ type: GGUFTensorType, _ bytes: [UInt8], _ outputs: Int, _ inputs: Int) -> Int {
    var data = [UInt8](
      repeating: 0, count: ck_section_bytes(type.rawValue, Int32(outputs), Int32(inputs)))
    return data.withUnsafeMutableBufferPointer { data in
      let section = ck_section(
        type: type.rawValue, outputs: Int32(outputs), data: data.baseAddress)
      return Int(ck_pack(section, Int32(inputs), bytes, 0, Int32(outputs)))
    }
  }

  // MARK: The engine

  @Test("NaN and infinity make their own row NaN, and no other", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    let c = try Self.sample()
    for (name, kernel) in Self.kernels {
      #expect(Self.spread(kernel, c, of: value) == [], "\(name)")
      #expect(Self.spread(kernel, c, of: -value) == [], "\(name)")
    }
  }

  @Test("rows of zeros of either sign, and rows too small for 127 / top, give zero")
  func nothing() throws {
    let tiny = 127 / Float.greatestFiniteMagnitude
    for value in [0, -0.0, .leastNonzeroMagnitude, 1e-40, tiny / 2, -tiny / 4] as [Float] {
      let row = (0..<96).map { $0 % 7 == 3 ? -value : value }
      #expect(try Self.violations(row) == [], "\(value)")
      var c = try Self.sample()
      c.a.replaceSubrange(96..<192, with: row)
      for (name, kernel) in Self.kernels {
        let out = kernel(c)[c.outputs..<2 * c.outputs]
        #expect(out.allSatisfy { $0.bitPattern == 0 }, "\(value), \(name)")
      }
    }
  }

  @Test("the smallest numbers that count, around 127 / top's overflow")
  func small() throws {
    let tiny = 127 / Float.greatestFiniteMagnitude
    for top in [tiny, tiny.nextUp, tiny.nextDown, 2 * tiny, .leastNormalMagnitude * 200] {
      let row = (0..<96).map { top * Float($0 % 32 - 20) / 20 }
      #expect(try Self.violations(row) == [], "\(top)")
    }
  }

  @Test("the largest finite numbers")
  func large() throws {
    let most = Float.greatestFiniteMagnitude
    for scale in [most, most / 2, most / 32, 1e30] {
      let row = (0..<96).map { $0 % 2 == 0 ? scale : -scale * Float($0) / 96 }
      #expect(try Self.violations(row) == [], "\(scale)")
    }
    // A block that cancels is finite whatever its size.
    let row = (0..<96).map { $0 % 2 == 0 ? most : -most }
    #expect(try Self.violations(row) == [])
  }

  @Test("a scale that is not finite is found where it is", arguments: RandomBlocks.integerTypes)
  func badScales(type: GGUFTensorType) {
    #expect(Self.misplaced(Self.pack, type) == [])
    // Dequantisation names the same element.
    let dequantise = { (type: GGUFTensorType, bytes: [UInt8], outputs: Int, inputs: Int) in
      var values = [Float](repeating: 0, count: outputs * inputs)
      return Int(ck_dequantize(type.rawValue, bytes, Int64(values.count), &values))
    }
    #expect(Self.misplaced(dequantise, type) == [])
  }

  @Test("a file with such a scale is refused by name, in either precision")
  func refused() throws {
    var bytes = RandomBlocks.half(1) + [UInt8](repeating: 3, count: 32)
    bytes += [0, 0x7C] + [UInt8](repeating: 3, count: 32)
    let file = try RandomBlocks.file("w", .q80, shape: [2, 32], bytes)
    let expected = GGUFError.notFinite(tensor: "w", index: 32)
    #expect(throws: expected) { try file.tensor("w", shape: [2, 32]) }
    #expect(throws: expected) {
      try PackedMatrix(
        stacking: [file.matrix("w", shape: [2, 32])], inputs: 32, precision: .fast)
    }
  }

  // MARK: Planted faults

  @Test("planted faults: NaN taken for 0, a NaN that spreads, a place off by a row are reported")
  func plantedFaults() throws {
    let c = try Self.sample()
    let hides: Product = { c in
      var copy = c
      copy.a = c.a.map { $0.isFinite ? $0 : 0 }
      return QuantizedReference(bytes: 2).product(copy)
    }
    let spreads: Product = { c in
      let out = QuantizedReference(bytes: 2).product(c)
      return out.contains(where: \.isNaN) ? out.map { _ in .nan } : out
    }
    #expect(Self.spread(hides, c, of: .nan).count == 8)
    #expect(Self.spread(spreads, c, of: .infinity).count == 8 * 4)
    let late = Self.misplaced({ Self.pack($0, $1, $2, $3) + 96 }, .q40)
    #expect(late.count == 48)
    let blind = Self.misplaced(
      { type, bytes, outputs, inputs in
        // minima unseen: those of the type without them, at the same place
        Self.pack(.q41, bytes.enumerated().map { $0 % 20 == 3 ? 0 : $1 }, outputs, inputs)
      }, .q41)
    #expect(blind.count == 48)
  }
}
