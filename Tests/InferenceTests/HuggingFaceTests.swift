import Files
import Foundation
import TestSupport
import Testing

@testable import Inference

/// Models as transformers saves them, against what transformers makes of them.
@Suite("Hugging Face folders")
struct HuggingFaceTests {
  struct Reference: Decodable {
    struct Text: Decodable {
      let text: String
      let ids: [Int]
      /// As the start of a sequence.
      let promptIds: [Int]
    }
    struct Prompt: Decodable {
      let ids: [Int]
      /// [vocabulary] at the last token.
      let lastLogits: [Float]
    }
    struct Model: Decodable {
      let texts: [Text]
      let prompts: [Prompt]
    }
    let models: [String: Model]
  }

  static let reference = Result {
    try decodeSnakeCase(Reference.self, from: fixture("huggingface.json", in: .module))
  }
  static let names = [
    "llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2", "gpt_neox", "olmo2",
  ]

  static func modelPath(_ name: String) throws -> String { try fixturePath("HuggingFace/\(name)") }

  @Test("logits within 1e-3", arguments: names)
  func logits(name: String) throws {
    let model = try LanguageModel(folder: Self.modelPath(name))
    let reference = try #require(try Self.reference.get().models[name])
    #expect(reference.prompts.count == 2)
    let logits = try model.logits(reference.prompts.map { TokenTree($0.ids) })
    let worst =
      zip(logits, reference.prompts).map { ours, prompt in
        zip(ours, prompt.lastLogits).map { abs($0 - $1) }.max() ?? .infinity
      }.max() ?? .infinity
    print("\(name) as a folder: largest difference of a logit \(worst)")
    #expect(worst < 1e-3)
  }

  @Test("ids of every text", arguments: names)
  func ids(name: String) throws {
    let tokenizer = try HuggingFaceFolder(path: Self.modelPath(name)).tokenizer().tokenizer()
    let reference = try #require(try Self.reference.get().models[name])
    #expect(reference.texts.count == 14)
    for one in reference.texts {
      #expect(tokenizer.encode(one.text) == one.ids, "\(one.text.debugDescription)")
      #expect(tokenizer.encodePrompt(one.text) == one.promptIds, "\(one.text.debugDescription)")
    }
  }

  @Test("what tokenizer_config.json and the chat template say")
  func settings() throws {
    let model = try LanguageModel(folder: Self.modelPath("qwen2"))
    #expect(model.name == "qwen2")
    #expect(model.chatTemplate == .chatML(defaultSystemMessage: nil))
    #expect(
      model.tokenizer.endOfSequence
        == model.tokenizer.encode("<|im_end|>", parsingControlTokens: true)[0])
    #expect(!model.tokenizer.addsBeginningOfSequence)
    #expect(try LanguageModel(folder: Self.modelPath("llama")).tokenizer.addsBeginningOfSequence)
  }

  @Test("the hash covers what decides results: another weight, setting or token is another model")
  func hash() throws {
    let folder = try TemporaryFolder()
    let copy = "\(folder.path)/model"
    try FileManager.default.copyItem(atPath: Self.modelPath("llama"), toPath: copy)
    let hash = try HuggingFaceFolder(path: copy).hash()
    #expect(hash.utf8.count == 64)
    #expect(try HuggingFaceFolder(path: Self.modelPath("llama")).hash() == hash)
    let shard = try #require(
      try FileManager.default.contentsOfDirectory(atPath: copy).sorted()
        .first { $0.hasSuffix(".safetensors") })
    for file in [shard, "tokenizer.json", "config.json"] {
      let path = "\(copy)/\(file)"
      let original = try Data(contentsOf: URL(fileURLWithPath: path))
      var changed = original
      changed[changed.count - 2] ^= 1
      if file.hasSuffix(".json") { changed = original + Data(" ".utf8) }
      try changed.write(to: URL(fileURLWithPath: path))
      #expect(try HuggingFaceFolder(path: copy).hash() != hash, "\(file)")
      try original.write(to: URL(fileURLWithPath: path))
    }
    #expect(try HuggingFaceFolder(path: copy).hash() == hash)
  }

  // MARK: Bad folders

  /// A change of one file of a good folder and what is said of it.
  struct Fault: Sendable {
    let file: String
    let from: String
    let to: String
    let says: String
  }
  static let faults = [
    Fault(
      file: "config.json", from: #""model_type": "llama""#, to: #""model_type": "mamba""#,
      says:
        #"unknown architecture "mamba"; known: llama, mistral, qwen2, qwen3, gemma2, gemma3_text, "#
        + "phi3, gpt2, gpt_neox, olmo2"),
    Fault(
      file: "config.json", from: #""num_hidden_layers": 2"#, to: #""num_hidden_layers": "two""#,
      says:
        #"config.json, field num_hidden_layers: expected a whole number from 1 to 512, got "two""#),
    Fault(
      file: "config.json", from: #""num_hidden_layers": 2,"#, to: "",
      says: "config.json: no field num_hidden_layers"),
    Fault(
      file: "config.json", from: #""num_hidden_layers": 2"#, to: #""num_hidden_layers": 3"#,
      says: #"no tensor "model.layers.2.self_attn.q_proj" in the folder's safetensors files"#),
    Fault(
      file: "config.json", from: #""hidden_act": "silu""#, to: #""hidden_act": "relu""#,
      says:
        #"model field hidden_act: expected silu, gelu, gelu_new or gelu_pytorch_tanh, got "relu""#),
    Fault(
      file: "config.json", from: #""rope_type": "llama3""#, to: #""rope_type": "yarn""#,
      says: #"model field rope_scaling.rope_type: expected none or linear, got "yarn""#),
    Fault(
      file: "config.json", from: #""use_cache": true"#, to: #""use_sliding_window": true"#,
      says: "model field use_sliding_window: expected false, got true"),
    Fault(
      file: "model.safetensors.index.json", from: #": "model-00001-of-"#,
      to: #": "../model-00001-of-"#,
      says: "expected the name of a safetensors file in the folder"),
    Fault(
      file: "tokenizer.json", from: #""type": "BPE""#, to: #""type": "WordPiece""#,
      says: #"tokenizer.json, field model.type: expected BPE or Unigram, got "WordPiece""#),
    Fault(
      file: "tokenizer.json", from: #"{1,3}"#, to: "{1,4}", says: "unknown pre-tokenizer"),
  ]

  @Test("what is wrong, in which file and field", arguments: faults.indices)
  func bad(index: Int) throws {
    let fault = Self.faults[index]
    let folder = try TemporaryFolder()
    let copy = "\(folder.path)/model"
    try FileManager.default.copyItem(atPath: Self.modelPath("llama"), toPath: copy)
    let path = "\(copy)/\(fault.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(fault.from))
    try text.replacingOccurrences(of: fault.from, with: fault.to)
      .write(toFile: path, atomically: false, encoding: .utf8)
    do {
      _ = try LanguageModel(folder: copy)
      Issue.record("was accepted")
    } catch {
      #expect("\(error)".contains(fault.says), "\(error)")
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test("a missing file is named, and pickled weights are not looked for")
  func missing() throws {
    for file in ["tokenizer.json", "model.safetensors"] {
      let folder = try TemporaryFolder()
      let copy = "\(folder.path)/model"
      try FileManager.default.copyItem(atPath: Self.modelPath("gpt2"), toPath: copy)
      try FileManager.default.removeItem(atPath: "\(copy)/\(file)")
      try Data("pickle".utf8).write(to: URL(fileURLWithPath: "\(copy)/pytorch_model.bin"))
      let error = #expect(throws: HuggingFaceError.self) { try LanguageModel(folder: copy) }
      #expect(error == .missingFile(file, folder: copy))
    }
  }

  @Test("a file cut at any of a hundred places is an error, not a model")
  func truncated() throws {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
      let folder = try TemporaryFolder()
      let copy = "\(folder.path)/model"
      try FileManager.default.copyItem(atPath: Self.modelPath("gpt2"), toPath: copy)
      let path = "\(copy)/\(file)"
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      for step in 0..<100 {
        // All but white space at the end.
        try writeQuickly(Array(whole.prefix((whole.count - 2) * step / 100)), to: path)
        #expect(throws: (any Error).self, "\(file), step \(step)") {
          try LanguageModel(folder: copy)
        }
      }
    }
  }
}
