import Store

extension Evaluation {
  /// Under what each item's value is kept, and what it is in words; nothing is measured.
  public func cells(
    applying interventions: [Intervention]
  ) throws -> [(key: CellKey, what: String)] {
    let done = interventions.cellKey
    let what = interventions.filter { !$0.isIdentity }.map(\.description).joined(separator: ", ")
    return try zip(whole.items, items.value()).map { number, item in
      let key = CellKey {
        model.describe(to: &$0)
        $0.add(item)
        $0.add(done)
      }
      return (
        key,
        "\(metric.name), item \(number + 1) of \(whole.count), "
          + (what.isEmpty ? "unsteered" : what)
      )
    }
  }
}
