import Formatting

extension Placeholders {
  /// What a page's record holds, on one model or on all that are studied.
  func cited(_ content: String) throws -> String {
    guard
      let match = content.wholeMatch(
        of: /(?:(value|row|column|range|count|them|models) )?(S\d+) *\|(.+?)(?:@([^@|]+))?/)
    else {
      throw Unknown(
        reason:
          "expected a page, a title, a row and a column, such as S10 | Doses | 0.25 | effect @planted"
      )
    }
    let (kind, page) = (match.1.map(String.init), String(match.2))
    var names = match.3.split(separator: "|", omittingEmptySubsequences: false)
      .map { part in
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    let title = names.removeFirst()
    let records = records(of: page)
    func cells(_ names: [String], on model: String) throws -> [RecordCells.Cell] {
      guard let record = records.first(where: { $0.engine == model }) else {
        throw Unknown(
          reason: "no record of \(page) on \(model); there is one on "
            + records.map(\.engine).joined(separator: ", "))
      }
      return try RecordCells(record, of: page).named(title, names)
    }
    func cell(_ names: [String], on model: String) throws -> RecordCells.Cell {
      let found = try cells(names, on: model)
      guard found.count == 1, let cell = found.first else {
        throw Unknown(reason: "'every' and 'some' are for count and models")
      }
      return cell
    }
    let studied = studied(on: page)
    guard !studied.isEmpty || match.4 != nil else {
      throw Unknown(reason: "no studied model has a record of \(page)")
    }
    switch (kind, match.4.map(String.init)) {
    case ("range", nil):
      let told = try studied.map { (cell: try cell(names, on: $0.name), model: $0.title) }
      let sizes = told.compactMap { told in told.cell.size.map { ($0, told.cell.short) } }
      guard let least = sizes.min(by: { $0.0 < $1.0 }),
        let largest = sizes.max(by: { $0.0 < $1.0 })
      else { throw Unknown(reason: "a range is of numbers, got \(told.map(\.cell.text))") }
      // Both ends at the precision of the coarser; a bare "1" says nothing of precision.
      let decimals = [least.1, largest.1].compactMap { $0.firstMatch(of: /\.(\d+)/)?.1.count }
      let kept = decimals.min() ?? 0
      let ends = [least, largest].map { Formatted.fixed($0.0, decimals: kept) }
      let range = ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
      let others = told.filter { $0.cell.size == nil }.map { ($0.cell.text, $0.model) }
      return range + (others.isEmpty ? "" : " (\(grouped(others)))")
    case ("count", nil), ("them", nil), ("models", nil):
      guard names.count > 1 else { throw Unknown(reason: "expected a rule after the names") }
      let rule = names.removeLast()
      let isSome = names.contains { ["some row", "some column"].contains($0) }
      var isKnown = false
      let having = try studied.filter { model in
        let kept = try cells(names, on: model.name).map { found in
          try found.keeps(rule) { row in try cell([row] + names.dropFirst(), on: model.name) }
        }
        isKnown = isKnown || kept.contains { $0 != nil }
        return isSome ? kept.contains(true) : kept.allSatisfy { $0 == true }
      }
      guard isKnown else { throw Unknown(reason: "no number there that '\(rule)' could hold of") }
      return switch kind {
      case "count": Self.counted(having.count, of: studied.count)
      case "them": Self.countedAgain(having.count, of: studied.count)
      default: list(having.map(\.title))
      }
    case (_, "each"):
      return grouped(
        try studied.map { (try cell(names, on: $0.name).shown(kind), $0.title) })
    case (_, let model?): return try cell(names, on: model).shown(kind)
    default:
      throw Unknown(reason: "expected @ and a model, or @each; range, count and models have none")
    }
  }

  private func records(of page: String) -> [PageRecord] {
    records.first { $0.key.hasPrefix(page + "-") }?.value ?? []
  }

  /// A model that could not run the scenario at all has nothing to cite.
  func studied(on page: String) -> [ModelKey] {
    studied.filter { model in
      records(of: page).contains { $0.engine == model.name && !$0.outputs.isEmpty }
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
