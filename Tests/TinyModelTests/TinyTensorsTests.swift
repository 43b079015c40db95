import Inference
import Testing

@testable import TinyModel

@Suite("Weights built from a seed")
struct TinyTensorsTests {
  @Test("the same seed gives the same bits, another seed or planting gives others")
  func determinism() throws {
    let first = try bits(TinyModel.tensors(seed: 5))
    #expect(try bits(TinyModel.tensors(seed: 5)) == first)
    #expect(try bits(TinyModel.tensors(seed: 6)) != first)
    #expect(try bits(TinyModel.tensors(seed: 5, planting: .none)) != first)
  }

  @Test("every tensor that the architecture names is there, with finite values")
  func complete() throws {
    let tensors = try TinyModel.tensors(seed: 1)
    #expect(tensors.names.count == 3 + 8 * 9)
    #expect(tensors.names.contains("output.weight"))
    #expect(try bits(tensors).allSatisfy { Float(bitPattern: $0).isFinite })
  }

  @Test("a wrong name, a wrong shape and a bad strength are refused")
  func refusals() throws {
    let tensors = try TinyModel.tensors(seed: 1)
    #expect(throws: TinyModelError.missingTensor("blk.8.attn_q.weight")) {
      try tensors.tensor("blk.8.attn_q.weight", shape: [64, 64])
    }
    #expect(
      throws: TinyModelError.wrongShape(
        tensor: "output_norm.weight", expected: [TinyModel.dModel], got: [65])
    ) {
      try tensors.tensor("output_norm.weight", shape: [65])
    }
    for strength in [-0.5, 2.5, .nan, .infinity] {
      for field: WritableKeyPath<Planting, Double> in [
        \.sentiment, \.sycophancy, \.honesty, \.confidence, \.corrigibility, \.entanglement,
        \.washout,
      ] {
        var planting = Planting.full
        planting[keyPath: field] = strength
        #expect(throws: TinyModelError.self) {
          try TinyModel.tensors(seed: 1, planting: planting)
        }
      }
    }
  }

  @Test("named directions are orthonormal and aligned with no axis; a bent basis is noticed")
  func basis() {
    let basis = Basis(seed: 3).rows
    #expect(largestDeviation(basis) < 1e-12)
    #expect(basis.values.allSatisfy { abs($0) < 0.8 })
    var bent = basis
    bent[4, 7] += 1e-6
    #expect(largestDeviation(bent) > 1e-9)
  }

  @Test("every direction has its own place and together they fill the stream")
  func places() {
    var directions: [Direction] = [
      .bias, .opinion, .hasOpinion, .valence, .agreement, .hasAgreement, .sycophancy, .truth,
      .deference, .hasCue,
    ]
    for trait in TinyTrait.allCases {
      directions += [.cue(trait), .trait(trait), .context(trait), .released(trait)]
    }
    directions += WordClass.allCases.map(Direction.wordClass)
    for k in Vocabulary.attributes.indices {
      directions += [.attribute(k), .subjectAttribute(k)]
    }
    directions += (0..<Direction.identityCount).map(Direction.identity)
    #expect(directions.map(\.index).sorted() == Array(0..<TinyModel.dModel))
  }

  /// The largest |R Rᵀ − I|.
  private func largestDeviation(_ rows: Matrix) -> Double {
    let gram = rows.times(rows.transposed())
    return (0..<gram.rows).flatMap { i in
      (0..<gram.columns).map { abs(gram[i, $0] - (i == $0 ? 1 : 0)) }
    }.max() ?? 0
  }

  private func bits(_ tensors: TinyTensors) throws -> [UInt32] {
    let c = TinyModel.configuration
    let width = c.headCount * c.headDimension
    let kvWidth = c.keyValueHeadCount * c.headDimension
    var shapes: [(String, [Int])] = [
      ("token_embd.weight", [c.vocabularySize, c.dModel]), ("output_norm.weight", [c.dModel]),
      ("output.weight", [c.vocabularySize, c.dModel]),
    ]
    for layer in 0..<c.layerCount {
      shapes += [
        ("attn_norm", [c.dModel]), ("attn_q", [width, c.dModel]), ("attn_k", [kvWidth, c.dModel]),
        ("attn_v", [kvWidth, c.dModel]), ("attn_output", [c.dModel, width]),
        ("ffn_norm", [c.dModel]), ("ffn_gate", [c.feedForwardDimension, c.dModel]),
        ("ffn_up", [c.feedForwardDimension, c.dModel]),
        ("ffn_down", [c.dModel, c.feedForwardDimension]),
      ].map { ("blk.\(layer).\($0).weight", $1) }
    }
    #expect(shapes.map(\.0).sorted() == tensors.names)
    return try shapes.flatMap { try tensors.tensor($0, shape: $1).map(\.bitPattern) }
  }
}
