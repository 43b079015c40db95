import CKernels
import Randomness
import TestSupport
import Testing

@testable import Inference

/// Invariant 1 at the root of fast precision: the bits of a product are those of its definition.
@Suite("Quantised product")
struct QuantizedProductTests {
  typealias Product = (QuantizedCase) -> [Float]

  // MARK: Cases

  /// Of one type, drawn once.
  static func cases(of type: GGUFTensorType) throws -> [QuantizedCase] {
    try #require(drawn.get()[type])
  }
  private static let drawn = Result {
    try Dictionary(
      uniqueKeysWithValues: RandomBlocks.integerTypes.map { ($0, try draw($0)) })
  }

  /// Rows around the tiles' sizes, outputs around the panels', and inputs of more than one stretch.
  private static func draw(_ type: GGUFTensorType) throws -> [QuantizedCase] {
    var generator = SeededGenerator(seed: 21, stream: type.name)
    let unit = type.blockSize / 32
    let small = try (unit == 1 ? Array(1...14) : [1, 2, 5, 6, 7, 13]).flatMap { rows in
      try [1, 31, 32, 33, 70].map { outputs in
        try QuantizedCase(
          rows: rows, blocks: unit == 1 ? 1 + rows % 4 : unit, [(type, outputs)], &generator)
      }
    }
    let long = try [1, 4, 7].map { rows in
      try QuantizedCase(rows: rows, blocks: unit == 1 ? 35 : 40, [(type, 34)], &generator)
    }
    return small + long
  }

  /// Matrices of two types stacked, every pair, and seeded ones of several; drawn once.
  static func stacked() throws -> [QuantizedCase] { try drawnStacks.get() }
  private static let drawnStacks = Result {
    var generator = SeededGenerator(seed: 22)
    let pairs = try RandomBlocks.integerTypes.flatMap { first in
      try RandomBlocks.integerTypes.map { second in
        let blocks = max(first.blockSize, second.blockSize) == 256 ? 8 : 2
        return try QuantizedCase(
          rows: 4, blocks: blocks, [(first, 5), (second, 30)], &generator)
      }
    }
    let seeded = try (0..<20).map { _ in
      let parts = (0...generator.index(below: 3)).map { _ in
        (RandomBlocks.types[generator.index(below: 6)], 1 + generator.index(below: 200))
      }
      return try QuantizedCase(
        rows: 1 + generator.index(below: 40), blocks: 1 + generator.index(below: 9), parts,
        &generator)
    }
    return pairs + seeded
  }

  // MARK: Checks

  /// Those of products in integers: activations of one byte, and of two.
  static let precisions = [Precision.draft, .fast]

  static func violations(
    _ products: [(name: String, product: Product)], _ cases: [QuantizedCase],
    in precision: Precision
  ) -> [String] {
    cases.flatMap { c in
      let expected = QuantizedReference(bytes: precision.activationBytes).product(c)
      return products.flatMap { name, product in
        differences([product(c)], [expected], "\(name), \(c)")
      }
    }
  }

  static let computes = Compute.all
  static func kernels(_ precision: Precision) -> [(String, Product)] {
    computes.map { compute in
      ("\(compute.label), \(precision)", { $0.product(on: compute, in: precision) })
    }
  }

  /// Elements further from the product of the dequantised weights in double precision than half a step
  /// of every activation can bring them.
  static func inaccuracies(
    _ product: Product, _ cases: [QuantizedCase], in precision: Precision
  ) throws -> [String] {
    let levels: Double = precision == .fast ? 127 * 128 : 127
    return try cases.flatMap { c in
      let weights = try c.dequantisedRows().map { $0.map(Double.init) }
      let out = product(c)
      return (0..<c.rows).flatMap { row in
        let x = c.a[row * c.inputs..<(row + 1) * c.inputs].map(Double.init)
        let steps = stride(from: 0, to: c.inputs, by: 32).map { first in
          (x[first..<first + 32].map(abs).max() ?? 0) / levels
        }
        return weights.enumerated().compactMap { output, w in
          let exact = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
          let bound = w.enumerated().reduce(0) { $0 + abs($1.element) * steps[$1.offset / 32] / 2 }
          let error = abs(Double(out[row * c.outputs + output]) - exact)
          // fp32 sums, and minima that cancel most of a weight, add a little.
          return error <= 1.01 * bound + 1e-5 * steps.reduce(0, +) * levels + 1e-38
            ? nil : "\(c), row \(row), output \(output): off by \(error), at most \(bound)"
        }
      }
    }
  }

  static func rowViolations(
    _ rows: (QuantizedCase) -> [[Float]], _ cases: [QuantizedCase]
  ) throws -> [String] {
    try cases.flatMap { differences(rows($0), try $0.dequantisedRows(), "\($0)") }
  }

  // MARK: The engine

  @Test(
    "the definition, bit for bit, for every instruction set and thread count",
    arguments: RandomBlocks.integerTypes, precisions)
  func definition(type: GGUFTensorType, precision: Precision) throws {
    let found = try Self.violations(
      Self.kernels(precision), Self.cases(of: type), in: precision)
    #expect(found == [])
  }

  @Test("matrices of different types multiplied as one, bit for bit", arguments: precisions)
  func joined(precision: Precision) throws {
    let found = try Self.violations(Self.kernels(precision), Self.stacked(), in: precision)
    #expect(found == [])
  }

  @Test("within half a step of the product in double precision", arguments: precisions)
  func accuracy(precision: Precision) throws {
    let cases = try RandomBlocks.integerTypes.flatMap { try Self.cases(of: $0) } + Self.stacked()
    let found = try Self.inaccuracies(
      { $0.product(on: .shared, in: precision) }, cases, in: precision)
    #expect(found == [])
  }

  @Test("a row read back is what dequantisation gives", arguments: RandomBlocks.integerTypes)
  func rows(type: GGUFTensorType) throws {
    let cases = try Self.cases(of: type).suffix(10)
    #expect(try Self.rowViolations({ $0.readRows() }, Array(cases)) == [])
  }

  @Test("a row of a matrix of several types is, too")
  func rowsOfStacked() throws {
    #expect(try Self.rowViolations({ $0.readRows() }, Self.stacked()) == [])
  }

  @Test("which types are multiplied in integers; a part of floats stays one beside them")
  func partOfFloats() throws {
    let types = GGUFTensorType.allCases.filter { ck_is_integer_type($0.rawValue) != 0 }
    #expect(Set(types) == Set(RandomBlocks.integerTypes))
    var generator = SeededGenerator(seed: 23)
    let c = try QuantizedCase(rows: 3, blocks: 2, [(.q80, 35)], &generator)
    let values = (0..<33 * 64).map { _ in Float(generator.gaussian()) }
    let floats = StoredMatrix(values, outputs: 33, inputs: 64)
    let both = try PackedMatrix(
      stacking: [c.parts[0].file.matrix("w", shape: [35, 64]), floats], inputs: 64,
      precision: .fast)
    let alone = try PackedMatrix(stacking: [floats], inputs: 64, precision: .exact)
    for compute in Compute.all {
      let scratch = FloatBuffer(
        count: PackedMatrix.scratchCount(rows: 3, inputs: 64, on: compute))
      var (out, expected) = ([Float](repeating: 0, count: 3 * 68), [Float](repeating: 0, count: 99))
      both.multiply(c.a, rows: 3, into: &out, scratch: scratch.pointer, on: compute)
      alone.multiply(c.a, rows: 3, into: &expected, scratch: scratch.pointer, on: compute)
      let inIntegers = c.product(on: compute)
      for row in 0..<3 {
        let (ours, theirs) = (out[row * 68..<(row + 1) * 68], row * 35..<(row + 1) * 35)
        #expect(
          differences(
            [Array(ours)], [Array(inIntegers[theirs] + expected[row * 33..<(row + 1) * 33])],
            compute.label) == [])
      }
    }
  }

  // MARK: Planted faults

  @Test(
    "planted faults: every other definition is reported",
    arguments: QuantizedReference.Fault.allCases)
  func plantedFault(fault: QuantizedReference.Fault) throws {
    // Some faults show in one type only.
    let cases = try RandomBlocks.integerTypes.flatMap {
      try Self.cases(of: $0).filter { $0.rows < 5 }
    }
    for precision in Self.precisions {
      // One byte has no low one to get wrong.
      if precision == .draft, [.lowByteLost, .lowByteTruncated].contains(fault) { continue }
      let faulty = QuantizedReference(bytes: precision.activationBytes, fault: fault)
      let found = Self.violations(
        [("\(fault)", { faulty.product($0) })], cases, in: precision)
      #expect(!found.isEmpty, "\(precision)")
    }
  }

  @Test(
    "planted faults: weights one off or in other places, a minimum or a low byte forgotten are inaccurate"
  )
  func inaccurate() throws {
    let cases = try RandomBlocks.integerTypes.flatMap {
      try Self.cases(of: $0).filter { $0.rows < 5 }
    }
    let faults: [QuantizedReference.Fault] = [
      .offsetOneHigh, .nibblesExchanged, .minimumForgotten, .lowByteLost,
    ]
    for fault in faults {
      let faulty = QuantizedReference(bytes: 2, fault: fault)
      let found = try Self.inaccuracies({ faulty.product($0) }, cases, in: .fast)
      #expect(!found.isEmpty, "\(fault)")
    }
  }

  @Test("planted faults: the next row, a sign of zero lost, a row in other blocks' order")
  func faultyRows() throws {
    let cases = try Self.cases(of: .q40)
    let faults: [(QuantizedCase) -> [[Float]]] = [
      { c in Array(c.readRows().dropFirst() + c.readRows().prefix(1)) },
      { $0.readRows().map { $0.map { $0 + 0 } } },
      { $0.readRows().map { Array($0.suffix(32) + $0.dropLast(32)) } },
    ]
    for fault in faults { #expect(try !Self.rowViolations(fault, cases).isEmpty) }
  }
}
