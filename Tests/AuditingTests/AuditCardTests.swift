import Foundation
import Protocols
import Randomness
import Steering
import Subjects
import TestSupport
import Testing

@testable import Auditing

@Suite("Cards of audits")
struct AuditCardTests {
  static let card = Result { try make() }

  private static func make() throws -> AuditCard {
    let lab = Laboratory(try Subject(.planted))
    let behavior = try BehaviorTexts(.sycophancy, of: lab.subject)
    let counts = AuditCounts(
      select: 8, test: 24, templates: 8, draws: 19, sides: 8, questions: 8)
    let results = try Audit(
      of: lab.extract(behavior.pairs).vector, for: behavior, counts: counts, in: lab
    ).run()
    return try AuditCard(
      command: .init(version: "0", engine: 1),
      model: .init(
        source: "planted", name: "planted", sha256: String(repeating: "a", count: 64),
        precision: "exact"),
      vector: .init(
        source: "v.gguf", sha256: String(repeating: "b", count: 64), madeFromModel: "",
        madeFromPairs: ""),
      behavior: .init(
        source: "sycophancy", name: "sycophancy", answers: "letter",
        sha256: String(repeating: "c", count: 64), wanted: "less"),
      options: .init(layer: nil, delta: 0.25, counts: counts, questionSets: []), results: results)
  }

  private let card: AuditCard

  init() throws { card = try Self.card.get() }

  @Test("a card is read as it was written, to the same bytes")
  func roundTrip() throws {
    let json = try card.json()
    let read = try AuditCard(json: json)
    #expect(read == card)
    #expect(try read.json() == json)
    #expect(try read.differences(from: card.results) == [])
  }

  @Test("200 changes of a card's bytes: none is read, none crashes")
  func mutations() throws {
    let json = Array(try card.json())
    var generator = SeededGenerator(seed: 17, stream: "cards")
    for round in 0..<200 {
      var bytes = json
      let place = generator.index(below: bytes.count)
      switch round % 4 {
      case 0: bytes[place] ^= UInt8(1 << generator.index(below: 8))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[generator.index(below: bytes.count)], at: place)
      default:
        bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.index(below: 400)))
      }
      if bytes == json { continue }
      #expect(throws: AuditCard.Fault.self, "round \(round), at \(place)") {
        try AuditCard(json: Data(bytes))
      }
    }
  }

  /// What somebody would do who knows how seals are made.
  @Test("a number changed and sealed again is read, and found by computing")
  func resealed() throws {
    var other = try JSONSerialization.jsonObject(with: card.json()) as? [String: Any] ?? [:]
    var results = other["results"] as? [String: Any] ?? [:]
    results["cost"] = 0.01
    other["results"] = results
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let changed = try decoder.decode(
      AuditCard.self, from: JSONSerialization.data(withJSONObject: other))
    let sealed = try AuditCard(
      command: changed.command, model: changed.model, vector: changed.vector,
      behavior: changed.behavior, options: changed.options, results: changed.results)
    let read = try AuditCard(json: sealed.json())
    let found = try read.differences(from: card.results)
    #expect(found.map(\.place) == ["results.cost"])
    #expect(found.first?.inCard == "0.01")
    #expect(try read.differences(from: card.results, tolerance: 0.1) == [])
  }

  @Test("what is no card is told apart from one that was changed")
  func noCard() throws {
    for text in ["", "{}", "[1]", #"{"schema": "other"}"#, "not json"] {
      guard
        case .noCard = #expect(
          throws: AuditCard.Fault.self,
          performing: {
            try AuditCard(json: Data(text.utf8))
          })
      else {
        Issue.record("\(text)")
        continue
      }
    }
    let spaced = String(decoding: try card.json(), as: UTF8.self) + " "
    #expect(throws: AuditCard.Fault.changed) { try AuditCard(json: Data(spaced.utf8)) }
  }

  @Test("page and test report say the verdict, every check, and what was not told")
  func pages() throws {
    let page = try card.page(name: "audit")
    let markdown = page.files[0].contents
    let web = try page.webPage().contents
    for text in [card.results.verdict] + card.results.checks.map(\.name) {
      #expect(markdown.contains(text), "\(text)")
      #expect(web.contains(text), "\(text)")
    }
    #expect(markdown.contains("## What it costs"))
    #expect(!markdown.contains("## What it does not tell"), "nothing was left out here")
    #expect(web.hasPrefix("<!DOCTYPE html>"))
    let xml = card.junit.xml
    #expect(xml.contains("tests=\"\(card.results.checks.count + 1)\" failures=\"0\""))
  }
}
