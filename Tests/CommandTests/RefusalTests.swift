import Foundation
import Inference
import TestSupport
import Testing

/// Bad usage ends with status 2, a bad file with 3 and one line; neither prints any data.
@Suite("The command refuses")
struct RefusalTests {
  @Test(
    "bad usage",
    arguments: [
      (["nonsense"], "nonsense"),
      (["tokenize"], "text"),
      (["score"], "--prompt"),
      (["score", "--prompt", "a", "--ids", "1"], "--ids"),
      (["score", "--ids", "1,x"], "'x'"),
      (["score", "--ids", "1,99999999"], "99999999"),
      (["score", "--prompt", ""], "no tokens"),
      (["generate", "--layer", "1", "i"], "--vector"),
      (["generate", "--vector", "v.gguf", "i"], "--layer"),
      (["generate", "--vector", "v.gguf", "--layer", "1", "--layers", "2", "i"], "either"),
      (["generate", "--vector", "v.gguf", "--layer", "1", "--layers", "2", "i"], "not both"),
      (["generate", "--vector", "v.gguf", "--layers", "5-8", "i"], "--layer 8"),
      (["generate", "--vector", "v.gguf", "--layers", "2,1-3", "i"], "2 is there twice"),
      (["generate", "--strict", "i"], "--vector"),
      (["convert", "a"], "output"),
      (["convert", "a", "b", "--format", "onnx"], "llama.cpp"),
      (["convert", "a", "b", "--shift", "x"], "--shift"),
      (["extract", "--pairs", "p", "--output", "o", "--pairs-format", "xml"], "csv"),
      (["generate", "--vector", "v.gguf", "--layer", "1", "--coefficient", "nan", "i"], "nan"),
      (["generate", "--vector", "v.gguf", "--layer", "1", "--coefficient", "-inf", "i"], "inf"),
      (["generate", "--vector", "v.gguf", "--layer", "8", "i"], "--layer 8"),
      (["generate", "--vector", "v.gguf", "--layer", "-1", "i"], "--layer -1"),
      (["generate", "--max-new-tokens", "x", "i"], "--max-new-tokens"),
      (["generate", "--max-new-tokens", "1000000", "i"], "context"),
      (["generate", "--top-k", "3", "i"], "--temperature"),
      (["generate", "--temperature", "-1", "i"], "temperature"),
      (["extract", "--pairs", "p", "--output", "o", "--method", "guess"], "mean"),
      (["model", "path", "gpt-9"], "gpt-9"),
      (["bench", "--rows", "0"], "--rows"),
    ])
  func usage(arguments: [String], names: String) throws {
    let run = try Run(arguments)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("steer: "), "\(run.errors)")
    #expect(run.errors.contains(names), "\(run.errors)")
  }

  /// Files that are no GGUF file.
  static let malformedFiles: [(name: String, content: [UInt8])] = [
    ("empty", []),
    ("truncated", Array("GGUF".utf8) + [3, 0, 0, 0, 1]),
    ("html", Array("<!DOCTYPE html>\n<html>\n".utf8)),
    ("zip", [0x50, 0x4B, 3, 4]),
    ("huge counts", Array("GGUF".utf8) + [3, 0, 0, 0] + Array(repeating: 0xFF, count: 16)),
  ]

  func expectRefusal(_ run: Run, naming path: String) {
    #expect(run.status == 3, "\(run.errors)")
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("steer: "))
    #expect(run.errors.hasSuffix("\n"))
    #expect(run.errors.filter(\.isNewline).count == 1, "\(run.errors)")
    #expect(run.errors.contains(path), "\(run.errors)")
  }

  @Test("malformed files", arguments: malformedFiles.indices)
  func malformed(index: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("bad.gguf")
    try Data(Self.malformedFiles[index].content).write(to: URL(fileURLWithPath: path))
    expectRefusal(try Run("inspect", path), naming: path)
    expectRefusal(try Run("tokenize", "--model", path, "i"), naming: path)
    expectRefusal(
      try Run("score", "--vector", path, "--layer", "1", "--prompt", "i"), naming: path)
  }

  @Test("a file that is not there")
  func missing() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("none")
    expectRefusal(try Run("inspect", path), naming: path)
    expectRefusal(try Run("tokenize", "--model", path, "i"), naming: path)
    expectRefusal(try Run("extract", "--pairs", path, "--output", path), naming: path)
  }

  @Test("a well-formed file that is neither model nor vector, its names escaped")
  func hostileNames() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("names.gguf")
    var writer = GGUFWriter()
    try writer.add("general.architecture", .string("controlvector"))
    try writer.add("direction.\u{1B}[2J\n", shape: [1], values: [1])
    try writer.write(to: path)
    let run = try Run("inspect", path)
    expectRefusal(run, naming: path)
    #expect(!run.errors.contains("\u{1B}"))

    var nameless = GGUFWriter()
    try nameless.add("weights", shape: [1], values: [1])
    try nameless.write(to: path)
    expectRefusal(try Run("inspect", path), naming: "general.architecture")
  }

  @Test("a vector for a model of another width")
  func otherModel() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("wide.gguf")
    var writer = GGUFWriter()
    try writer.add("direction.1", shape: [3], values: [1, 2, 3])
    try writer.write(to: path)
    let run = try Run("score", "--vector", path, "--layer", "1", "--prompt", "i")
    expectRefusal(run, naming: path)
    #expect(run.errors.contains("width is 3"))

    var named = GGUFWriter()
    try named.add("steering.model_name", .string("wide-model"))
    try named.add("direction.1", shape: [3], values: [1, 2, 3])
    try named.write(to: path)
    let hint = try Run("score", "--vector", path, "--layer", "1", "--prompt", "i")
    expectRefusal(hint, naming: path)
    #expect(hint.errors.contains("made from 'wide-model' (--model)"), "\(hint.errors)")
  }

  @Test("contrast pairs with a bad line are refused by line")
  func badPairs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file("pairs.jsonl", "{\"positive\": \"a\", \"negative\": \"b\"}\n{}\n")
    let output = folder.path("out.gguf")
    expectRefusal(
      try Run("extract", "--pairs", pairs.path, "--output", output), naming: "\(pairs.path):2")
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
