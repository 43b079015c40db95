import Inference
import TestSupport
import Testing

/// Invariant 1: the bits depend neither on the batch, the row's place in it, prefill chunks, threads
/// nor the instruction set.
@Suite("Invariant 1 · canonical reduction order")
struct CanonicalOrderTests {
  typealias Run = ([TokenTree]) throws -> [[Float]]

  // MARK: Checks

  /// The same trees on several engines.
  static func disagreement(_ runs: [(String, Run)], _ trees: [TokenTree]) throws -> [String] {
    let reference = try runs[0].1(trees)
    return try runs.dropFirst().flatMap { name, run in
      differences(try run(trees), reference, name)
    }
  }

  /// Each sequence alone and among all others.
  static func batchDependence(_ run: Run, _ sequences: [[Int]]) throws -> [String] {
    let together = try run(sequences.map { TokenTree($0) })
    return try sequences.indices.flatMap {
      differences(try run([TokenTree(sequences[$0])]), [together[$0]], "sequence \($0)")
    }
  }

  /// A prompt longer than a pass against its beginnings, each run on its own, and against the same
  /// prompt with the passes' boundaries moved.
  static func chunkDependence(
    _ run: Run, _ tokens: [Int], lengths: [Int], shifts: [Int]
  ) throws -> [String] {
    let whole = try run([TokenTree(tokens, readout: tokens.indices)])
    let beginnings = try lengths.flatMap { length in
      differences(
        try run([TokenTree(Array(tokens.prefix(length)))]), [whole[length - 1]], "first \(length)")
    }
    let shifted = try shifts.flatMap { shift in
      // Two sequences of one tree share its passes.
      var tree = TokenTree()
      tree.add(Array(tokens.prefix(shift)), readout: 0..<0)
      tree.add(tokens, readout: tokens.indices)
      return differences(try run([tree]), whole, "after \(shift) other rows")
    }
    return beginnings + shifted
  }

  // MARK: The engine

  static func sequences(_ source: RandomLlama, count: Int = 64) -> [[Int]] {
    (0..<count).map { source.tokens(1 + $0 * 5 % 9, seed: UInt64($0)) }
  }

  @Test("every instruction set, one and two threads", arguments: RandomLlama.variants)
  func computes(source: RandomLlama) throws {
    let model = try source.model()
    let trees = Self.sequences(source, count: 20).map { TokenTree($0, readout: $0.indices) }
    let found = try Self.disagreement(
      Compute.all.map { compute in (compute.label, { try model.on(compute).logits($0) }) }, trees)
    #expect(found == [])
  }

  @Test("batch 1 and batch 64", arguments: RandomLlama.variants)
  func batch(source: RandomLlama) throws {
    let model = try source.model()
    for compute in Compute.all {
      let found = try Self.batchDependence(
        { try model.on(compute).logits($0) }, Self.sequences(source))
      #expect(found == [], "\(compute.label)")
    }
  }

  @Test("any number of rows in a pass", arguments: RandomLlama.variants)
  func everyTileSize(source: RandomLlama) throws {
    let model = try source.model()
    let sequences = (0..<29).map { source.tokens(1, seed: UInt64($0)) }
    let alone = try sequences.map { try model.logits([TokenTree($0)])[0] }
    for rows in 1...29 {
      let together = try model.logits(sequences.prefix(rows).map { TokenTree($0) })
      #expect(differences(together, Array(alone.prefix(rows)), "\(rows) rows") == [])
    }
  }

  @Test("prompts longer than a pass of 256 rows", arguments: [RandomLlama.grouped, .odd, .blocks])
  func longPrompts(source: RandomLlama) throws {
    let model = try source.model()
    let tokens = source.tokens(530, seed: 3)
    let found = try Self.chunkDependence(
      { try model.logits($0) }, tokens, lengths: [1, 2, 255, 256, 257, 300, 511, 512, 513],
      shifts: [1, 100, 255])
    #expect(found == [])
  }

  @Test("passes of any size", arguments: RandomLlama.variants)
  func chunkSizes(source: RandomLlama) throws {
    let model = try source.model()
    let tokens = source.tokens(70, seed: 4)
    let whole = try model.logits([TokenTree(tokens, readout: tokens.indices)])
    for chunk in [1, 2, 5, 15, 16, 17, 33, 64] {
      let ours = try ChunkedDecoder(model: model, chunk: chunk).logits(tokens)
      #expect(differences(ours, whole, "passes of \(chunk)") == [])
    }
  }

  @Test("several runs at once share one pool", arguments: [RandomLlama.grouped, .blocks])
  func concurrentRuns(source: RandomLlama) async throws {
    let model = try source.model()
    let trees = Self.sequences(source).map { TokenTree($0) }
    let alone = try model.logits(trees)
    try await withThrowingTaskGroup(of: [[Float]].self) { group in
      for _ in 0..<8 { group.addTask { try model.logits(trees) } }
      for try await rows in group { #expect(differences(rows, alone, "in parallel") == []) }
    }
  }

  // MARK: Planted faults

  /// An engine that sums in another order when `when` holds: the same function, channels permuted.
  static func faulty(when: @escaping ([TokenTree]) -> Bool) throws -> Run {
    let (model, other) = (try RandomLlama.grouped.model(), try RandomLlama.grouped.shuffled.model())
    return { try (when($0) ? other : model).logits($0) }
  }

  @Test("planted faults: an order of summation that depends on anything is reported")
  func plantedFaults() throws {
    let model = try RandomLlama.grouped.model()
    let sequences = Self.sequences(.grouped)
    let elsewhere = try Self.disagreement(
      [("ours", { try model.logits($0) }), ("theirs", Self.faulty { _ in true })],
      sequences.map { TokenTree($0) })
    #expect(!elsewhere.isEmpty)
    let large = try Self.batchDependence(Self.faulty { $0.count > 1 }, sequences)
    #expect(large.count > 32)
    let tokens = RandomLlama.grouped.tokens(300, seed: 3)
    let long = try Self.chunkDependence(
      Self.faulty { $0[0].rowCount > 256 }, tokens, lengths: [1, 256, 257], shifts: [])
    #expect(long.count == 2)
    let shifted = try Self.chunkDependence(
      Self.faulty { $0[0].branches.count > 1 }, tokens, lengths: [], shifts: [100])
    #expect(shifted.count == 1)
  }

  @Test(
    "planted faults: a cache that forgets, repeats or skips is reported",
    arguments: ChunkedDecoder.Fault.allCases)
  func plantedCacheFaults(fault: ChunkedDecoder.Fault) throws {
    let model = try RandomLlama.grouped.model()
    let tokens = RandomLlama.grouped.tokens(40, seed: 4)
    let whole = try model.logits([TokenTree(tokens, readout: tokens.indices)])
    for chunk in [1, 16] {
      let faulty = try ChunkedDecoder(model: model, chunk: chunk, fault: fault).logits(tokens)
      #expect(!differences(faulty, whole, "\(fault)").isEmpty)
      #expect(differences(Array(faulty[..<chunk]), Array(whole[..<chunk]), "before") == [])
    }
  }
}
