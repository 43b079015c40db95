import Assets
import Claims
import Foundation
import Reporting
import Scenarios
import Steering
import TestSupport
import Testing

@testable import Protocols
@testable import Subjects

@Suite("The roster, and models of one's own beside it")
struct RosterTests {
  @Test("ids are file names, each once; one control; set-up's models are of it")
  func cards() {
    let ids = Roster.models.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /[a-z0-9][a-z0-9.-]*/) != nil, "\(id)") }
    #expect(Roster.models.filter { $0.role == .control }.map(\.id) == ["planted"])
    #expect(Roster.standard.allSatisfy { Roster[$0.id] != nil })
    for card in Roster.models {
      guard case .asset(let asset) = card.weights else { continue }
      #expect(Asset.all.contains { $0.name == asset.name }, "'steer model list' lacks \(card.id)")
    }
  }

  @Test("one more entry: its column, records, key and figures are there, nothing else changes")
  func adding() throws {
    let card = ModelCard(
      id: "other-model", title: "another", parameters: nil, role: .control, weights: .planted)
    let other = try Subject.planted(seed: 5, as: card)
    var run = ReportRun(allScenarios, models: Roster.models + [card], questions: sourceMaterial)
    try run.run(["S01-sentiment"], on: other)
    try run.addRecords(in: CommittedReportTests.folder)
    let files = try run.files()
    #expect(files.contains { $0.path == "records/S01-sentiment-other-model.json" })
    let figure = try #require(files.first { $0.path.hasPrefix("figures/S01-sentiment-1-") })
    #expect(figure.contents.contains(">other-model<"), "a panel of its own")
    let index = try #require(files.first { $0.path == "README.md" }).contents
    #expect(index.contains("| **other-model** |"))
    #expect(index.contains("planted (instrument check) | other-model (instrument check) |"))
    let page = try #require(files.first { $0.path == "S01-sentiment.md" }).contents
    #expect(page.contains("| other-model (instrument check) | **REFUTED (equivalent)** |"))
    // Another page is, its own column apart, what was committed.
    let committed = try String(
      contentsOfFile: CommittedReportTests.folder + "/S02-fluency.md", encoding: .utf8)
    let untouched = try #require(files.first { $0.path == "S02-fluency.md" }).contents
    #expect(untouched.hasPrefix(committed.prefix(400)))
  }

  @Test("records of a model of one's own are found again in one's own folder, and only there")
  func strangers() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let card = ModelCard(
      id: "my-model", title: "mine", parameters: nil, role: .studied, weights: .planted)
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    try run.run(["S01-sentiment"], on: .planted(seed: 5, as: card))
    try run.addRecords(in: CommittedReportTests.folder)
    try ReportWriter(folder: folder.path("")).write(run.files(), isComplete: false)
    for ofAnyModel in [false, true] {
      var again = ReportRun(allScenarios, questions: sourceMaterial)
      try again.addRecords(in: folder.path(""), ofAnyModel: ofAnyModel)
      #expect(again.models.first?.id == (ofAnyModel ? "my-model" : "smollm2-135m"))
      let page = try again.webPage(of: ["S01-sentiment"]).contents
      #expect(page.contains("my-model") == ofAnyModel)
    }
  }

  @Test("a scenario that a model cannot be asked is NOT TESTABLE with the reason; the others go on")
  func obstacle() throws {
    let impossible = Claim(
      id: "S98.1", hypothesis: "A dialogue longer than the context.", unit: .nats,
      smallestEffectOfInterest: 0.25, registration: 98)
    let scenario = Scenario("S98-impossible", answers: [], claims: [impossible]) { page in
      _ = try page.model.record([[Int](repeating: 1, count: 100_000)])
    }
    let subject = try Subject.planted(seed: Subject.seed)
    let source = try LiterateSource(
      path: "Scenarios/S98Impossible.swift", text: "//: # S98\nlet a = 1\n")
    let record = try scenario.record(in: Laboratory(subject), of: source)
    #expect(record.evidence.isEmpty)
    let obstacle = try #require(record.obstacle)
    #expect(obstacle.contains("100000 tokens"), "\(obstacle)")
    let finding = Finding.notTestable(impossible, on: subject.name, because: obstacle)
    #expect(finding.verdict == .notTestable && finding.summary.contains(obstacle))
    let page = ReportPage(
      name: scenario.name, source: source, records: [record], findings: [finding])
    let text = try #require(try weave(page).first).contents
    #expect(text.contains("**NOT TESTABLE**") && text.contains("Nothing was measured: \(obstacle)"))
  }

  @Test("a file of the roster's bytes is the roster's model; any other is named after its file")
  func ownCards() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("My Model (v2).Q4_K.gguf", "no model, but bytes").path
    let card = try ModelCard(path: path)
    #expect(card.id == "my-model-v2-.q4-k" && card.title == "My Model (v2).Q4_K")
    #expect(card.role == .studied && card.fileHash.count == 64)
    let namesake = try folder.file("planted.gguf", "no model either").path
    let other = try ModelCard(path: namesake)
    #expect(other.id == "planted-\(other.fileHash.prefix(8))")
    #expect(throws: (any Error).self) { try ModelCard(path: folder.path("none.gguf")) }
  }
}
