import Claims

/// What one call of a scenario showed on each model that made it.
struct Piece {
  /// What it showed on one model.
  struct Part {
    let record: PageRecord
    let content: PageRecord.Content
  }

  private(set) var parts: [Part]

  /// The outputs of a cell, one piece for those that are of one line, kind and title; in the order of the
  /// first model that has each.
  static func pieces(of records: [PageRecord], at codeLines: Range<Int>) -> [Piece] {
    struct Key: Hashable {
      let codeLine: Int
      let label: [String]
      /// Of the line's outputs with this label, since a loop may repeat it.
      let number: Int
    }
    var order: [Key] = []
    var pieces: [Key: Piece] = [:]
    for record in records {
      var counts: [Key: Int] = [:]
      for output in record.outputs where codeLines.contains(output.codeLine) {
        let label = output.content.label
        let group = Key(codeLine: output.codeLine, label: label, number: 0)
        let key = Key(codeLine: output.codeLine, label: label, number: counts[group, default: 0])
        counts[group, default: 0] += 1
        if pieces[key] == nil {
          order.append(key)
          pieces[key] = Piece(parts: [])
        }
        pieces[key]?.parts.append(Part(record: record, content: output.content))
      }
    }
    return order.compactMap { pieces[$0] }
  }

  var title: String { parts[0].title }
  var models: [String] { parts.map(\.record.engine) }
  /// Without instruments.
  var studied: Piece { Piece(parts: parts.filter { !$0.record.isInstrumentCheck }) }

  /// One figure for all, where their charts are alike, and the caption that they share.
  var figure: (drawing: SVG, caption: String)? {
    let charts = parts.compactMap { part in
      if case .chart(let chart, let caption) = part.content { (part, chart, caption) } else { nil }
    }
    guard let caption = charts.first?.2, charts.allSatisfy({ $0.2 == caption }) else { return nil }
    return SmallMultiples(
      charts.map { ($0.0.record.engine, $0.0.record.isInstrumentCheck, $0.1) }
    ).map { ($0.drawing, caption) }
  }

  /// One table for all, where that is short.
  var mergedTable: Grid? {
    let tables = parts.compactMap { part in
      if case .table(let table) = part.content { (part.record, table) } else { nil }
    }
    guard tables.count == parts.count else { return nil }
    return Table.merged(
      tables.map { record, table in
        (record.engine + (record.isInstrumentCheck ? " (instrument check)" : ""), table)
      })
  }
}

extension Piece.Part {
  var title: String {
    switch content {
    case .table(let table): table.title
    case .text: "text"
    case .chart(let chart, _): chart.title
    case .evidence(let evidence): evidence.claimID
    }
  }

  var isChart: Bool { if case .chart = content { true } else { false } }
}

extension PageRecord.Content {
  /// Kind and title.
  fileprivate var label: [String] {
    switch self {
    case .table(let table): ["table", table.title]
    case .text: ["text"]
    case .chart(let chart, _): ["chart", chart.title]
    case .evidence(let evidence): ["evidence", evidence.claimID]
    }
  }
}
