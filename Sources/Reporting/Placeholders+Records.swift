import Formatting

extension Placeholders {
  /// A placeholder for what a page's record holds, in parts.
  private struct Citation {
    /// `value`, `range` and the like; nil for a cell as it is.
    let kind: String?
    let page: String
    let title: String
    /// Of row and column, and after them a rule where the kind takes one.
    var names: [String]
    /// Nil where the kind speaks of all that are studied.
    let model: String?

    init(_ content: String) throws {
      guard
        let match = content.wholeMatch(
          of: /(?:(value|row|column|range|count|them|models) )?(S\d+) *\|(.+?)(?:@([^@|]+))?/)
      else {
        throw Unknown(
          reason:
            "expected a page, a title, a row and a column, such as S10 | Doses | 0.25 | effect @planted"
        )
      }
      kind = match.1.map(String.init)
      page = String(match.2)
      names = match.3.split(separator: "|", omittingEmptySubsequences: false)
        .map { part in
          String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
      title = names.removeFirst()
      model = match.4.map(String.init)
    }
  }

  /// What a page's record holds, on one model or on all that are studied.
  func cited(_ content: String) throws -> String {
    let citation = try Citation(content)
    let studied = studied(on: citation.page)
    guard !studied.isEmpty || citation.model != nil else {
      throw Unknown(reason: "no studied model has a record of \(citation.page)")
    }
    switch (citation.kind, citation.model) {
    case ("range", nil): return try range(citation, over: studied)
    case ("count", nil):
      return Self.counted(try having(citation, of: studied).count, of: studied.count)
    case ("them", nil):
      return Self.countedAgain(try having(citation, of: studied).count, of: studied.count)
    case ("models", nil): return list(try having(citation, of: studied).map(\.title))
    case (_, "each"):
      return grouped(
        try studied.map {
          (try cell(citation, citation.names, on: $0.name).shown(citation.kind), $0.title)
        })
    case (_, let model?):
      return try cell(citation, citation.names, on: model).shown(citation.kind)
    default:
      throw Unknown(reason: "expected @ and a model, or @each; range, count and models have none")
    }
  }

  /// From the least to the largest, and what those say that have no number.
  private func range(_ citation: Citation, over studied: [ModelKey]) throws -> String {
    let told = try studied.map {
      (cell: try cell(citation, citation.names, on: $0.name), model: $0.title)
    }
    let sizes = told.compactMap { told in told.cell.size.map { ($0, told.cell.short) } }
    guard let least = sizes.min(by: { $0.0 < $1.0 }), let largest = sizes.max(by: { $0.0 < $1.0 })
    else { throw Unknown(reason: "a range is of numbers, got \(told.map(\.cell.text))") }
    // Both ends at the precision of the coarser; a bare "1" says nothing of precision.
    let decimals = [least.1, largest.1].compactMap { $0.firstMatch(of: /\.(\d+)/)?.1.count }
    let kept = decimals.min() ?? 0
    let ends = [least, largest].map { Formatted.fixed($0.0, decimals: kept) }
    let range = ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
    let others = told.filter { $0.cell.size == nil }.map { ($0.cell.text, $0.model) }
    return range + (others.isEmpty ? "" : " (\(grouped(others)))")
  }

  /// The models on which the rule, the last of the names, holds of every cell that the others name, or of one
  /// where they say `some`.
  private func having(_ citation: Citation, of studied: [ModelKey]) throws -> [ModelKey] {
    var names = citation.names
    guard names.count > 1 else { throw Unknown(reason: "expected a rule after the names") }
    let rule = names.removeLast()
    let isSome = names.contains { ["some row", "some column"].contains($0) }
    var isKnown = false
    let having = try studied.filter { model in
      let kept = try cells(citation, names, on: model.name).map { found in
        try found.keeps(rule) { row in
          try cell(citation, [row] + names.dropFirst(), on: model.name)
        }
      }
      isKnown = isKnown || kept.contains { $0 != nil }
      return isSome ? kept.contains(true) : kept.allSatisfy { $0 == true }
    }
    guard isKnown else { throw Unknown(reason: "no number there that '\(rule)' could hold of") }
    return having
  }

  private func cells(
    _ citation: Citation, _ names: [String], on model: String
  ) throws -> [RecordCells.Cell] {
    let records = cells(of: citation.page)
    guard let record = records.first(where: { $0.model == model }) else {
      throw Unknown(
        reason: "no record of \(citation.page) on \(model); there is one on "
          + records.map(\.model).joined(separator: ", "))
    }
    return try record.named(citation.title, names)
  }

  private func cell(
    _ citation: Citation, _ names: [String], on model: String
  ) throws -> RecordCells.Cell {
    let found = try cells(citation, names, on: model)
    guard found.count == 1, let cell = found.first else {
      throw Unknown(reason: "'every' and 'some' are for count and models")
    }
    return cell
  }

  /// A model that could not run the scenario at all has nothing to cite.
  func studied(on page: String) -> [ModelKey] {
    studied.filter { model in
      cells(of: page).contains { $0.model == model.name && !$0.isEmpty }
    }
  }

  /// What is the same on several models is said once.
  func grouped(_ told: [(text: String, model: String)]) -> String {
    let texts = told.map(\.text).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return list(
      texts.map { text in
        "\(text.isEmpty ? "nothing" : text) on "
          + list(told.filter { $0.text == text }.map(\.model))
      })
  }

  /// "A, B and C"; "no model" of none.
  func list(_ items: [String]) -> String {
    guard let last = items.last else { return "no model" }
    return items.count == 1 ? last : items.dropLast().joined(separator: ", ") + " and " + last
  }
}
