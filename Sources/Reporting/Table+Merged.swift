extension Table {
  /// More rows a model are easier to read model by model, and so are more columns.
  private static let (mostRows, mostColumns) = (5, 8)
  /// Of a cell, in signs; longer ones are texts to be read, not compared.
  fileprivate static let longest = 40

  /// The tables of several models as one: row by row, the models under one another. Nil where they
  /// have other rows or columns, or are long.
  static func merged(_ tables: [(model: String, table: Table)]) -> Grid? {
    guard tables.count > 1, let first = tables.first?.table else { return nil }
    let rowCount = first.rows.count
    guard (1...mostRows).contains(rowCount), first.columns.count <= mostColumns,
      tables.allSatisfy({ $0.table.columns == first.columns && $0.table.rows.count == rowCount }),
      tables.allSatisfy({ $0.table.rows.joined().allSatisfy { !$0.isLong } })
    else { return nil }
    // With one row a model, the model is the row's name; with more, the first column is.
    let named = rowCount == 1 ? 0 : 1
    guard
      tables.allSatisfy({
        $0.table.rows.map { $0.prefix(named) } == first.rows.map { $0.prefix(named) }
      })
    else { return nil }
    func inserted<Element>(_ element: Element, in row: [Element]) -> [Element] {
      row.prefix(named) + [element] + row.dropFirst(named)
    }
    let merged = try? Table(
      first.title, columns: inserted("model", in: first.columns),
      rows: (0..<rowCount).flatMap { row in
        tables.map { inserted(.text($0.model), in: $0.table.rows[row]) }
      })
    guard let grid = merged?.grid else { return nil }
    return Grid(
      title: first.title, columns: grid.columns,
      rows: grid.rows.enumerated().map { index, row in
        row.enumerated().map { column, cell in
          var cell = cell
          cell.isRepeated = column < named && !index.isMultiple(of: tables.count)
          return cell
        }
      })
  }
}

extension Table.Cell {
  fileprivate var isLong: Bool {
    if case .text(let text) = self { text.count > Table.longest } else { false }
  }
}
