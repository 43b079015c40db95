/// Scores finished continuations under the model without their edits.
///
/// Up to the layer where edits begin, the stream of a continuation is the same with them and without. It
/// was kept while the continuation was written, so that only the layers above are run.
struct ContinuationScoring {
  let model: LanguageModel
  let workspace: Workspace
  /// By the layer to resume above; nil holds those that are run from the embedding.
  private var finished: [Int?: [Finished]] = [:]
  private var scores: [(index: Int, logProbabilities: [Double])] = []

  /// What is left of a continuation: its cache is given back.
  private struct Finished {
    let index: Int
    let ids: [Int]
    let residuals: FloatBuffer?
    let shared: SharedPrompt
  }

  init(model: LanguageModel, workspace: Workspace) {
    self.model = model
    self.workspace = workspace
  }

  /// Takes a continuation of at least one token; its first token is for the caller to score.
  mutating func add(_ member: Continuation, after shared: SharedPrompt) throws {
    guard member.ids.count > 1 else { return }
    let layer = member.firstEditedLayer
    finished[layer, default: []].append(
      Finished(
        index: member.index, ids: member.ids, residuals: member.residuals, shared: shared))
    let rows = finished[layer, default: []].reduce(0) { $0 + $1.ids.count - 1 }
    if rows >= model.compute.rowsPerPass { try score(layer) }
  }

  /// Of each continuation that was added, the log-probabilities of its tokens after the first.
  mutating func finish() throws -> [(index: Int, logProbabilities: [Double])] {
    for layer in finished.keys { try score(layer) }
    return scores
  }

  private mutating func score(_ layer: Int?) throws {
    let members = finished.removeValue(forKey: layer) ?? []
    var found = members.map {
      (index: $0.index, logProbabilities: [Double](repeating: 0, count: $0.ids.count - 1))
    }
    var queue = PassQueue(model, workspace, resumeLayer: layer) { block in
      let sums = block.logSumExp()
      for (row, place) in block.places.enumerated() {
        guard sums[row].isFinite else {
          throw ModelError.notFinite(at: "logits of scored tokens")
        }
        let token = members[place.tree].ids[place.offset + 1]
        found[place.tree].logProbabilities[place.offset] = Double(block[row][token]) - sums[row]
      }
    }
    for (index, entry) in members.enumerated() {
      let tokens = entry.ids.dropLast()
      let context = entry.shared.context.fork()
      try queue.add(
        context, edits: [], tokens: tokens, positions: context.extend(by: tokens.count),
        resumingFrom: entry.residuals.map { UnsafePointer($0.pointer) }
      ) { TreePosition(tree: index, branch: 0, offset: $0) }
    }
    try queue.flush()
    scores += found
  }
}
