import Foundation
import Inference
import TestSupport
import Testing

/// The list of hostile input through the command: status 3, one line, nothing on standard output.
@Suite("The command on hostile files")
struct HostileFileTests {
  @Test("each row's files are refused with the line that says why", arguments: ReliabilityList.rows)
  func refused(row: ReliabilityList.Row) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for file in try HostileFile.all where file.row == row.number {
      let isSafetensors = file.kind == .safetensors
      let path = folder.path(isSafetensors ? "bad.safetensors" : "bad.gguf")
      try writeQuickly(file.bytes, to: path)
      // A model of another architecture is no fault in a list of what is in it.
      let isListed = file.line.hasPrefix("unknown architecture")
      // Of a zip archive inspect says how to make a vector of it, see ConvertCommandTests.
      var runs = isListed || file.name == "zip" ? [] : [try Run("inspect", path)]
      if !isSafetensors { runs.append(try Run("tokenize", "--model", path, "ab")) }
      for run in runs {
        #expect(run.status == 3, "\(file.name)")
        #expect(run.output == "", "\(file.name)")
        #expect(run.errors == "steer: \(path): \(file.line)\n", "\(file.name)")
      }
    }
  }

  @Test("a safetensors file is listed, in words and as JSON")
  func safetensors() throws {
    struct Contents: Decodable {
      struct Metadatum: Decodable, Equatable {
        let key: String
        let value: String
      }
      struct Tensor: Decodable {
        let name: String
        let type: String
        let shape: [Int]
        let bytes: Int
      }
      let kind: String
      let sha256: String
      let metadata: [Metadatum]
      let tensors: [Tensor]
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // By its content, whatever it is called.
    for name in ["weights.safetensors", "weights"] {
      let path = folder.path(name)
      try writeQuickly(RawSafetensors.sound.bytes, to: path)
      let contents = try Run("inspect", "--json", path).json(Contents.self)
      #expect(contents.kind == "safetensors")
      #expect(contents.sha256.count == 64)
      #expect(
        contents.metadata == [.init(key: "format", value: "pt"), .init(key: "note", value: "")])
      #expect(contents.tensors.map(\.name) == ["m", "flag", "half", "scalar", "none"])
      #expect(contents.tensors.map(\.type) == ["F32", "BOOL", "BF16", "F16", "I64"])
      #expect(contents.tensors.map(\.shape) == [[2, 2], [1], [2], [], [0, 3]])
      #expect(contents.tensors.map(\.bytes) == [16, 1, 4, 2, 0])
      let text = try Run("inspect", path)
      #expect(text.status == 0 && text.errors == "")
      #expect(text.output.contains("metadata format  pt"))
      #expect(text.output.contains("5: 1 BF16, 1 BOOL, 1 F16, 1 F32, 1 I64"))
    }
  }

  @Test("row 29: names with escape codes, line breaks and bidirectional marks are escaped")
  func names() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let name = "\u{1B}[2J|<b>\n\u{202E}\u{2028}é"
    let model = folder.path("model.gguf")
    try writeQuickly(
      SmallModelFile().setting("general.name", .string(name))
        .setting("tokenizer.ggml.tokens", .array(.string(GGUFStrings(["a", "\u{1B}", "b"]))))
        .setting("tokenizer.ggml.merges", .array(.string(GGUFStrings()))).bytes(), to: model)
    let weights = folder.path("weights.safetensors")
    let entry = RawSafetensors.entry("\\u001B[2J|<b>\\n\u{202E}\\u2028é")
    try writeQuickly(RawSafetensors.file(entry).bytes, to: weights)
    for path in [model, weights] {
      let run = try Run("inspect", path)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(#"\u{1b}[2J|<b> \u{202e}\u{2028}é"#), "\(run.output)")
      #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }
    let tokens = try Run("tokenize", "--model", model, "ab")
    #expect(tokens.status == 0)
    #expect(!tokens.output.unicodeScalars.contains("\u{1B}"))
  }

  @Test("row 40: arguments that are not UTF-8, and a control token's name in a text")
  func arguments() throws {
    let run = try Run(shell: #""$0" tokenize --json "$(printf 'a \377\303 love')""#)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.hasPrefix("steer: warning: "))
  }

  @Test("a context of a million positions takes memory for those that are used")
  func context() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var model = SmallModelFile().setting("llama.context_length", .uint32(1 << 20))
      .setting("llama.attention.key_length", .uint32(1024))
    for index in model.tensors.indices {
      let name = model.tensors[index].name
      if ["attn_q", "attn_k", "attn_v"].contains(where: name.contains) {
        model.tensors[index].shape = [1024, 2]
      } else if name.contains("attn_output") {
        model.tensors[index].shape = [2, 1024]
      } else {
        continue
      }
      model.tensors[index].bytes = .init(repeating: 0, count: 4 * 2048)
    }
    let path = folder.path("model.gguf")
    try writeQuickly(model.bytes(), to: path)
    let limits = "ulimit -v \(CutRuns.kilobytes); ulimit -t 5; "
    let run = try Run(
      shell: limits + #"exec "$0" score --json --prompt abab --model "$1""#, arguments: [path])
    #expect(run.status == 0, "\(run.errors)")
  }
}
