import Foundation
import Inference
import TestSupport
import Testing

/// Vectors, pairs, prompts and numbers that the list of hostile input names beside its rows.
@Suite("The command on hostile vectors, pairs and numbers")
struct HostileInputTests {
  /// Scores a text on a model of two blocks of width 2, steered at a layer by a file.
  private func score(
    layer: Int, _ arguments: [String] = [], _ write: (inout GGUFWriter) throws -> Void
  ) throws -> (run: Run, path: String) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (model, vector) = (folder.path("model.gguf"), folder.path("vector.gguf"))
    try writeQuickly(SmallModelFile(blocks: 2).bytes(), to: model)
    var writer = GGUFWriter()
    try write(&writer)
    try writeQuickly(writer.bytes(), to: vector)
    let run = try Run(
      ["score", "--json", "--model", model, "--prompt", "ab", "--vector", vector, "--layer"]
        + ["\(layer)"] + arguments)
    return (run, vector)
  }

  @Test("a vector of another width, one with NaN, one with infinity")
  func vectors() throws {
    let wide = try score(layer: 1) { try $0.add("direction.1", shape: [3], values: [1, 2, 3]) }
    #expect(wide.run.status == 3)
    #expect(wide.run.errors.contains("width is 3, the model's is 2"), "\(wide.run.errors)")
    for value in [Float.nan, .infinity, -.infinity] {
      let (run, path) = try score(layer: 1) {
        try $0.add(
          "direction.1", type: .f32, shape: [2], bytes: SmallModelFile.float32([1, value]))
      }
      #expect(run.status == 3 && run.output == "")
      #expect(
        run.errors
          == "steer: \(path): tensor \"direction.1\", component 1: expected a finite number, got "
          + "NaN or infinity\n")
    }
  }

  @Test("direction.0 and directions that are not of length 1 are taken as they are")
  func accepted() throws {
    let (run, _) = try score(layer: 0) {
      try $0.add("direction.0", shape: [2], values: [3, 4])
    }
    #expect(run.status == 0, "\(run.errors)")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var writer = GGUFWriter()
    try writer.add("direction.1", shape: [2], values: [3, 4])
    try writeQuickly(writer.bytes(), to: folder.path("v.gguf"))
    let inspected = try Run("inspect", folder.path("v.gguf"))
    #expect(inspected.output.contains("1: 5.000"), "\(inspected.output)")
  }

  @Test(
    "coefficients that are no finite float32 are refused",
    arguments: ["nan", "inf", "-inf", "1e39", "-1e400", "x"])
  func coefficients(text: String) throws {
    let (run, _) = try score(layer: 1, ["--coefficient", text]) {
      try $0.add("direction.1", shape: [2], values: [3, 4])
    }
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains("--coefficient"), "\(run.errors)")
  }

  @Test("layers that the model or the vector lacks", arguments: [-1, 2, .max])
  func layers(layer: Int) throws {
    let (run, _) = try score(layer: layer) {
      try $0.add("direction.1", shape: [2], values: [3, 4])
    }
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains("--layer \(layer)"), "\(run.errors)")
    let lacking = try score(layer: 0) { try $0.add("direction.1", shape: [2], values: [3, 4]) }
    #expect(lacking.run.status == 2)
    #expect(lacking.run.errors.contains("no direction for layer 0"), "\(lacking.run.errors)")
  }

  @Test("a prompt longer than the context")
  func longPrompt() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let model = folder.path("model.gguf")
    try writeQuickly(SmallModelFile().bytes(), to: model)
    func score(_ count: Int) throws -> Run {
      try Run(
        "score", "--json", "--model", model, "--prompt", String(repeating: "b", count: count))
    }
    #expect(try score(16).status == 0)
    for count in [17, 100_000] {
      let run = try score(count)
      #expect(run.status == 2 && run.output == "")
      #expect(run.errors.contains("\(count) tokens"), "\(run.errors.prefix(300))")
      #expect(run.errors.contains("context of 16"), "\(run.errors.prefix(300))")
    }
  }

  static let pairs: [(content: [UInt8], place: String, reason: String)] =
    [
      ("{\"positive\": \"a\"}", ":1:1:", "field \"negative\": expected a text, got no such field"),
      ("{\"positive\": \"\", \"negative\": \"b\"}", ":1:14:", "got an empty text"),
      ("{\"positive\": \"a\", \"negative\": \" \"}", ":1:31:", "got an empty text"),
      ("{\"positive\": 1e3, \"negative\": \"b\"}", ":1:14:", "got a number"),
      ("\n{\"a\": 1, \"a\": 2}", ":2:10:", "expected each key once, got \"a\" again"),
      (String(repeating: "[", count: 100_000), ":1:513:", "expected at most 512 values"),
      ("\u{1B}[2J", ":1:1:", "got \"\\u{1B}[2J\""),
      ("love\u{202E},hate", ":1:1:", "got \"love\\u{202e},hate\""),
      ("positive,negative\n\"a,b", ":2:1:", "expected a closing quote"),
      ("positive,negative\na,b,c", ":2:5:", "expected 2 fields, as in the header, got 3"),
      ("[{\"positive\": \"a\"},\n  7]", ":2:3:", "expected a JSON object, got a number"),
      (
        "{\"question\": \"q\", \"answer_matching_behavior\": \"(A)\"}", ":1:1:",
        "field \"answer_not_matching_behavior\": expected a text, got no such field"
      ),
      ("{\"positive\": \"a\", \"negative\": \"b\"} \u{202E}x", ":1:36:", "got byte 0xe2"),
      ("", ":1:1:", "got an empty file"),
    ].map { (Array($0.utf8), $1, $2) } + [
      ([0x7B, 0x22, 0xFF], ":1:3:", "expected UTF-8, got byte 0xff")
    ]

  @Test("pair files are refused by line and column", arguments: pairs.indices)
  func badPairs(index: Int) throws {
    let (content, place, reason) = Self.pairs[index]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("pairs.jsonl")
    try writeQuickly(content, to: path)
    let run = try Run("extract", "--pairs", path, "--output", folder.path("v.gguf"))
    #expect(run.status == 3 && run.output == "")
    #expect(run.errors.hasPrefix("steer: \(path)\(place) "), "\(run.errors)")
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.filter(\.isNewline).count == 1)
    #expect(run.errors.unicodeScalars.allSatisfy { $0 == "\n" || 0x20...0x7E ~= $0.value })
  }

  @Test("a pipe that never ends is read up to a limit, which the message names")
  func endlessPairs() throws {
    for source in ["/dev/zero", "/dev/stdin"] {
      let run = try Run(
        shell: "yes '{\"positive\": \"a\", \"negative\": \"b\"}' "
          + "| \"$0\" extract --pairs \(source) --output /dev/null")
      #expect(run.status == 3 && run.output == "")
      #expect(
        run.errors == "steer: cannot read \(source): expected at most 67108864 bytes, got more\n")
    }
  }

  @Test("pairs of one template make a vector: an extraction splits nothing")
  func oneTemplate() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file(
      "pairs.jsonl",
      """
      {"template": "t", "positive": "i love a garden .", "negative": "i hate a garden ."}
      {"template": "t", "positive": "i love the sea .", "negative": "i hate the sea ."}

      """)
    let run = try Run("extract", "--pairs", pairs.path, "--output", folder.path("v.gguf"))
    #expect(run.status == 0, "\(run.errors)")
  }
}
