import Claims
import Foundation
import Statistics
import Testing

@testable import Reporting

/// The page of all models, from findings that are made up.
@Suite("Across models")
struct AcrossModelsTests {
  private static let claim = Claim(
    id: "S01.2", hypothesis: "It acts.", unit: .nats, smallestEffectOfInterest: 0.25,
    protocolVersion: 2, registration: 3)
  private static let templates = (0..<20).map { "t\($0)" }

  /// - Parameter effects: model → effect of each template.
  private func page(
    _ effects: KeyValuePairs<String, [Double]>, asked: (Double, Double) = (0.2, 0.4),
    keepsItems: Bool = true
  ) throws -> ReportPage {
    let evidence = try effects.map { name, values in
      let sample = try ClusteredSample(values: values, clusters: Self.templates)
      return Evidence(
        for: Self.claim, contrasts: [Contrast("effect", sample)],
        secondaries: [
          Secondary(
            "asking in words",
            .estimate(
              Estimate(
                value: (asked.0 + asked.1) / 2,
                interval: Interval(lower: asked.0, upper: asked.1, confidence: 0.9))))
        ], itemValues: keepsItems ? [Contrast("y", sample)] : nil,
        provenance: Provenance(
          engine: name, modelHash: "", precision: "exact", dataHash: "", seed: 17))
    }
    let source = try LiterateSource(
      path: "Scenarios/S01.swift", text: "//: # S01\n//:\n//: ## Answer\n//:\n//: Yes.\nlet a = 1\n"
    )
    return ReportPage(
      name: "S01-sentiment", source: source,
      records: evidence.map {
        PageRecord(
          engine: $0.provenance.engine, isInstrumentCheck: $0.provenance.engine == "planted",
          codeFingerprint: "", outputs: [.init(codeLine: 0, content: .evidence($0))])
      },
      findings: try evidence.flatMap {
        try Registration([Self.claim]).judge([$0], on: $0.provenance.engine, resamples: 199)
      })
  }

  private func keys(_ names: [String]) -> [ModelKey] {
    names.map { ModelKey(name: $0, title: $0, isControl: $0 == "planted", meaning: $0) }
  }

  private static func wave(_ mean: Double, _ size: Double) -> [Double] {
    templates.indices.map { mean + ($0.isMultiple(of: 2) ? size : -size) }
  }

  @Test("effects, their share of asking, and what three models say of a fourth")
  func three() throws {
    let page = try page([
      "a": Self.wave(1.2, 0.5), "b": Self.wave(0.6, 0.5), "c": Self.wave(0.9, 0.5),
      "planted": Self.wave(5, 0.5),
    ])
    let text = try #require(
      acrossModels([page], models: keys(["a", "b", "c", "planted"])).first
    ).contents
    #expect(text.contains("| **S01.2** | a | **SUPPORTED** | 1.20 ["), "\(text)")
    #expect(text.contains("400 %") && !text.contains("planted"), "\(text)")
    let row = try #require(text.split(separator: "\n").last { $0.hasPrefix("| **S01.2** | 3 ") })
    #expect(row.contains("| 0.90 ["), "\(row)")
    // By RandomEffects, whose own tests have known answers.
    let error = try ClusteredSample(values: Self.wave(0, 0.5)).standardError
    let known = try RandomEffects([1.2, 0.6, 0.9], standardErrors: [error, error, error])
    #expect(row.contains("| \(String(String(known.betweenStudies).prefix(5))) |"), "\(row)")
  }

  @Test("templates are drawn for all models at once: what they share does not average out")
  func joint() throws {
    func width(_ second: [Double]) throws -> Double {
      let page = try page(["a": Self.wave(1, 0.5), "b": second])
      let text = try #require(acrossModels([page], models: keys(["a", "b"])).first).contents
      let row = try #require(text.split(separator: "\n").last { $0.hasPrefix("| **S01.2** | 2 ") })
      let bounds = row.split { "[],".contains($0) }.compactMap {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
      return bounds[1] - bounds[0]
    }
    // Alike, template by template, the mean of two models is as uncertain as either; opposite, it is certain.
    #expect(try width(Self.wave(1, 0.5)) > 0.3)
    #expect(try width(Self.wave(1, -0.5)) < 0.01, "planted fault: models resampled apart")
  }

  @Test("no share where asking may do nothing; no page for one model or without item values")
  func little() throws {
    let two = try page(["a": Self.wave(1, 0.5), "b": Self.wave(1, 0.4)], asked: (-0.1, 0.4))
    let text = try #require(acrossModels([two], models: keys(["a", "b"])).first).contents
    #expect(text.contains("| – |") && !text.contains("%  |"), "\(text)")
    let one = try page(["a": Self.wave(1, 0.5), "planted": Self.wave(1, 0.5)])
    #expect(try acrossModels([one], models: keys(["a", "planted"])).isEmpty)
    let earlier = try page(
      ["a": Self.wave(1, 0.5), "b": Self.wave(1, 0.5)], keepsItems: false)
    #expect(try acrossModels([earlier], models: keys(["a", "b"])).isEmpty)
  }

  /// A page of sets with the mean slopes given, set by set; every question's slope is a little beside its set's.
  private func setsPage(_ slopes: KeyValuePairs<String, [Double]>) throws -> ReportPage {
    let claim = Claim(
      id: "S25.1", hypothesis: "Sets move.", unit: .natsPerCoefficient,
      smallestEffectOfInterest: 0.25, protocolVersion: 2, registration: 4)
    let records = try slopes.map { name, values in
      let sets = values.indices.map { "set \($0)" }
      let questions = try ClusteredSample(
        values: values.flatMap { value in (0..<10).map { value + Double($0 - 5) / 10 } },
        clusters: sets.flatMap { Array(repeating: $0, count: 10) })
      let evidence = Evidence(
        for: claim,
        contrasts: [Contrast("effect", try ClusteredSample(values: values, clusters: sets))],
        itemValues: [Contrast("order 1", questions), Contrast("order 2", questions)],
        provenance: Provenance(
          engine: name, modelHash: "", precision: "exact", dataHash: "", seed: 17))
      return PageRecord(
        engine: name, isInstrumentCheck: name == "planted", codeFingerprint: "",
        outputs: [.init(codeLine: 0, content: .evidence(evidence))])
    }
    let source = try LiterateSource(
      path: "Scenarios/S25.swift", text: "//: # S25\n//:\n//: ## Answer\n//:\n//: Yes.\nlet a = 1\n"
    )
    return ReportPage(
      name: "S25-steerability", source: source, records: records,
      findings: try records.flatMap {
        try Registration([claim]).judge($0.evidence, on: $0.engine, resamples: 199)
      })
  }

  @Test("sets: every two studied models' rank correlation, and the most steerable sets first")
  func sets() throws {
    let (up, down) = ((0..<12).map { Double($0) }, (0..<12).map { Double(-$0) })
    let pages = [
      try page(["a": Self.wave(1, 0.5), "b": Self.wave(1, 0.5)]),
      try setsPage(["a": up, "b": up.map { 2 * $0 }, "c": down, "planted": up]),
    ]
    let files = try acrossModels(pages, models: keys(["a", "b", "c", "planted"]))
    let text = try #require(files.first).contents
    #expect(text.contains("| a | b | 12 | 1 ["), "\(text)")
    #expect(text.contains("| a | c | 12 | −1 ["), "\(text)")
    #expect(!text.contains("**S25.1**"), "effects in another unit stay out of the table in nats")
    let figure = try #require(files.first { $0.path.hasSuffix("across-models-S25.1.svg") }).contents
    let first = try #require(figure.range(of: "set 11"))
    let last = try #require(figure.range(of: "set 0<"))
    #expect(first.lowerBound < last.lowerBound && !figure.contains("planted"))
    // Without sets that two models share there is nothing to tell.
    let alone = try acrossModels([pages[0], setsPage(["a": up])], models: keys(["a", "b"]))
    #expect(alone.first?.contents.contains("which sets") == false)
  }
}
