import Inference
import Store

extension ScoringItem {
  /// Prompt and continuations. A metric's items have no edits of their own.
  func describe(to key: inout CellKey.Description) {
    precondition(edits.isEmpty, "edits have no key")
    key.add(prompt)
    key.add(continuations.count)
    for continuation in continuations { key.add(continuation) }
  }
}
