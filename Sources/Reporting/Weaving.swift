import Claims

/// Source and records as a Markdown page with its figures: a pure function, so that prose can be
/// edited without a run and an edited report is found out.
///
/// Throws `ReportingError` when a record does not belong to the source's present code or evidence has
/// no finding.
public func weave(_ page: ReportPage) throws -> [ReportFile] { try document(of: page).files }

/// Throws as `weave` does.
func document(of page: ReportPage) throws -> Document {
  var weaver = try Weaver(page)
  return try weaver.weave()
}

private let exploratoryNote =
  "Exploratory: nothing here was registered; intervals are not adjusted unless it says so."

private struct Weaver {
  private typealias Block = Document.Block

  private let page: ReportPage
  /// Models with real weights first, instruments last.
  private let records: [PageRecord]
  private let instruments: Set<String>
  private var figureCounts: [String: Int] = [:]

  init(_ page: ReportPage) throws {
    self.page = page
    var engines: Set<String> = []
    for record in page.records {
      guard record.codeFingerprint == page.source.codeFingerprint else {
        throw ReportingError.staleRecord(file: page.source.path, engine: record.engine)
      }
      guard engines.insert(record.engine).inserted else {
        throw ReportingError.duplicateRecord(engine: record.engine)
      }
    }
    instruments = page.instruments
    records =
      page.records.filter { !$0.isInstrumentCheck } + page.records.filter(\.isInstrumentCheck)
  }

  mutating func weave() throws -> Document {
    let path = page.source.path
    let opening = page.source.opening
    var blocks: [Block] = []
    if page.isExploratory { blocks.append(.paragraph([.emphasis(exploratoryNote)])) }
    blocks += try [opening.question, opening.answer].compactMap(prose)
    blocks += verdictBlocks() + remarks()
    if let rest = try prose(opening.rest) { blocks.append(rest) }
    var codeLine = 0
    for (index, cell) in page.source.cells.enumerated() {
      switch cell {
      case .prose(let lines):
        if index >= opening.cellCount, let prose = try prose(lines) { blocks.append(prose) }
      case .code(let lines):
        if let code = shown(lines) { blocks.append(.code(code)) }
        let count = lines.count(where: \.counts)
        blocks += try outputs(at: codeLine..<(codeLine + count))
        codeLine += count
      }
    }
    blocks.append(
      .footer(
        [
          .link("Key to the symbols", path: "README.md#key"), " · ",
          .link("All findings", path: "README.md"), " · ",
          .link("Source of this page", path: "../\(path)"),
        ]
          + page.source.companions.flatMap { file -> [Document.Inline] in
            [" · ", .link(String(file.split(separator: "/").last ?? ""), path: "../\(file)")]
          }))
    return Document(
      name: page.name, title: page.source.title, origin: "`steer report` from \(path)",
      blocks: blocks)
  }

  private func prose(_ lines: [String]) throws -> Block? {
    lines.isEmpty
      ? nil
      : .prose(try page.placeholders.fill(lines.joined(separator: "\n"), in: page.source.path))
  }

  /// What became of each claim on each model, and why.
  private func verdictBlocks() -> [Block] {
    guard !page.findings.isEmpty else { return [] }
    let findings = page.sortedFindings
    let title = "Effects by claim and model"
    let chart = Chart.verdicts(title, findings, instruments: instruments)
    let figure = chart.map {
      Document.Figure(
        path: "figures/\(page.name)-verdicts.svg", chart: $0, alternative: title, caption: nil)
    }
    return FindingBlocks.verdictTable(findings, instruments: instruments)
      + (figure.map { [.figure($0)] } ?? []) + [FindingBlocks.summaries(findings)]
  }

  /// What a reader has to know of single models, such as that one could not be asked.
  private func remarks() -> [Block] {
    let remarks = records.flatMap { record in
      [
        page.isExploratory ? nil : page.placeholders.note(on: record.engine), record.remark,
        record.obstacle.map { "Nothing was measured: \($0)." },
      ].compactMap(\.self)
        .map { [Document.Inline.strong("\(record.engine):"), " \($0)"] }
    }
    return remarks.isEmpty ? [] : [.list(remarks)]
  }

  /// Nil for a cell that says nothing to a reader: imports, or the braces that end a closure.
  private func shown(_ lines: [LiterateSource.CodeLine]) -> String? {
    let kept = lines.map(\.text).filter { !isImport($0) }
    guard let first = kept.firstIndex(where: { !isBlank($0) }),
      let last = kept.lastIndex(where: { !isBlank($0) }),
      !kept.allSatisfy({ $0.utf8.allSatisfy { " \t})]".utf8.contains($0) } })
    else { return nil }
    func indentation(_ line: String) -> Int { line.utf8.prefix { $0 == UInt8(ascii: " ") }.count }
    let margin = kept.filter { !isBlank($0) }.map(indentation).min() ?? 0
    let code = kept[first...last].map { isBlank($0) ? "" : String($0.dropFirst(margin)) }
    return code.joined(separator: "\n")
  }

  private mutating func outputs(at codeLines: Range<Int>) throws -> [Block] {
    var blocks: [Block] = []
    for record in records {
      let outputs = record.outputs.filter { codeLines.contains($0.codeLine) }
      guard !outputs.isEmpty else { continue }
      let role: [Document.Inline] = record.isInstrumentCheck ? [" (instrument check)"] : []
      blocks.append(.paragraph([.strong(record.engine)] + role))
      for output in outputs { blocks += try render(output.content, of: record) }
    }
    return blocks
  }

  private mutating func render(
    _ content: PageRecord.Content, of record: PageRecord
  ) throws -> [Block] {
    switch content {
    case .table(let table):
      var grid = table.grid
      grid.title = table.title
      return [.grid(grid)]
    case .text(let text): return [.verbatim(text)]
    case .chart(let chart, let caption):
      let number = figureCounts[record.engine, default: 0] + 1
      figureCounts[record.engine] = number
      let path =
        "figures/\(page.name)-\(slug(record.engine))-\(number)-\(slug(chart.title)).svg"
      return [
        .figure(
          Document.Figure(path: path, chart: chart, alternative: chart.title, caption: caption))
      ]
    case .evidence(let evidence):
      guard
        let finding = page.findings.first(where: {
          $0.claim.id == evidence.claimID && $0.engine == record.engine
        })
      else {
        throw ReportingError.missingFinding(claimID: evidence.claimID, engine: record.engine)
      }
      return FindingBlocks.details(finding)
    }
  }
}

/// ASCII letters and digits of a title in lower case, joined by hyphens, at most 40 of them.
func slug(_ text: String) -> String {
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      result.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte | 0x20)
    default:
      if let last = result.last, last != UInt8(ascii: "-") { result.append(UInt8(ascii: "-")) }
    }
  }
  var kept = result.prefix(40)
  while kept.last == UInt8(ascii: "-") { kept.removeLast() }
  return kept.isEmpty ? "figure" : String(decoding: kept, as: UTF8.self)
}
