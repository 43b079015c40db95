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
      uniqueKeysWithValues: RandomBlocks.types.map { ($0, try draw($0)) })
  }

  /// Rows around the tiles' sizes, outputs around the panels'.
  private static func draw(_ type: GGUFTensorType) throws -> [QuantizedCase] {
    var generator = SeededGenerator(seed: 21, stream: type.name)
    return try (1...14).flatMap { rows in
      try [1, 31, 32, 33, 70].map { outputs in
        try QuantizedCase(rows: rows, blocks: 1 + rows % 4, [(type, outputs)], &generator)
      }
    }
  }

  /// Matrices of two types stacked, every pair, and seeded ones of several; drawn once.
  static func stacked() throws -> [QuantizedCase] { try drawnStacks.get() }
  private static let drawnStacks = Result {
    var generator = SeededGenerator(seed: 22)
    let pairs = try RandomBlocks.types.flatMap { first in
      try RandomBlocks.types.map { second in
        try QuantizedCase(rows: 4, blocks: 2, [(first, 5), (second, 30)], &generator)
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

  static func violations(
    _ products: [(name: String, product: Product)], _ cases: [QuantizedCase]
  ) -> [String] {
    cases.flatMap { c in
      let expected = QuantizedReference().product(c)
      return products.flatMap { name, product in
        differences([product(c)], [expected], "\(name), \(c)")
      }
    }
  }

  static let computes = Compute.all
  static var kernels: [(String, Product)] {
    computes.map { compute in
      (compute.label, { $0.product(on: compute) })
    }
  }

  /// Elements further from the product of the dequantised weights in double precision than half a step
  /// of every activation can bring them.
  static func inaccuracies(_ product: Product, _ cases: [QuantizedCase]) throws -> [String] {
    try cases.flatMap { c in
      let weights = try c.dequantisedRows().map { $0.map(Double.init) }
      let out = product(c)
      return (0..<c.rows).flatMap { row in
        let x = c.a[row * c.inputs..<(row + 1) * c.inputs].map(Double.init)
        let steps = stride(from: 0, to: c.inputs, by: 32).map { first in
          (x[first..<first + 32].map(abs).max() ?? 0) / 127
        }
        return weights.enumerated().compactMap { output, w in
          let exact = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }
          let bound = w.enumerated().reduce(0) { $0 + abs($1.element) * steps[$1.offset / 32] / 2 }
          let error = abs(Double(out[row * c.outputs + output]) - exact)
          // fp32 sums, and minima that cancel most of a weight, add a little.
          return error <= 1.01 * bound + 1e-5 * steps.reduce(0, +) * 127 + 1e-38
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
    arguments: RandomBlocks.types)
  func definition(type: GGUFTensorType) throws {
    #expect(try Self.violations(Self.kernels, Self.cases(of: type)) == [])
  }

  @Test("matrices of different types multiplied as one, bit for bit")
  func joined() throws {
    #expect(try Self.violations(Self.kernels, Self.stacked()) == [])
  }

  @Test("within half a step of the product in double precision")
  func accuracy() throws {
    let cases = try RandomBlocks.types.flatMap { try Self.cases(of: $0) } + Self.stacked()
    #expect(try Self.inaccuracies({ $0.product(on: .shared) }, cases) == [])
  }

  @Test("a row read back is what dequantisation gives", arguments: RandomBlocks.types)
  func rows(type: GGUFTensorType) throws {
    let cases = try Self.cases(of: type).suffix(10)
    #expect(try Self.rowViolations({ $0.readRows() }, Array(cases)) == [])
  }

  @Test("a row of a matrix of several types is, too, but for the sign of zero")
  func rowsOfStacked() throws {
    // −0 + 0 is 0: a type without minima beside one with them gets minima of zero.
    let cases = try Self.stacked()
    func unsigned(_ rows: [[Float]]) -> [[Float]] { rows.map { $0.map { $0 + 0 } } }
    for c in cases {
      #expect(differences(unsigned(c.readRows()), unsigned(try c.dequantisedRows()), "\(c)") == [])
    }
  }

  @Test("a matrix with a part of floats is not multiplied in blocks")
  func partOfFloats() throws {
    var generator = SeededGenerator(seed: 23)
    let c = try QuantizedCase(rows: 1, blocks: 1, [(.q80, 3)], &generator)
    let tensor = try c.parts[0].file.quantized("w", shape: [3, 32])
    #expect(try PackedMatrix(stacking: [tensor, nil], inputs: 32) == nil)
    #expect(try PackedMatrix(stacking: [QuantizedTensor?](), inputs: 32) == nil)
    let formats = GGUFTensorType.allCases.filter { ck_quantized_format_of($0.rawValue).bits > 0 }
    #expect(formats == RandomBlocks.types)
  }

  // MARK: Planted faults

  @Test(
    "planted faults: every other definition is reported",
    arguments: QuantizedReference.Fault.allCases)
  func plantedFault(fault: QuantizedReference.Fault) throws {
    // Some faults show in one type only, or where types are joined.
    let cases = try RandomBlocks.types.flatMap { try Self.cases(of: $0).filter { $0.rows < 5 } }
    let faulty = QuantizedReference(fault: fault)
    let found = try Self.violations(
      [("\(fault)", { faulty.product($0) })], cases + Self.stacked().prefix(36))
    #expect(!found.isEmpty)
  }

  @Test("planted faults: weights one off or in other places, a minimum forgotten are inaccurate")
  func inaccurate() throws {
    let cases = try RandomBlocks.types.flatMap { try Self.cases(of: $0).filter { $0.rows < 5 } }
    for fault in [QuantizedReference.Fault.offsetOneHigh, .nibblesExchanged, .minimumForgotten] {
      let faulty = QuantizedReference(fault: fault)
      #expect(try !Self.inaccuracies({ faulty.product($0) }, cases).isEmpty, "\(fault)")
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
