import Claims
import Foundation

/// `README.md` of the report: what each question of the source material came to, every claim on every
/// model with one figure, the key to the symbols, and the way to each page.
///
/// Throws `ReportingError.unknownPage` when an item names a page that is not among `pages`.
public func index(
  _ pages: [ReportPage], items: [SourceItem] = [], models: [ModelKey] = []
) throws -> [ReportFile] {
  try indexDocument(pages, items: items, models: models).files
}

/// Throws as `index` does.
func indexDocument(
  _ pages: [ReportPage], items: [SourceItem], models: [ModelKey]
) throws -> Document {
  let findings = pages.flatMap(\.sortedFindings)
  let instruments = pages.reduce(into: Set<String>()) { $0.formUnion($1.instruments) }
  var engines: [String] = []
  for engine in findings.map(\.engine) + pages.flatMap({ $0.records.map(\.engine) })
  where !engines.contains(engine) { engines.append(engine) }
  engines =
    engines.filter { !instruments.contains($0) } + engines.filter { instruments.contains($0) }
  let names = engines.map {
    Grid.Column(name: FindingBlocks.engineName($0, instruments))
  }

  var blocks: [Document.Block] = []
  if !items.isEmpty {
    blocks += [
      .heading("Questions and answers"),
      .grid(
        Grid(
          columns: ["question", "page", "answer in brief", "verdicts on studied models"],
          rows: try items.flatMap { try rows($0, pages) })),
    ]
  }
  blocks += [
    .heading("Verdicts"),
    .grid(
      Grid(
        columns: ["claim", .init(name: "", spoken: "hypothesis")] + names,
        rows: pages.flatMap { claimRows($0, engines) })),
  ]
  if let chart = Chart.verdicts(
    "Claims and verdicts", findings, instruments: instruments, decisiveOnly: true)
  {
    blocks.append(
      .figure(
        Document.Figure(
          path: "figures/verdicts.svg", drawing: chart.drawing,
          alternative: "Effect of each claim in units of δ", caption: nil)))
  }
  let listed = Set(items.flatMap(\.pages))
  let others = pages.filter { !listed.contains($0.name) }
  if !others.isEmpty {
    blocks += [
      .heading(items.isEmpty ? "Pages" : "Other pages"), .list(others.map { [link(to: $0)] }),
    ]
  }
  if AcrossModels(pages, models: models) != nil {
    blocks.append(
      .paragraph([
        "All claims of protocol 2 beside each other: ",
        .link("across models", path: "across-models.md"), ".",
      ]))
  }
  blocks.append(
    .paragraph([
      "Beside the findings: ", .link("how often verdicts are wrong", path: "calibration.md"),
      ", measured on models with known answers; ",
      .link("how fast it runs", path: "performance.md"), "; ",
      .link("how far a sweep scales", path: "scaling.md"), ", simulated.",
    ]))
  blocks.append(.prose(Glossary.markdown(models)))
  return Document(name: "README", title: "Findings", origin: "`steer report`", blocks: blocks)
}

private func link(to page: ReportPage) -> Document.Inline {
  .link(page.source.title, path: "\(page.name).md")
}

/// One row a page; the question stands before the first. An item without pages has a row that shows so.
private func rows(
  _ item: SourceItem, _ pages: [ReportPage]
) throws -> [[Grid.Cell]] {
  guard !item.pages.isEmpty else {
    return [[.init([.markdown(item.question)]), .init("none"), .init(""), .init("")]]
  }
  return try item.pages.enumerated().map { index, name in
    guard let page = pages.first(where: { $0.name == name }) else {
      throw ReportingError.unknownPage(name: name, question: item.question)
    }
    return [
      .init([.markdown(item.question)], isRepeated: index > 0), .init([link(to: page)]),
      .init(try page.answerInBrief().map { [.markdown($0)] } ?? []), .init(outcome(of: page)),
    ]
  }
}

/// How often each claim of the page came to which verdict; which model that was, a table below says.
private func outcome(of page: ReportPage) -> [Document.Inline] {
  if page.isExploratory { return ["exploratory"] }
  let studied = page.sortedFindings.filter { !page.instruments.contains($0.engine) }
  let claims = page.claims.map(\.id).map { id -> [Document.Inline] in
    let verdicts = studied.filter { $0.claim.id == id }.map(\.verdict)
    var distinct: [Verdict] = []
    for verdict in verdicts where !distinct.contains(verdict) { distinct.append(verdict) }
    guard !distinct.isEmpty else { return ["\(id) ", .verdict(.notRun)] }
    let counts = distinct.map { verdict -> [Document.Inline] in
      let count = verdicts.count { $0 == verdict }
      return [.verdict(verdict)] + (count == verdicts.count ? [] : [" on \(count)"])
    }
    return ["\(id) "] + counts.joined(separator: [", "])
  }
  return Array(claims.joined(separator: [.lineBreak]))
}

private func claimRows(_ page: ReportPage, _ engines: [String]) -> [[Grid.Cell]] {
  page.claims.map { claim in
    let group = page.findings.filter { $0.claim.id == claim.id }
    return [.init([.link(claim.id, path: "\(page.name).md")]), .init(claim.hypothesis)]
      + engines.map { engine in
        .init(group.first { $0.engine == engine }.map(cell) ?? [.verdict(.notRun)])
      }
  }
}

private func cell(_ finding: Finding) -> [Document.Inline] {
  let effect = finding.decisive.map { contrast -> Document.Inline in
    let name = finding.contrasts.count > 1 ? contrast.name + ": " : ""
    return .text(name + FindingBlocks.effect(contrast, finding))
  }
  let size: Document.Inline? =
    finding.decidingSampleSize == nil ? nil : "more clusters would decide"
  return FindingBlocks.lines([.verdict(finding.verdict), effect, size].compactMap(\.self))
}
