import Assets
import Claims
import Foundation
import Reporting
import Steering
import Subjects

/// Scenarios run on models, judged family by family on each, and woven into the report's files.
public struct ReportRun: Sendable {
  /// In the order of the report's pages.
  public let scenarios: [Scenario]
  /// In the order of the report's columns.
  public private(set) var models: [ModelCard]
  /// Scenarios that were not run on a model for want of data, with the sets that are not in the cache.
  public private(set) var leftOut: [(scenario: String, model: String, missing: [PublicDataSet])] =
    []
  /// Scenario name → one record a model.
  private var records: [String: [PageRecord]] = [:]
  /// Paths of records that a run is to make anew, which are not read.
  private var expected: Set<String> = []

  /// What the index lists pages against.
  let items: [SourceItem]

  /// Nothing is run yet.
  ///
  /// - Parameters:
  ///   - models: whose records are looked for; a model that is run and is not among them comes first.
  ///   - questions: in the order of the index; what scenarios answer besides comes after them.
  public init(
    _ scenarios: [Scenario], models: [ModelCard] = Roster.models, questions: [Question] = []
  ) {
    self.scenarios = scenarios
    self.models = models
    let others = scenarios.flatMap { $0.answers + $0.alsoAnswers }
    items = (questions + others).reduce(into: []) { items, question in
      if items.contains(where: { $0.question == question.text }) { return }
      let direct = scenarios.filter { $0.answers.contains(question) }
      let rest = scenarios.filter { $0.alsoAnswers.contains(question) }
      items.append(SourceItem(question: question.text, pages: (direct + rest).map(\.name)))
    }
  }

  /// Runs scenarios on one model. What they share (vectors, layers) is made once.
  ///
  /// What a model cannot do (a dialogue beyond its context, logits that are not finite) leaves one scenario
  /// without evidence and its claims NOT TESTABLE, with the reason; the others go on.
  ///
  /// - Parameters:
  ///   - names: the scenarios to run; nil runs all.
  ///   - kept: where finished scenarios and measurements are kept, and taken from.
  ///   - progress: called before each scenario with its name, and whether its record was kept from before.
  ///   - advanced: called after each of a scenario's parts: how many of them are done.
  public mutating func run(
    _ names: Set<String>? = nil, on subject: Subject, keeping kept: KeptPages? = nil,
    progress: (String, Bool) -> Void = { _, _ in }, advanced: (Int, Int) -> Void = { _, _ in }
  ) throws {
    if !models.contains(where: { $0.id == subject.name }) { models.insert(subject.card, at: 0) }
    let laboratory = Laboratory(subject, cache: kept?.store ?? MemoryCache())
    for scenario in scenarios where names?.contains(scenario.name) ?? true {
      let missing = scenario.missingDataSets(for: subject.card)
      guard missing.isEmpty else {
        leftOut.append((scenario.name, subject.name, missing))
        continue
      }
      let source = try scenario.source()
      let page = kept?.page(of: scenario, source, on: subject)
      let known = try page?.record()
      progress(scenario.name, known != nil)
      func run() throws -> PageRecord {
        let parts = try scenario.parts(laboratory)
        for (done, part) in parts.enumerated() {
          try part.measure()
          advanced(done + 1, parts.count)
        }
        return try scenario.record(in: laboratory, of: source)
      }
      add(try known ?? page?.keep(run) ?? run(), for: scenario.name)
    }
  }

  /// Refuses, before a run, records of other runs that weaving would refuse after it: damaged ones, and those of
  /// another source.
  ///
  /// - Parameters:
  ///   - folders: where records are taken from, the first one first; of any model where it says so.
  ///   - names: the scenarios that are to be run, whose records are made anew.
  ///   - cards: the models that they are to be run on.
  /// - Throws: ``ReportingError``.
  public func checkRecords(
    in folders: [(path: String, ofAnyModel: Bool)], running names: Set<String>,
    on cards: [ModelCard]
  ) throws {
    var taken = self
    for scenario in scenarios where names.contains(scenario.name) {
      for card in cards where scenario.missingDataSets(for: card).isEmpty {
        taken.expected.insert(recordPath(scenario.name, card.id))
      }
    }
    for card in cards where !models.contains(where: { $0.id == card.id }) {
      taken.models.insert(card, at: 0)
    }
    for (path, ofAnyModel) in folders { try taken.addRecords(in: path, ofAnyModel: ofAnyModel) }
    for scenario in scenarios {
      let source = try scenario.source()
      let isStale = { (record: PageRecord) in record.codeFingerprint != source.codeFingerprint }
      if let stale = taken.records[scenario.name]?.first(where: isStale) {
        throw ReportingError.staleRecord(file: source.path, engine: stale.engine)
      }
    }
  }

  /// Takes the records of earlier runs for scenario and model pairs that were not run now.
  ///
  /// A scenario's verdict depends on its whole family, so a partial run needs them.
  ///
  /// - Parameter ofAnyModel: whether records of models that are not in ``models`` are taken too, as in a folder
  ///   of the user's; they come first.
  public mutating func addRecords(in folder: String, ofAnyModel: Bool = false) throws {
    if ofAnyModel { addStrangers(in: folder) }
    for scenario in scenarios {
      for model in models {
        let known = records[scenario.name]?.contains { $0.engine == model.id } ?? false
        let name = recordPath(scenario.name, model.id)
        let path = "\(folder)/\(name)"
        guard !known, !expected.contains(name),
          let data = FileManager.default.contents(atPath: path)
        else { continue }
        do {
          add(try PageRecord(json: data), for: scenario.name)
        } catch ReportingError.badRecord(let reason) {
          throw ReportingError.badRecord(reason: "\(path): \(reason)")
        }
      }
    }
  }

  private mutating func addStrangers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/records")) ?? []
    for name in names.sorted() where name.hasSuffix(".json") {
      guard let scenario = scenarios.first(where: { name.hasPrefix($0.name + "-") }) else {
        continue
      }
      let id = String(name.dropFirst(scenario.name.count + 1).dropLast(".json".count))
      if id.isEmpty || models.contains(where: { $0.id == id }) { continue }
      // Its file is not needed: what was measured is in the records.
      models.insert(
        ModelCard(id: id, title: id, parameters: nil, weights: .path(id, hash: "")), at: 0)
    }
  }

  /// Scenarios that were run now or before.
  public var recorded: Set<String> { Set(records.keys) }

  private mutating func add(_ record: PageRecord, for name: String) {
    records[name, default: []].append(record)
    let order = models.map(\.id)
    records[name]?.sort {
      order.firstIndex(of: $0.engine) ?? 0 < order.firstIndex(of: $1.engine) ?? 0
    }
  }

  /// All findings on models that any scenario was run on, model by model, in the order of registration.
  public func findings() throws -> [Finding] {
    let families = try Registration.families(of: scenarios.flatMap(\.claims))
    return try models.filter { hasRecords($0) }.flatMap { model in
      let found = scenarios.flatMap { scenario in
        (records[scenario.name] ?? []).filter { $0.engine == model.id }.map { (scenario, $0) }
      }
      let obstacles = found.reduce(into: [String: String]()) { reasons, page in
        for claim in page.0.claims { reasons[claim.id] = page.1.obstacle }
      }
      return try families.judge(found.flatMap(\.1.evidence), on: model.id).map { finding in
        obstacles[finding.claim.id].map { .notTestable(finding.claim, on: model.id, because: $0) }
          ?? finding
      }
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
    return try pages.flatMap(weave) + acrossModels(pages, models: key)
      + index(pages, items: items, models: key) + recordFiles
      + [hashes(of: findings)]
  }

  /// The README beside the report's folder, its table of verdicts written anew.
  public func readme(_ text: String) throws -> ReportFile {
    let table = VerdictTable(
      claims: scenarios.flatMap(\.claims), findings: try findings(), models: key)
    return ReportFile(path: "README.md", contents: try table.fill(text, file: "README.md"))
  }

  /// The same findings as one web page, `index.html`, or those of some scenarios, whose verdicts are still
  /// those of whole families.
  public func webPage(of names: Set<String>? = nil) throws -> ReportFile {
    let shown = try pages(findings()).filter { names?.contains($0.name) ?? true }
    guard let names else { return try htmlReport(shown, items: items, models: key) }
    let answered = items.map {
      SourceItem(question: $0.question, pages: $0.pages.filter(names.contains))
    }
    return try htmlReport(
      shown, items: answered.filter { !$0.pages.isEmpty }, models: key)
  }

  /// What the columns of models that were run stand for.
  private var key: [ModelKey] { models.filter { hasRecords($0) }.map(\.key) }

  private func hasRecords(_ model: ModelCard) -> Bool {
    records.values.contains { $0.contains { $0.engine == model.id } }
  }

  /// What claims of an earlier protocol came to; nothing measures them again.
  private func earlierClaims() throws -> [EarlierClaim] {
    let path = (scenarios.first?.checkout ?? "") + "/Reports/earlier-protocol.json"
    return try FileManager.default.contents(atPath: path).map { try EarlierClaim.list(json: $0) }
      ?? []
  }

  private func pages(_ findings: [Finding]) throws -> [ReportPage] {
    let placeholders = Placeholders(findings: findings, models: key, records: records)
    let earlier = try earlierClaims()
    return try scenarios.map { scenario in
      let ids = Set(scenario.claims.map(\.id))
      return ReportPage(
        name: scenario.name, source: try scenario.source(),
        records: records[scenario.name] ?? [],
        findings: findings.filter { ids.contains($0.claim.id) },
        earlier: earlier.filter { $0.page == scenario.name }, placeholders: placeholders)
    }
  }
}

private func recordPath(_ scenario: String, _ model: String) -> String {
  "records/\(scenario)-\(model).json"
}
