import Randomness
import TestSupport
import Testing

@testable import Inference

/// A product to check: rows of activations, and matrices stored in blocks, stacked to one.
struct QuantizedCase: CustomStringConvertible {
  struct Part {
    let type: GGUFTensorType
    let outputs: Int
    var bytes: [UInt8]
    let file: GGUFFile
  }

  let rows: Int
  let inputs: Int
  let parts: [Part]
  let matrix: PackedMatrix
  /// [rows, inputs]
  var a: [Float]

  var outputs: Int { matrix.outputs }

  var description: String {
    let parts = parts.map { "\($0.type.name) [\($0.outputs)]" }.joined(separator: " + ")
    return "\(parts) x \(inputs), \(rows) rows"
  }

  init(
    rows: Int, blocks: Int, _ parts: [(type: GGUFTensorType, outputs: Int)],
    _ generator: inout SeededGenerator
  ) throws {
    self.rows = rows
    inputs = blocks * 32
    var made: [Part] = []
    for (type, outputs) in parts {
      let bytes = RandomBlocks.bytes(
        type, blocks: outputs * blocks * 32 / type.blockSize, deviation: 0.1, &generator)
      let file = try RandomBlocks.file("w", type, shape: [outputs, blocks * 32], bytes)
      made.append(Part(type: type, outputs: outputs, bytes: bytes, file: file))
    }
    self.parts = made
    matrix = try Self.stacked(made, inputs: inputs)
    a = (0..<rows * blocks).flatMap { _ in Self.block(&generator) }
  }

  private static func stacked(_ parts: [Part], inputs: Int) throws -> PackedMatrix {
    try PackedMatrix(
      stacking: parts.map { try $0.file.matrix("w", shape: [$0.outputs, inputs]) },
      inputs: inputs, precision: .fast)
  }

  /// 32 activations: mostly normal ones; nothing, ties, the extremes of int8, and very small
  /// ones.
  private static func block(_ generator: inout SeededGenerator) -> [Float] {
    switch generator.index(below: 18) {
    case 0: [Float](repeating: 0, count: 32)
    case 1: (0..<32).map { $0 % 3 == 0 ? -0.0 : Float(generator.gaussian()) }
    case 2...4:  // halves under a top of 127: every one is a tie or whole
      [127] + (0..<31).map { _ in Float(generator.index(below: 507) - 253) / 2 }
    case 5: (0..<32).map { _ in generator.index(below: 5) == 0 ? -3.7 : 3.7 }
    case 6: (0..<32).map { _ in Float(generator.gaussian() * 1e-40) }
    case 7: (0..<32).map { _ in Float(generator.gaussian() * 4e-37) }
    case 8...9:  // close to ties
      [8.3] + (0..<31).map { _ in Float(8.3 / 254) * Float(2 * generator.index(below: 127) - 127) }
    case 10: (0..<32).map { _ in Float(generator.gaussian() * 1e6) }
    default: (0..<32).map { _ in Float(generator.gaussian()) }
    }
  }

  /// The engine's product.
  func product(on compute: Compute, in precision: Precision = .fast) -> [Float] {
    var matrix = matrix
    matrix.precision = precision
    // A guard behind the result shows a write past its end.
    var out = [Float](repeating: 7, count: rows * outputs + 64)
    let scratch = FloatBuffer(
      [Float](
        repeating: .nan, count: PackedMatrix.scratchCount(rows: rows, inputs: inputs, on: compute)))
    matrix.multiply(a, rows: rows, into: &out, scratch: scratch.pointer, on: compute)
    #expect(out.suffix(64).allSatisfy { $0 == 7 }, "written past the end, \(self)")
    return Array(out.dropLast(64))
  }

  /// Every row as the engine reads it back, [outputs][inputs].
  func readRows() -> [[Float]] {
    (0..<outputs).map { row in
      var values = [Float](repeating: .nan, count: inputs)
      matrix.copyRow(row, to: &values)
      return values
    }
  }

  /// Every row as ck_dequantize gives it, [outputs][inputs].
  func dequantisedRows() throws -> [[Float]] {
    try parts.flatMap { part in
      let values = try part.file.tensor("w", shape: [part.outputs, inputs])
      return stride(from: 0, to: values.count, by: inputs).map {
        Array(values[$0..<$0 + inputs])
      }
    }
  }
}
