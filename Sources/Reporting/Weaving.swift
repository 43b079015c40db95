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
  private var figureCount = 0

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
    blocks += page.earlier.blocks
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
        path: "figures/\(page.name)-verdicts.svg", drawing: $0.drawing, alternative: title,
        caption: nil)
    }
    return FindingBlocks.verdictTable(findings, instruments: instruments)
      + [figure.map(Block.figure), FindingBlocks.reasons(findings)].compactMap(\.self)
  }

  /// What a reader has to know of single models, such as that one could not be asked; what holds of several
  /// is said once.
  private func remarks() -> [Block] {
    var remarks: [(text: String, models: [String])] = []
    for record in records {
      let own = [
        page.isExploratory ? nil : page.placeholders.note(on: record.engine), record.remark,
        record.obstacle.map { "Nothing was measured: \($0)." },
      ]
      for text in own.compactMap(\.self) {
        if let index = remarks.firstIndex(where: { $0.text == text }) {
          remarks[index].models.append(record.engine)
        } else {
          remarks.append((text, [record.engine]))
        }
      }
    }
    let items = remarks.map { text, models -> [Document.Inline] in
      [.strong("\(models.joined(separator: ", ")):"), " \(text)"]
    }
    return items.isEmpty ? [] : [.list(items)]
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

  /// What a cell showed. First what can be told of all models at once, then, folded, the rest model by model.
  private mutating func outputs(at codeLines: Range<Int>) throws -> [Block] {
    guard records.count > 1 else {
      return try Piece.pieces(of: records, at: codeLines).flatMap { piece in
        if piece.parts[0].isChart { figureCount += 1 }
        return try blocks(of: piece.parts[0], number: figureCount)
      }
    }
    var shared: [Block] = []
    var rest: [(number: Int, part: Piece.Part)] = []
    for piece in Piece.pieces(of: records, at: codeLines) {
      if piece.parts[0].isChart { figureCount += 1 }
      var told: [String] = []
      // An instrument that shows something else does not keep the studied models apart.
      for part in [piece, piece.studied] {
        guard let block = block(of: part, number: figureCount) else { continue }
        shared.append(block)
        told = part.models
        break
      }
      rest += piece.parts.filter { !told.contains($0.record.engine) }.map { (figureCount, $0) }
    }
    return try shared
      + records.compactMap { record in
        try fold(rest.filter { $0.part.record.engine == record.engine }, of: record)
      }
  }

  /// What a piece shows of all its models at once; nil where it has to be told model by model.
  private func block(of piece: Piece, number: Int) -> Block? {
    if let (drawing, caption) = piece.figure {
      return figure(drawing, piece.title, number: number, caption: caption)
    }
    return piece.mergedTable.map(Block.grid)
  }

  private func fold(
    _ numbered: [(number: Int, part: Piece.Part)], of record: PageRecord
  ) throws -> Block? {
    let parts = numbered.map(\.part)
    guard !parts.isEmpty else { return nil }
    var told: [[Document.Inline]] = []
    for part in parts {
      if case .evidence(let evidence) = part.content {
        told.append([
          "\(evidence.claimID) ", .verdict(try finding(of: evidence, on: record).verdict),
        ])
      }
    }
    if told.isEmpty {
      let titles = parts.map(\.title).reduce(into: [String]()) { titles, title in
        if !titles.contains(title) { titles.append(title) }
      }
      told =
        titles.count < 3
        ? titles.map { [.text($0)] } : [["\(titles[0]) and \(titles.count - 1) more"]]
    }
    let name = FindingBlocks.engineName(record.engine, instruments)
    // A figure that cannot be one for all models is there to be seen, on the first of them.
    let isOpen = record.engine == records[0].engine && parts.contains(where: \.isChart)
    return .fold(
      summary: [.strong(name), ": "] + told.joined(separator: [", "]), isOpen: isOpen,
      try numbered.flatMap { try blocks(of: $0.part, number: $0.number) })
  }

  /// - Parameter number: of the page's figures, one for all models.
  private func figure(
    _ drawing: SVG, _ title: String, of model: String? = nil, number: Int, caption: String?
  ) -> Block {
    let model = model.map { "\(slug($0))-" } ?? ""
    return .figure(
      Document.Figure(
        path: "figures/\(page.name)-\(model)\(number)-\(slug(title)).svg", drawing: drawing,
        alternative: title, caption: caption))
  }

  private func blocks(of part: Piece.Part, number: Int) throws -> [Block] {
    switch part.content {
    case .table(let table):
      var grid = table.grid
      grid.title = table.title
      return [.grid(grid)]
    case .text(let text): return [.verbatim(text)]
    case .chart(let chart, let caption):
      return [
        figure(chart.drawing, chart.title, of: part.record.engine, number: number, caption: caption)
      ]
    case .evidence(let evidence):
      return FindingBlocks.details(try finding(of: evidence, on: part.record))
    }
  }

  private func finding(of evidence: Evidence, on record: PageRecord) throws -> Finding {
    guard
      let finding = page.findings.first(where: {
        $0.claim.id == evidence.claimID && $0.engine == record.engine
      })
    else {
      throw ReportingError.missingFinding(claimID: evidence.claimID, engine: record.engine)
    }
    return finding
  }
}
