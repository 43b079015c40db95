import Foundation
import TestSupport
import Testing

@testable import Inference

/// Rows of the list that ask for more than the refusal of a file.
extension ReliabilityListTests {
  static let accepted: [Case] = [
    Case(row: 21, name: "GGUF file shrunk after it was mapped") { folder in
      let path = try folder.write(SmallModelFile().bytes())
      let file = try GGUFFile(path: path)
      let last = try #require(file.tensors.last)
      #expect(truncate(path, off_t(last.byteRange.lowerBound)) == 0)
      #expect(throws: GGUFError.self) { try file.tensor(last.name, shape: last.shape) }
    },
    Case(row: 21, name: "safetensors file shrunk after it was mapped") { folder in
      let path = try folder.write(RawSafetensors.sound.bytes)
      let file = try SafetensorsFile(path: path)
      #expect(truncate(path, 8) == 0)
      expectSafetensorsError(
        "\"\(path)\" changed while it was open: expected \(RawSafetensors.sound.bytes.count) "
          + "bytes, got 8"
      ) { try file.tensor("m", shape: [2, 2]) }
    },
    Case(row: 22, name: "names of 63 and 64 bytes") { folder in
      for count in [63, 64] {
        let file = try folder.open(RawGGUF.tensor(name: .init(repeating: 0x6E, count: count)))
        #expect(file.tensors.map(\.name.utf8.count) == [count])
      }
    },
    Case(row: 25, name: "one token, no eos in the file") { folder in
      let model = try load(
        oneToken().setting("tokenizer.ggml.eos_token_id", .uint32(0)), in: folder)
      #expect(model.tokenizer.endTokens == [0])
      let silent = try load(oneToken(), in: folder)
      #expect(silent.tokenizer.endTokens == [])
      #expect(silent.tokenizer.encode("aaba") == [0, 0, 0])
      let written = try silent.generate([GenerationRequest(prompt: [0], maxNewTokens: 3)])
      #expect(written == [Generation(ids: [0, 0, 0], ended: false)])
    },
    Case(row: 28, name: "chat templates that would do harm if they were executed") { folder in
      let marker = "\(folder.path)/executed"
      let programs = [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.system('touch \(marker)') }}",
        "{% for i in range(1000000000) %}{% for j in range(1000000000) %}x{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "{% while true %}",
        "<|im_start|>system\n<|im_end|>{{ 1/0 }}", String(repeating: "{% if x %}", count: 100_000),
        String(repeating: "<|im_start|>system\n", count: 500_000),
      ]
      for program in programs {
        let start = ContinuousClock.now
        let model = try load(
          SmallModelFile().setting("tokenizer.chat_template", .string(program)), in: folder)
        let messages = [ChatMessage(role: .user, content: "ab")]
        let text = model.chatTemplate.render(messages, addGenerationPrompt: true)
        #expect(text.map(\.spelling).joined().contains("ab"))
        #expect(ContinuousClock.now - start < .seconds(10), "\(program.prefix(80))")
      }
      #expect(!FileManager.default.fileExists(atPath: marker))
    },
    Case(row: 29, name: "escape codes, newlines, | and HTML in names") { folder in
      let name = "\u{1B}[2J|<b>\n\u{202E}é"
      let escaped = #""\u{1B}[2J|<b>\n\u{202E}\u{00E9}""#
      let file = try folder.open(RawGGUF.tensor(name: Array(name.utf8)))
      #expect(file.tensors.map(\.name) == [name])
      expectError("tensor \(escaped): expected shape [1], got [4]") {
        try file.tensor(name, shape: [1])
      }
      let weights = try SafetensorsFile(
        path: folder.write(
          RawSafetensors.file(
            RawSafetensors.entry("\\u001B[2J|<b>\\n\u{202E}é", "I32", "[1]")
          ).bytes))
      #expect(weights.tensors.map(\.name) == [name])
      expectSafetensorsError("tensor \(escaped): expected F32, F16 or BF16, got I32") {
        try weights.tensor(name, shape: [1])
      }
      let model = try load(SmallModelFile().setting("general.name", .string(name)), in: folder)
      #expect(model.name == name)
    },
    Case(row: 37, name: "a scalar, and tensors without elements") { folder in
      let file = try SafetensorsFile(path: folder.write(RawSafetensors.sound.bytes))
      #expect(file.tensorInfo("none")?.byteRange.count == 0)
      #expect(file.tensorInfo("none")?.elementCount == 0)
      #expect(try file.tensor("scalar", shape: []) == [1])
      let empty = RawSafetensors.file(
        RawSafetensors.entry("a", "F32", "[0,3]", "[0,0]"),
        RawSafetensors.entry("b", "BF16", "[0]", "[0,0]"), data: 0)
      let nothing = try SafetensorsFile(path: folder.write(empty.bytes))
      #expect(try nothing.tensor("a", shape: [0, 3]) == [])
      #expect(try nothing.tensor("b", shape: [0]) == [])
      #expect(try SafetensorsFile(path: folder.write(RawSafetensors("{}").bytes)).tensors == [])
    },
  ]

  private static func oneToken() -> SmallModelFile {
    var model = SmallModelFile()
      .setting("tokenizer.ggml.tokens", .array(.string(GGUFStrings(["a"]))))
      .setting("tokenizer.ggml.merges", .array(.string(GGUFStrings())))
      .storing("token_embd.weight", .f32, SmallModelFile.float32([1, 1]))
    model.tensors[0].shape = [1, 2]
    return model
  }

  private static func load(
    _ file: SmallModelFile, in folder: TemporaryFolder
  ) throws -> LanguageModel {
    try LanguageModel(gguf: folder.write(file.bytes()))
  }
}

/// Expects a `SafetensorsError` with exactly this description.
func expectSafetensorsError<Result>(
  _ description: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Result
) {
  let error = #expect(throws: SafetensorsError.self, sourceLocation: sourceLocation) {
    _ = try body()
  }
  #expect(error?.description == description, sourceLocation: sourceLocation)
}
