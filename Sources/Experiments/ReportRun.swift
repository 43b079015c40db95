import Claims
import Foundation
import Reporting

/// Scenarios run on engines, judged family by family on each engine, and woven into the report's files.
public struct ReportRun: Sendable {
  /// In the order of the report's pages.
  public let scenarios: [Scenario]
  /// Scenario name → one record an engine.
  private var records: [String: [PageRecord]] = [:]

  /// What the index lists pages against.
  private let items: [SourceItem]

  /// Nothing is run yet.
  ///
  /// - Parameter items: the questions that the index lists pages under.
  public init(_ scenarios: [Scenario], items: [SourceItem] = []) {
    self.scenarios = scenarios
    self.items = items
  }

  /// Runs scenarios on one engine. What they share (vectors, layers) is made once.
  ///
  /// - Parameters:
  ///   - names: the scenarios to run; nil runs all.
  ///   - kept: where finished scenarios and measurements are kept, and taken from.
  ///   - progress: called before each scenario with its name, and whether its record was kept from before.
  public mutating func run(
    _ names: Set<String>? = nil, on engine: Engine, keeping kept: KeptPages? = nil,
    progress: (String, Bool) -> Void = { _, _ in }
  ) throws {
    let laboratory = Laboratory(engine)
    for scenario in scenarios where names?.contains(scenario.name) ?? true {
      let source = try scenario.source()
      let page = kept?.page(of: scenario, source, on: engine)
      let known = try page?.record()
      progress(scenario.name, known != nil)
      func run() throws -> PageRecord { try scenario.run(in: laboratory).record(of: source) }
      add(try known ?? page?.keep(run) ?? run(), for: scenario.name)
    }
  }

  /// Takes the records of earlier runs for scenario and engine pairs that were not run now.
  ///
  /// A scenario's verdict depends on its whole family, so a partial run needs them.
  public mutating func addRecords(in folder: String) throws {
    for scenario in scenarios {
      for engine in Engine.Name.allCases {
        let known = records[scenario.name]?.contains { $0.engine == engine.rawValue } ?? false
        let path = "\(folder)/\(recordPath(scenario.name, engine.rawValue))"
        guard !known, let data = FileManager.default.contents(atPath: path) else { continue }
        do {
          add(try PageRecord(json: data), for: scenario.name)
        } catch ReportingError.badRecord(let reason) {
          throw ReportingError.badRecord(reason: "\(path): \(reason)")
        }
      }
    }
  }

  /// Scenarios that were run now or before.
  public var recorded: Set<String> { Set(records.keys) }

  private mutating func add(_ record: PageRecord, for name: String) {
    records[name, default: []].append(record)
    records[name]?.sort { $0.engine < $1.engine }
  }

  /// All findings, engine by engine, in the order of registration.
  public func findings() throws -> [Finding] {
    let families = try Registration.families(of: scenarios.flatMap(\.claims))
    return try Engine.Name.allCases.flatMap { engine in
      try families.judge(
        scenarios.flatMap { records[$0.name] ?? [] }.filter { $0.engine == engine.rawValue }
          .flatMap(\.evidence), on: engine.rawValue)
    }
  }

  /// Pages, figures, index and records, ready to be written or compared.
  public func files() throws -> [ReportFile] {
    let findings = try findings()
    let pages = try pages(findings)
    let recordFiles = try scenarios.flatMap { scenario in
      try (records[scenario.name] ?? []).map { record in
        ReportFile(
          path: recordPath(scenario.name, record.engine),
          contents: String(decoding: try record.json(), as: UTF8.self) + "\n")
      }
    }
    return try pages.flatMap(weave) + index(pages, items: items) + recordFiles
      + [hashes(of: findings)]
  }

  /// The same findings as one web page, `index.html`, or those of some scenarios, whose verdicts are still
  /// those of whole families.
  public func webPage(of names: Set<String>? = nil) throws -> ReportFile {
    let shown = try pages(findings()).filter { names?.contains($0.name) ?? true }
    guard let names else { return try htmlReport(shown, items: items) }
    let answered = items.map {
      SourceItem(question: $0.question, pages: $0.pages.filter(names.contains))
    }
    return try htmlReport(shown, items: answered.filter { !$0.pages.isEmpty })
  }

  private func pages(_ findings: [Finding]) throws -> [ReportPage] {
    try scenarios.map { scenario in
      let ids = Set(scenario.claims.map(\.id))
      return ReportPage(
        name: scenario.name, source: try scenario.source(),
        records: records[scenario.name] ?? [],
        findings: findings.filter { ids.contains($0.claim.id) })
    }
  }
}

private func recordPath(_ scenario: String, _ engine: String) -> String {
  "records/\(scenario)-\(engine).json"
}
