import Foundation
import Inference
import TestSupport
import Testing
import TinyModel

@Suite("steer extract")
struct ExtractCommandTests {
  struct Extracted: Decodable {
    let method: String
    let position: String
    let pairs: Int
    let norms: [Double]
  }

  static let methods = ["mean", "pca", "logistic", "lda"]
  /// The built-in model's.
  static let seed: UInt64 = 17

  /// Pairs of the built-in model's language.
  static func pairs(_ folder: TemporaryFolder) throws -> URL {
    let corpora = try TinyCorpora(seed: seed, size: .small)
    return try folder.file(
      "pairs.jsonl",
      corpora.sentimentPairs.extract.map {
        #"{"positive": "\#($0.positive)", "negative": "\#($0.negative)"}"# + "\n"
      }.joined())
  }

  @Test("every method finds the planted direction at the last token, with the mean's length")
  func methods() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try Self.pairs(folder)
    let valence = TinyModel.direction(.valence, seed: Self.seed)
    var norms: [[Double]] = []
    for method in Self.methods {
      let path = folder.path("\(method).gguf")
      let run = try Run(
        "extract", "--json", "--pairs", pairs.path, "--method", method, "--output", path)
      #expect(run.status == 0, "\(run.errors)")
      let result = try run.json(Extracted.self)
      #expect(result.method == method && result.position == "last" && result.pairs == 60)
      norms.append(result.norms)
      let direction = try GGUFFile(path: path).tensor(
        "direction.4", shape: [TinyModel.configuration.dModel])
      #expect(cosine(direction, valence) >= 0.95, "\(method)")
    }
    for other in norms.dropFirst() {
      #expect(zip(other, norms[0]).allSatisfy { abs($0 - $1) < 1e-5 * $1 })
    }
  }

  @Test(
    "positions: each is another vector, and the file says which",
    arguments: ["mean", "pca", "logistic", "lda"])
  func positions(method: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try Self.pairs(folder)
    var files: Set<Data> = []
    for position in ["last", "mean", "all"] {
      let path = folder.path("\(position).gguf")
      let run = try Run(
        "extract", "--json", "--pairs", pairs.path, "--method", method, "--position", position,
        "--output", path)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.json(Extracted.self).position == position)
      files.insert(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
    #expect(files.count == 3)
  }

  @Test(
    "a method that makes nothing of pairs is refused", arguments: ["random", "imported", "svm"])
  func refused(method: String) throws {
    let run = try Run("extract", "--pairs", "x", "--method", method, "--output", "y")
    #expect(run.status == 2)
    #expect(run.errors.contains("mean, pca, logistic, lda") || run.errors.contains("'lda'"))
  }

  @Test("a part that the vocabulary lacks is told once for all pairs, and of --model")
  func losses() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file(
      "pairs.jsonl",
      #"""
      {"positive": "i love metaphors", "negative": "i hate metaphors"}
      {"positive": "i love the sea", "negative": "i hate the sea"}
      """#)
    let run = try Run("extract", "--pairs", pairs.path, "--output", folder.path("v.gguf"))
    #expect(run.status == 0)
    #expect(run.errors.split(separator: "warning:").count == 2, "\(run.errors)")
    #expect(run.errors.contains("parts of 2 of the 4 texts"), "\(run.errors)")
    #expect(run.errors.contains("--model"), "\(run.errors)")
  }
}
