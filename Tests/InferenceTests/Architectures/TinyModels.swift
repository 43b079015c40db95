import Foundation
import Inference
import TestSupport

/// Small random-weight models of each architecture, and of one in each quantisation, written by llama.cpp's
/// converter; with what transformers and llama.cpp make of them.
struct TinyModels: Decodable {
  struct Prompt: Decodable {
    struct Residual: Decodable {
      let l2: Double
      let first8: [Double]
    }
    let ids: [Int]
    /// [vocabulary] at the last token.
    let lastLogits: [Float]
    /// Of each layer's output at the last token.
    let residPostLast: [Residual]?
    /// Twelve tokens, and by how much each led.
    let greedy: [Int]?
    let margins: [Double]?
  }
  struct Model: Decodable {
    let file: String
    let tokenizer: String?
    let prompts: [Prompt]

    var path: String { get throws { try fixturePath("TinyModels/\(file)") } }
  }
  struct Tokenization: Decodable {
    struct Case: Decodable {
      let hex: String
      let ids: [Int]
      let parseSpecial: Bool?
      /// The text of the ids, where it is not the text that was encoded.
      let detokHex: String?
    }
    let addsBos: Bool
    /// "Hello world" as the start of a sequence.
    let helloWorld: [Int]
    let cases: [Case]
  }

  let models: [String: Model]
  let quantised: [String: Model]
  let tokenizers: [String: Tokenization]

  static let all = Result {
    try decodeSnakeCase(TinyModels.self, from: fixture("tinymodels.json", in: .module))
  }
  static let names = [
    "llama", "llama_rope3", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2",
    "gptneox",
    "gptneox_seq", "olmo2",
  ]
  static let quantisations = [
    "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
    "IQ4_NL", "IQ4_XS",
  ]
}
