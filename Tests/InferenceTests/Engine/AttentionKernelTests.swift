import CKernels
import Foundation
import Randomness
import Testing

@testable import Inference

/// Attention over cached keys in any number of pieces.
@Suite("Attention kernel")
struct AttentionKernelTests {
  /// One problem: a row at position keys − 1, and the rotated queries, keys and values of all rows.
  struct Problem: Sendable, CustomTestStringConvertible {
    let heads, keyValueHeads, headDimension, keys: Int
    /// Where a new piece of the cache starts.
    let cuts: [Int]
    /// Size of the scores.
    let gain: Double

    var testDescription: String {
      "\(heads)/\(keyValueHeads) heads of \(headDimension), \(keys) keys, cuts \(cuts), x\(gain)"
    }
    var shape: ck_attention_shape {
      ck_attention_shape(
        heads: Int32(heads), kv_heads: Int32(keyValueHeads), head_dim: Int32(headDimension),
        scale: 1 / Float(headDimension).squareRoot(), rotary_dim: Int32(headDimension),
        interleaved_rotary: 1, window: 0, softcap: 0)
    }
    var stride: Int { (heads + 2 * keyValueHeads) * headDimension }

    /// [keys, (heads + 2 kv) hd]
    var rows: [Float] {
      var generator = SeededGenerator(seed: UInt64(heads * 1000 + headDimension * 10 + keys))
      return (0..<keys * stride).map { _ in Float(gain * generator.gaussian()) }
    }
  }

  static let problems: [Problem] = {
    var problems: [Problem] = []
    var generator = SeededGenerator(seed: 41)
    for (heads, keyValueHeads) in [(1, 1), (3, 3), (6, 2), (5, 1), (9, 3), (8, 1), (9, 1), (10, 2)]
    {
      for headDimension in [2, 6, 8, 16, 24, 34, 48, 64, 80] {
        let keys = 1 + generator.index(below: 100)
        let cuts = (0..<generator.index(below: 4)).map { _ in generator.index(below: keys) }
        problems.append(
          Problem(
            heads: heads, keyValueHeads: keyValueHeads, headDimension: headDimension, keys: keys,
            cuts: Set(cuts).subtracting([0]).sorted(), gain: [0.3, 1, 6][generator.index(below: 3)])
        )
      }
    }
    for keys in 1...40 {
      problems.append(
        Problem(heads: 3, keyValueHeads: 1, headDimension: 8, keys: keys, cuts: [], gain: 1))
    }
    return problems
  }()

  /// What attention gives for the last row: its pattern [heads, keys] and z [heads, hd].
  struct Result {
    var pattern: [[Float]]
    var z: [Float]
  }

  /// Stores every key through the kernel and attends from the last row, in one go and in two halves.
  static func attend(_ problem: Problem, _ compute: Compute) -> (whole: [Float], halves: Result) {
    let shape = problem.shape
    let c = ModelConfiguration(
      layerCount: 1, dModel: 8, headCount: problem.heads, keyValueHeadCount: problem.keyValueHeads,
      headDimension: problem.headDimension, feedForwardDimension: 8, vocabularySize: 8,
      contextLength: 128, normEpsilon: 0, ropeTheta: 10_000)
    let starts = [0] + problem.cuts
    let ends = problem.cuts + [problem.keys]
    let segments = zip(starts, ends).map {
      KVSegment(start: $0, positions: $1 - $0, layers: 0..<1, configuration: c)
    }
    let pieces = zip(segments, ends).map { $0.piece(layer: 0, end: $1) }
    let rows = (0..<problem.keys).map {
      ck_row(first_piece: 0, piece_count: Int32(pieces.count), position: Int32($0))
    }
    var qkv = problem.rows
    ck_place(compute.handle, rows, Int32(problem.keys), shape, pieces, nil, nil, &qkv)
    let last = Array(qkv.suffix(problem.stride))
    let width = problem.heads * problem.headDimension
    var whole = [Float](repeating: .nan, count: width)
    var scratch = [Float](
      repeating: .nan, count: ck_attend_scratch(compute.handle, shape, Int32(problem.keys)))
    ck_attend(
      compute.handle, [rows[problem.keys - 1]], 1, shape, pieces, last, &whole, &scratch,
      Int32(problem.keys))
    var row = rows[problem.keys - 1]
    var pattern = [Float](repeating: .nan, count: problem.heads * problem.keys)
    var z = [Float](repeating: .nan, count: width)
    ck_attention_pattern(
      compute.handle.kernels, &row, shape, pieces, last, &pattern, Int32(problem.keys))
    ck_attention_mix(
      compute.handle.kernels, &row, shape, pieces, pattern, Int32(problem.keys), &z)
    let heads = (0..<problem.heads).map {
      Array(pattern[$0 * problem.keys..<($0 + 1) * problem.keys])
    }
    withExtendedLifetime(segments) {}
    return (whole, Result(pattern: heads, z: z))
  }

  /// softmax(q kᵀ / √hd) v of the last row in double precision, read straight from the rows.
  static func reference(_ problem: Problem) -> (pattern: [[Double]], z: [Double]) {
    let rows = problem.rows.map(Double.init)
    let (hd, group) = (problem.headDimension, problem.heads / problem.keyValueHeads)
    func slice(_ row: Int, _ head: Int) -> ArraySlice<Double> {
      rows[row * problem.stride + head * hd..<row * problem.stride + (head + 1) * hd]
    }
    var pattern: [[Double]] = []
    var z: [Double] = []
    for head in 0..<problem.heads {
      let query = slice(problem.keys - 1, head)
      let scores = (0..<problem.keys).map { key in
        zip(query, slice(key, problem.heads + head / group)).reduce(0) { $0 + $1.0 * $1.1 }
          / Double(hd).squareRoot()
      }
      let top = scores.max() ?? 0
      let weights = scores.map { exp($0 - top) }
      let total = weights.reduce(0, +)
      pattern.append(weights.map { $0 / total })
      for i in 0..<hd {
        z.append(
          (0..<problem.keys).reduce(0) { sum, key in
            let value = slice(key, problem.heads + problem.keyValueHeads + head / group)
            return sum + weights[key] / total * value[value.startIndex + i]
          })
      }
    }
    return (pattern, z)
  }

  static func violations(_ attend: (Problem, Compute) -> [[Float]]) -> [String] {
    problems.flatMap { problem in
      let reference = attend(problem, Compute.all[0])
      return Compute.all.dropFirst().flatMap {
        differences(attend(problem, $0), reference, "\(problem.testDescription), \($0.label)")
      }
    }
  }

  @Test("the same bits on every instruction set, in one go or in two halves, in any pieces")
  func sameBits() {
    let found = Self.violations { problem, compute in
      let (whole, halves) = Self.attend(problem, compute)
      #expect(differences([whole], [halves.z], "two halves, \(problem.testDescription)") == [])
      return halves.pattern + [whole]
    }
    #expect(found == [])
    for problem in Self.problems where !problem.cuts.isEmpty {
      let joined = Problem(
        heads: problem.heads, keyValueHeads: problem.keyValueHeads,
        headDimension: problem.headDimension, keys: problem.keys, cuts: [], gain: problem.gain)
      let (one, several) = (Self.attend(joined, .shared), Self.attend(problem, .shared))
      #expect(differences([one.whole], [several.whole], problem.testDescription) == [])
    }
    print("attention: \(Self.problems.count) problems")
  }

  @Test("planted fault: a softmax whose sum depends on the registers' width is reported")
  func plantedFault() {
    let found = Self.violations { problem, compute in
      let (_, halves) = Self.attend(problem, compute)
      let lanes = compute.plantedLanes
      return halves.pattern.map { pattern in
        var sums = [Float](repeating: 0, count: lanes)
        for (key, weight) in pattern.enumerated() { sums[key % lanes] += weight }
        let total = sums.reduce(0, +)
        return pattern.map { $0 / total }
      }
    }
    #expect(!found.isEmpty)
  }

  @Test("pattern and output within 1e-5 of double precision")
  func accuracy() {
    var worst = (pattern: 0.0, z: 0.0)
    for problem in Self.problems {
      let (whole, halves) = Self.attend(problem, .shared)
      let reference = Self.reference(problem)
      for (ours, theirs) in zip(halves.pattern.joined(), reference.pattern.joined()) {
        worst.pattern = max(worst.pattern, abs(Double(ours) - theirs))
      }
      for (ours, theirs) in zip(whole, reference.z) {
        worst.z = max(worst.z, abs(Double(ours) - theirs) / problem.gain)
      }
    }
    print(
      "attention against double: largest difference of a pattern \(worst.pattern), "
        + "of an output \(worst.z)")
    #expect(worst.pattern < 1e-5)
    #expect(worst.z < 1e-5)
  }

  @Test("a NaN in a key or a value that is seen reaches the output; one that is not, does not")
  func notFinite() {
    let c = RandomConfiguration.tiny
    let shape = ck_attention_shape(
      heads: 1, kv_heads: 1, head_dim: Int32(c.headDimension), scale: 1,
      rotary_dim: Int32(c.headDimension), interleaved_rotary: 1, window: 0, softcap: 0)
    for compute in Compute.all {
      for (column, name) in [(1, "key"), (2, "value")] {
        for place in 0..<20 {
          let segment = KVSegment(start: 0, positions: 20, layers: 0..<1, configuration: c)
          var qkv = [Float](repeating: 0.5, count: 20 * 3 * c.headDimension)
          qkv[(place * 3 + column) * c.headDimension] = .nan
          let rows = (0..<20).map { ck_row(first_piece: 0, piece_count: 1, position: Int32($0)) }
          let pieces = [segment.piece(layer: 0, end: 20)]
          ck_place(compute.handle, rows, 20, shape, pieces, nil, nil, &qkv)
          var z = [Float](repeating: 0, count: 20 * c.headDimension)
          var scratch = [Float](repeating: 0, count: ck_attend_scratch(compute.handle, shape, 20))
          ck_attend(compute.handle, rows, 20, shape, pieces, qkv, &z, &scratch, 20)
          for row in 0..<20 {
            #expect(
              z[row * c.headDimension].isNaN == (row >= place),
              "\(name) \(place) seen from \(row), \(compute.label)")
          }
        }
      }
    }
  }

  enum RandomConfiguration {
    static let tiny = ModelConfiguration(
      layerCount: 1, dModel: 8, headCount: 1, keyValueHeadCount: 1, headDimension: 4,
      feedForwardDimension: 8, vocabularySize: 8, contextLength: 32, normEpsilon: 0,
      ropeTheta: 10_000)
  }
}
