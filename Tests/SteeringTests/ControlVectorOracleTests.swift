import Foundation
import Inference
import Steering
import TestSupport
import Testing

/// A control vector over a range of blocks against llama.cpp, which adds each block's direction to that
/// block's output at every position, prompt included.
@Suite("Control vectors agree with llama.cpp", .fullEngine)
struct ControlVectorOracleTests {
  struct Reference: Decodable {
    struct Run: Decodable {
      let prompt, lo, hi: Int
      let scale: Double
      let f32, int8: Text
    }
    struct Text: Decodable {
      let ids: [Int]
      /// Between the two best logits.
      let margin: [Double]
    }
    let promptIds: [[Int]]
    let runs: [Run]
  }

  /// Text up to a near-tie.
  struct Agreement {
    var steps = 0
    var identical = 0
    /// llama.cpp's margin where texts part, the largest.
    var worst = 0.0
  }

  /// What we write for each run, its layers moved by `shift`, beside llama.cpp's text.
  static func compare(
    _ model: LanguageModel, shift: Int = 0, with text: KeyPath<Reference.Run, Reference.Text>
  ) throws -> Agreement {
    let reference = try decodeSnakeCase(
      Reference.self, from: fixture("llamacpp-control-vectors.json", in: .module))
    let path = Bundle.module.bundleURL.appendingPathComponent("Fixtures/love_minus_hate.gguf").path
    let vector = try SteeringVector(contentsOf: path).shifted(by: shift)
    let written = try model.generate(
      reference.runs.map { run in
        GenerationRequest(
          prompt: reference.promptIds[run.prompt], maxNewTokens: run[keyPath: text].ids.count,
          edits: try (run.lo + shift...run.hi + shift).map {
            try Intervention.add(vector, layer: $0, coefficient: run.scale)
          }.edits(on: model))
      })
    var agreement = Agreement()
    for (run, generation) in zip(reference.runs, written) {
      let (ids, margin) = (run[keyPath: text].ids, run[keyPath: text].margin)
      let parting = zip(ids, generation.ids).enumerated().first { $1.0 != $1.1 }?.offset
      agreement.steps += parting ?? ids.count
      agreement.identical += parting == nil ? 1 : 0
      if let parting { agreement.worst = max(agreement.worst, margin[parting]) }
    }
    return agreement
  }

  /// llama.cpp's F32 logits and those of transformers differ by up to 5e-5 under a vector, so a margin of
  /// 1e-2 is a near-tie.
  @Test("exact arithmetic: 32 texts of an F32 model, over one block and over eleven")
  func exact() throws {
    let agreement = try Self.compare(FullEngine.model, with: \.f32)
    print("llama.cpp F32: \(agreement)")
    #expect(agreement.worst < 1e-2)
  }

  /// Where both quantise activations to 8 bits, each in its own way, logits differ by some tenths: on the
  /// unsteered prompts llama.cpp parts from exact arithmetic at margins up to 0.38.
  @Test("fast arithmetic: the same of the Q4_1 model, which llama.cpp runs in 8-bit integers")
  func fast() throws {
    let agreement = try Self.compare(FullEngine.fastModel, with: \.int8)
    print("llama.cpp Q4_1: \(agreement)")
    #expect(agreement.worst < 0.5)
  }

  @Test("one block off, texts part where llama.cpp is sure")
  func plantedFault() throws {
    for shift in [-1, 1] {
      let agreement = try Self.compare(FullEngine.model, shift: shift, with: \.f32)
      print("one block off, \(shift): \(agreement)")
      #expect(agreement.worst > 0.5)
    }
  }
}
