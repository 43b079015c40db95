import Foundation
import Inference
import TestSupport
import Testing
import TinyModel

@Suite("steer convert, and vectors from elsewhere")
struct ConvertCommandTests {
  struct Converted: Decodable, Equatable {
    let from, to: String
    let layers: [Int]
    let leftOut: [Int]

    enum CodingKeys: String, CodingKey {
      case from, to, layers
      case leftOut = "left_out"
    }
  }

  struct Contents: Decodable {
    struct Vector: Decodable {
      let format: String
      let layers: [Int]
      let `operator`: String
      let norm: String
    }
    let kind: String
    let vector: Vector
  }

  /// A vector of the built-in model, for its blocks 0 to 7.
  static func vector(_ folder: TemporaryFolder) throws -> String {
    let path = folder.path("vector.gguf")
    let run = try Run(
      "extract", "--pairs", try ExtractCommandTests.pairs(folder).path, "--output", path)
    #expect(run.status == 0, "\(run.errors)")
    return path
  }

  @Test("every format is written, told apart by inspect, and steers as the original does")
  func formats() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try Self.vector(folder)
    func score(_ steering: String...) throws -> String {
      let run = try Run(["score", "--json", "--prompt", "i think the garden is"] + steering)
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }
    func steered(_ path: String) throws -> String {
      try score("--vector", path, "--layers", "2-5", "--coefficient", "-2")
    }
    let original = try steered(vector)
    // A range is every block of it, each with its own direction.
    #expect(try original != score())
    #expect(try original != score("--vector", vector, "--layer", "2", "--coefficient", "-2"))
    #expect(try original != score("--vector", vector, "--layers", "2-4", "--coefficient", "-2"))
    #expect(
      try score("--vector", vector, "--layers", "3", "--coefficient", "-2")
        == score("--vector", vector, "--layer", "3", "--coefficient", "-2"))
    for (format, first) in [
      ("steeringlab", 0), ("llama.cpp", 1), ("repeng", 1), ("easysteer", 0), ("svec", 0),
    ] {
      let path = folder.path(format)
      let run = try Run("convert", "--json", vector, path, "--format", format, "--force")
      #expect(
        try run.json(Converted.self)
          == Converted(
            from: "steeringlab", to: format, layers: Array(first...7),
            leftOut: first == 1 ? [0] : []))
      #expect(run.errors.contains("block 0") == (first == 1), "\(run.errors)")
      let contents = try Run("inspect", "--json", path).json(Contents.self)
      #expect(contents.kind == "vector" && contents.vector.format == format)
      #expect(contents.vector.layers == Array(first...7) && contents.vector.operator == "add")
      #expect(contents.vector.norm == "as_extracted")
      #expect(try steered(path) == original, "\(format)")
    }
  }

  @Test("a shift moves directions by whole blocks; out of the model it is refused")
  func shift() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try Self.vector(folder)
    let run = try Run("convert", "--json", vector, folder.path("up"), "--shift", "1")
    #expect(try run.json(Converted.self).layers == Array(1...8))
    let back = try Run("convert", folder.path("up"), folder.path("back"), "--shift", "-1")
    #expect(back.status == 0, "\(back.errors)")
    #expect(FileManager.default.contentsEqual(atPath: vector, andPath: folder.path("back")))
    let refused = try Run("convert", vector, folder.path("x"), "--shift", "-1")
    #expect(refused.status == 2 && refused.errors.contains("shift -1"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("x")))
  }

  @Test("a vector for block 0 alone has no place in llama.cpp's format")
  func block0() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("v.svec", #"{"directions": {"0": [1, 2]}}"#).path
    let run = try Run("convert", path, folder.path("x"), "--format", "llama.cpp")
    #expect(run.status == 2 && run.errors.contains("block 0"), "\(run.errors)")
  }

  @Test("a PyTorch file is refused on one line that says how to convert it")
  func pickle() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("v.pt")
    for head: [UInt8] in [[0x80, 2, 0x8A, 0x0A, 0x6C], [0x50, 0x4B, 3, 4, 0]] {
      try writeQuickly(head, to: path)
      for arguments in [
        ["convert", path, folder.path("x")], ["inspect", path],
        ["generate", "--vector", path, "--layer", "1", "i"],
      ] {
        let run = try Run(arguments)
        #expect(run.status == 3 && run.output == "")
        #expect(run.errors.contains("torch.load") && run.errors.contains("svec"), "\(run.errors)")
        #expect(run.errors.filter(\.isNewline).count == 1)
      }
    }
  }

  @Test("layers that the vector lacks are refused, in a range too")
  func lackingLayers() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try Self.vector(folder)
    try _ = Run("convert", vector, folder.path("v"), "--format", "repeng", "--force")
    let run = try Run("generate", "--vector", folder.path("v"), "--layers", "0-3", "i")
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.contains("no direction for layer 0; it has 1...7"), "\(run.errors)")
  }

  /// The small model's score with the folder's vector "v".
  private static func score(in folder: TemporaryFolder, _ more: String...) throws -> Run {
    try Run(
      [
        "score", "--model", folder.path("model.gguf"), "--vector", folder.path("v"), "--layer",
        "0", "--prompt", "b",
      ] + more)
  }

  @Test("a vector from another model file: a warning, an error if --strict")
  func strict() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try writeQuickly(SmallModelFile().bytes(), to: folder.path("model.gguf"))
    var writer = GGUFWriter()
    try writer.add("steering.model_sha256", .string(String(repeating: "a1", count: 32)))
    try writer.add("direction.0", shape: [2], values: [1, 2])
    try writeQuickly(writer.bytes(), to: folder.path("v"))
    let warned = try Self.score(in: folder)
    #expect(
      warned.status == 0 && warned.errors.contains("warning: the vector was made from another"))
    let refused = try Self.score(in: folder, "--strict")
    #expect(refused.status == 3 && refused.output == "")
    #expect(refused.errors.contains("SHA-256 is \"a1a1"), "\(refused.errors)")
  }

  @Test("a vector that does not say what model it was made from: refused if --strict")
  func unknownOrigin() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try writeQuickly(SmallModelFile().bytes(), to: folder.path("model.gguf"))
    var writer = GGUFWriter()
    try writer.add("direction.0", shape: [2], values: [1, 2])
    try writeQuickly(writer.bytes(), to: folder.path("v"))
    #expect(try Self.score(in: folder).status == 0)
    let refused = try Self.score(in: folder, "--strict")
    #expect(refused.status == 3 && refused.output == "")
    #expect(
      refused.errors.contains("does not say what model it was made from"), "\(refused.errors)")
    // The planted model has no file: its vectors say its name.
    let own = try Run(
      "score", "--vector", try Self.vector(folder), "--layer", "3", "--strict", "--prompt", "i")
    #expect(own.status == 0, "\(own.errors)")
  }

  @Test("what a format would lose is told before anything is written; --force writes it")
  func losses() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try Self.vector(folder)
    let other = try folder.file("other", "kept").path
    for (format, block0) in [
      ("llama.cpp", true), ("repeng", true), ("easysteer", false), ("svec", false),
    ] {
      let run = try Run("convert", vector, other, "--format", format)
      #expect(run.status == 2 && run.output == "", "\(run.errors)")
      #expect(run.errors.contains("direction of block 0") == block0, "\(run.errors)")
      #expect(run.errors.contains("SHA-256 of its data is left out: \(format)"), "\(run.errors)")
      #expect(run.errors.contains("--force"), "\(run.errors)")
      #expect(try String(contentsOfFile: other, encoding: .utf8) == "kept")
    }
    // What is lost by nothing is not asked for: a file of another is overwritten as ever.
    #expect(try Run("convert", vector, other).status == 0)
    let forced = try Run("convert", vector, other, "--format", "svec", "--force")
    #expect(forced.status == 0 && forced.errors.contains("warning: the SHA-256 of its data"))
    let back = try Run("convert", other, folder.path("back"), "--format", "easysteer")
    #expect(back.status == 0 && back.errors == "", "it has no hashes to lose: \(back.errors)")
  }

  @Test("the file that is read is not overwritten, by whatever name it is called, unless forced")
  func ownInput() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try Self.vector(folder)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: vector))
    let (soft, hard) = (folder.path("soft"), folder.path("hard"))
    try FileManager.default.createSymbolicLink(atPath: soft, withDestinationPath: vector)
    try FileManager.default.linkItem(atPath: vector, toPath: hard)
    for name in [vector, soft, hard, folder.url.path + "/./vector.gguf"] {
      let run = try Run("convert", vector, name, "--shift", "1")
      #expect(run.status == 2 && run.errors.contains("is the file that is read"), "\(run.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: vector)) == bytes)
    }
    let forced = try Run("convert", vector, vector, "--shift", "1", "--force")
    #expect(forced.status == 0 && forced.errors.contains("is overwritten"), "\(forced.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: vector)) != bytes)
  }

  @Test("pairs of every format make the same vector")
  func pairFormats() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let texts = [
      ("i love a garden .", "i hate a garden ."), ("i love, the sea", "i hate, the sea"),
    ]
    let objects = texts.map { #"{"positive": "\#($0.0)", "negative": "\#($0.1)"}"# }
    let files = [
      ("jsonl", objects.joined(separator: "\n")),
      ("json", "[" + objects.joined(separator: ",\n") + "]"),
      ("csv", "positive,negative\r\n" + texts.map { "\"\($0.0)\",\"\($0.1)\"\r\n" }.joined()),
    ]
    var directions: Set<[Float]> = []
    for (format, text) in files {
      for forced in [[], ["--pairs-format", format]] {
        // The name says nothing: what is in the file does.
        let pairs = try folder.file("pairs", text).path
        let run = try Run(
          ["extract", "--json", "--pairs", pairs, "--output", folder.path("v.gguf")] + forced)
        #expect(run.status == 0, "\(run.errors)")
        directions.insert(
          try GGUFFile(path: folder.path("v.gguf")).tensor(
            "direction.4", shape: [TinyModel.configuration.dModel]))
      }
    }
    #expect(directions.count == 1)
  }

  @Test("CAA's questions: both orders are twice the pairs")
  func caa() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file(
      "caa.json",
      #"[{"question": "i love\n\nChoices:\n (A) a garden\n (B) the sea", "#
        + #""answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}]"#
    ).path
    struct Extracted: Decodable { let pairs: Int }
    for (answers, count) in [("letter", 1), ("both-orders", 2), ("text", 1)] {
      let run = try Run(
        "extract", "--json", "--quiet", "--pairs", pairs, "--answers", answers, "--output",
        folder.path("v.gguf"))
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.json(Extracted.self).pairs == count)
    }
  }
}
