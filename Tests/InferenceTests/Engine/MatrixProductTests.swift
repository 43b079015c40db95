import CKernels
import Randomness
import Testing

@testable import Inference

/// Invariant 1 at its root: every element of a product is `acc = fma(a[k], w[k], acc)` for k ascending.
@Suite("Matrix product")
struct MatrixProductTests {
  /// (a [rows, inputs], w [outputs, inputs], shape) -> [rows, outputs]
  typealias Product = ([Float], [Float], Shape) -> [Float]

  struct Shape {
    let rows, inputs, outputs: Int
  }

  /// Corners of the tile and panel sizes (6 and 12 rows, 16 and 32 columns), then seeded ones.
  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    for rows in 1...26 {
      shapes.append(Shape(rows: rows, inputs: 19, outputs: 37))
      shapes.append(Shape(rows: rows, inputs: 48, outputs: 64))
    }
    for outputs in 1...66 { shapes.append(Shape(rows: 3, inputs: 17, outputs: outputs)) }
    for inputs in 1...34 { shapes.append(Shape(rows: 7, inputs: inputs, outputs: 33)) }
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      shapes.append(
        Shape(
          rows: 1 + generator.index(below: 70), inputs: 1 + generator.index(below: 300),
          outputs: 1 + generator.index(below: 200)))
    }
    return shapes
  }()

  static func violations(_ product: Product, _ shapes: [Shape] = shapes) -> [String] {
    var generator = SeededGenerator(seed: 12)
    return shapes.flatMap { shape in
      let a = values(shape.rows * shape.inputs, &generator)
      let w = values(shape.outputs * shape.inputs, &generator)
      return differences(
        [product(a, w, shape)],
        [
          eachElement(a, w, shape) { a, w in zip(a, w).reduce(0) { $0.addingProduct($1.0, $1.1) } }
        ], "\(shape)")
    }
  }

  /// Normal numbers over many magnitudes, with zeros of both signs and subnormals among them.
  static func values(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in
      switch generator.index(below: 40) {
      case 0: 0
      case 1: -0.0
      case 2: Float(generator.gaussian() * 1e-40)
      case 3: Float(generator.gaussian()) * 1e6
      default: Float(generator.gaussian())
      }
    }
  }

  /// Inner product of a row of a and a row of w.
  typealias Sum = @Sendable (ArraySlice<Float>, ArraySlice<Float>) -> Float

  static func eachElement(_ a: [Float], _ w: [Float], _ shape: Shape, _ sum: Sum) -> [Float] {
    (0..<shape.rows).flatMap { row in
      (0..<shape.outputs).map { output in
        sum(
          a[row * shape.inputs..<(row + 1) * shape.inputs],
          w[output * shape.inputs..<(output + 1) * shape.inputs])
      }
    }
  }

  static func kernel(_ compute: Compute) -> Product {
    { a, w, shape in
      let matrix = PackedMatrix(w, outputs: shape.outputs, inputs: shape.inputs)
      // A guard behind the result shows a write past its end.
      var out = [Float](repeating: 7, count: shape.rows * shape.outputs + 64)
      let scratch = FloatBuffer(
        [Float](
          repeating: .nan,
          count: PackedMatrix.scratchCount(rows: shape.rows, inputs: shape.inputs, on: compute)))
      matrix.multiply(a, rows: shape.rows, into: &out, scratch: scratch.pointer, on: compute)
      #expect(out.suffix(64).allSatisfy { $0 == 7 }, "written past the end, \(shape)")
      return Array(out.dropLast(64))
    }
  }

  @Test("ascending fused sums, bit for bit, for every instruction set and thread count")
  func canonicalOrder() {
    for compute in Compute.all {
      #expect(Self.violations(Self.kernel(compute)) == [], "\(compute.label)")
    }
    print("matrix product: \(Self.shapes.count) shapes on \(Compute.all.map(\.label))")
  }

  @Test("NaN and infinity reach exactly the outputs that read them")
  func notFinite() {
    for compute in Compute.all {
      let shape = Shape(rows: 5, inputs: 9, outputs: 35)
      var generator = SeededGenerator(seed: 13)
      var a = (0..<45).map { _ in Float(generator.gaussian()) }
      let w = (0..<315).map { _ in Float(1 + generator.uniform()) }
      a[2 * 9 + 4] = .nan
      a[4 * 9 + 8] = -.infinity
      let out = Self.kernel(compute)(a, w, shape)
      for row in 0..<5 {
        for value in out[row * 35..<(row + 1) * 35] {
          #expect(value.isNaN == (row == 2) && (value == -.infinity) == (row == 4))
        }
      }
    }
  }

  static let faults: [(String, Sum)] = [
    ("descending k", { a, w in zip(a, w).reversed().reduce(0) { $0.addingProduct($1.0, $1.1) } }),
    ("a product rounded before it is added", { a, w in zip(a, w).reduce(0) { $0 + $1.0 * $1.1 } }),
    (
      "summed in double",
      { a, w in Float(zip(a, w).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }) }
    ),
    (
      "sixteen lanes over k",
      { a, w in
        var lanes = [Float](repeating: 0, count: 16)
        for (k, (x, y)) in zip(a, w).enumerated() { lanes[k % 16].addProduct(x, y) }
        return lanes.reduce(0, +)
      }
    ),
    (
      "k in blocks of 64",
      { a, w in
        var sum: Float = 0
        for start in stride(from: 0, to: a.count, by: 64) {
          sum += zip(a.dropFirst(start).prefix(64), w.dropFirst(start).prefix(64))
            .reduce(0) { $0.addingProduct($1.0, $1.1) }
        }
        return sum
      }
    ),
    (
      "subnormals flushed to zero",
      { a, w in
        func flushed(_ x: Float) -> Float { x.isSubnormal ? 0 : x }
        return zip(a, w).reduce(0) { $0.addingProduct(flushed($1.0), flushed($1.1)) }
      }
    ),
  ]

  @Test("planted faults: every other order of summation is reported", arguments: faults.indices)
  func plantedFault(index: Int) {
    let (name, sum) = Self.faults[index]
    let found = Self.violations { a, w, shape in Self.eachElement(a, w, shape, sum) }
    #expect(!found.isEmpty, "\(name)")
  }
}

extension PackedMatrix {
  /// A row-major matrix [outputs, inputs].
  fileprivate init(_ values: [Float], outputs: Int, inputs: Int) {
    // Numbers that are finite, from an array: nothing that throws.
    self = try! PackedMatrix(
      stacking: [StoredMatrix(values, outputs: outputs, inputs: inputs)],
      inputs: inputs, precision: .exact)
  }
}
