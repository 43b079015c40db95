import Foundation
import TestSupport
import Testing

/// Nothing is fetched here but from a mirror that the test fills, and no set lies in the cache.
@Suite("steer data")
struct DataCommandTests {
  let folder: TemporaryFolder

  struct Answer: Decodable {
    struct Entry: Decodable {
      let name: String
      let state, licence, paper, home: String?
      let byteCount, freedByteCount: Int?
      let paths: [String]?
    }
    let data: [Entry]
  }

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> Run {
    try Run(
      arguments,
      environment: [
        "XDG_CACHE_HOME": folder.url.path, "STEER_MIRROR": folder.url.path,
        "https_proxy": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "no_proxy": "",
      ])
  }

  private func answer(_ run: Run) throws -> Answer {
    try decodeSnakeCase(Answer.self, from: Data(run.output.utf8))
  }

  @Test("list tells all sets, or those below a name, with licence and paper")
  func list() throws {
    let lines = try run("data", "list").output.split(separator: "\n")
    #expect(lines.count == 168)
    #expect(
      lines.contains { $0.hasPrefix("mwe/persona/agreeableness") && $0.contains("CC-BY-4.0") })
    let caa = try answer(run("data", "list", "caa", "--json")).data
    #expect(caa.count == 9 && caa.allSatisfy { $0.state == "missing" && $0.licence == "MIT" })
    #expect(caa[0].paper == "arXiv 2312.06681" && caa[0].paths?.count == 2)
  }

  @Test("a name that nobody has is bad usage, and near ones are told")
  func unknown() throws {
    for verb in ["list", "fetch", "remove"] {
      let run = try run("data", verb, "caa/sycophan")
      #expect(run.status == 2, "\(verb)")
      #expect(run.errors.contains("caa/sycophancy"), "\(run.errors)")
    }
    #expect(try run("data", "fetch").status == 2)
  }

  @Test("a set that cannot be had says under which path a mirror would have it; nothing is left")
  func unreachable() throws {
    let run = try run("data", "fetch", "repe/facts")
    #expect(run.status == 3)
    #expect(run.errors.contains("put repe/facts_true_false.csv into a folder"), "\(run.errors)")
    #expect(try answer(self.run("data", "list", "repe/facts", "--json")).data[0].state == "missing")
    #expect(try answer(self.run("data", "remove", "repe", "--json")).data.count == 7)
  }

  @Test("changed bytes in the cache are told, and refused where they would be read")
  func damaged() throws {
    let place = folder.url.appendingPathComponent("steeringlab/data/repe/facts_true_false.csv")
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("statement,label\nx,1\n".utf8).write(to: place)
    #expect(try answer(run("data", "list", "repe/facts", "--json")).data[0].state == "damaged")
    let output = folder.path("v.gguf")
    let extract = try run(
      "extract", "--dataset", "repe/facts", "--model", "planted", "--output", output)
    #expect(extract.status == 3)
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("--dataset stands where --pairs does: missing, unknown, beside it, and neither")
  func dataset() throws {
    let output = folder.path("v.gguf")
    let missing = try run(
      "extract", "--dataset", "caa/sycophancy", "--model", "planted", "--output", output)
    #expect(missing.status == 3 && missing.errors.contains("steer data fetch caa/sycophancy"))
    let unknown = try run("sweep", "--dataset", "caa/nothing", "--model", "planted")
    #expect(unknown.status == 2, "\(unknown.errors)")
    let both = try run(
      "extract", "--dataset", "caa/sycophancy", "--pairs", "x", "--model", "planted", "--output",
      output)
    #expect(both.status == 2 && both.errors.contains("one of them"))
    let neither = try run("extract", "--model", "planted", "--output", output)
    #expect(neither.status == 2 && neither.errors.contains("--dataset"))
    let beside = try run(
      "sweep", "--dataset", "caa/sycophancy", "--behavior", "honesty", "--model", "planted")
    #expect(beside.status == 2 && beside.errors.contains("--dataset"))
  }
}
