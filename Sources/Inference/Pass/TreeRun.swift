/// A list of trees run through the model, in packed passes of a bounded number of rows.
///
/// Trees are independent, so their keys and values live only while their own pass does.
struct TreeRun {
  let model: LanguageModel
  let trees: [TokenTree]
  var recording: Set<HookPoint> = []
  /// (hook point, place, activation)
  var record: ((HookPoint, TreePosition, UnsafeBufferPointer<Float>) -> Void)?
  /// The layers that `keep` is for.
  var keptLayers: Set<Int> = []
  /// (layer, first row in the order of all rows, residual [rows, dModel])
  var keep: ((Int, Int, UnsafeBufferPointer<Float>) -> Void)?
  var checkpoint: ResidualCheckpoint?
  /// What each tree continues, read before.
  var starts: [Context]?

  private var rowsPerPass: Int { model.compute.rowsPerPass }

  func run(_ read: (LogitsBlock) throws -> Void) throws {
    try validate()
    let workspace = Workspace(model.configuration, compute: model.compute)
    var group: [Int] = []
    var rows = 0
    var firstRow = 0  // of the group, in the order of all rows
    for (index, tree) in trees.enumerated() {
      if rows > 0, rows + tree.rowCount > rowsPerPass {
        try run(group, firstRow, workspace, read)
        firstRow += rows
        group = []
        rows = 0
      }
      group.append(index)
      rows += tree.rowCount
    }
    try run(group, firstRow, workspace, read)
  }

  /// Runs whole trees together, in passes of at most `rowsPerPass` rows.
  private func run(
    _ group: [Int], _ firstRow: Int, _ workspace: Workspace, _ read: (LogitsBlock) throws -> Void
  ) throws {
    var batch = PackedBatch()
    var places: [TreePosition] = []
    var passStart = firstRow
    func flush() throws {
      guard !batch.rows.isEmpty else { return }
      try pass(batch, places, passStart, workspace, read)
      passStart += batch.rows.count
      batch.rows = []
      batch.readout = []
      places = []
    }
    for index in group {
      let tree = trees[index]
      var contexts: [Context] = []
      for (branchIndex, branch) in tree.branches.enumerated() {
        let context =
          branch.parent.map { contexts[$0].fork() } ?? starts?[index].fork()
          ?? Context(configuration: model.configuration, layers: layers)
        contexts.append(context)
        let member = batch.add(context, edits: tree.edits)
        let positions = context.extend(by: branch.tokens.count)
        for (offset, token) in branch.tokens.enumerated() {
          if batch.rows.count == rowsPerPass { try flush() }
          let place = TreePosition(tree: index, branch: branchIndex, offset: offset)
          if branch.readout.contains(offset) {
            batch.readout.append((batch.rows.count, place))
          }
          places.append(place)
          batch.rows.append(
            .init(context: member, position: positions.lowerBound + offset, token: token))
        }
      }
    }
    try flush()
  }

  private func pass(
    _ rows: PackedBatch, _ places: [TreePosition], _ firstRow: Int, _ workspace: Workspace,
    _ read: (LogitsBlock) throws -> Void
  ) throws {
    var batch = rows
    batch.recording = recording
    batch.lastLayer = lastLayer
    if let record {
      batch.record = { hook, row, activation in record(hook, places[row], activation) }
    }
    if let keep {
      let count = batch.rows.count * model.configuration.dModel
      batch.keep = { keep($0, firstRow, UnsafeBufferPointer(start: $1, count: count)) }
    }
    if let checkpoint {
      let width = model.configuration.dModel
      batch.resume = (
        checkpoint.layer,
        batch.rows.indices.map {
          UnsafePointer(checkpoint.residual.pointer + (firstRow + $0) * width)
        }
      )
    }
    try model.forward(batch, workspace).run(read)
  }

  private var layers: Range<Int> {
    (checkpoint.map { $0.layer + 1 } ?? 0)..<model.configuration.layerCount
  }

  /// Where runs end of which no logits are read: the last layer of which anything is kept or recorded.
  private var lastLayer: Int? {
    let readsLogits = trees.contains { $0.branches.contains { !$0.readout.isEmpty } }
    guard !readsLogits, !recording.contains(.finalNorm) else { return nil }
    return (keptLayers.union(recording.compactMap(\.layer))).max()
  }

  private func validate() throws {
    for (index, tree) in trees.enumerated() {
      var lengths: [Int] = []
      for (branchIndex, branch) in tree.branches.enumerated() {
        let place = "sequence \(index)" + (tree.branches.count > 1 ? ", branch \(branchIndex)" : "")
        if let parent = branch.parent, !(0..<branchIndex).contains(parent) {
          throw ModelError.badConfiguration(
            field: "\(place) parent", expected: "an earlier branch", got: "\(parent)")
        }
        if branch.parent == nil && branch.tokens.isEmpty {
          throw ModelError.emptySequence(at: place)
        }
        lengths.append(
          (branch.parent.map { lengths[$0] } ?? starts?[index].length ?? 0) + branch.tokens.count)
        try model.validate(tokens: branch.tokens, length: lengths[branchIndex], at: place)
      }
      try model.validate(edits: tree.edits)
    }
    for hook in recording.sorted() { try model.validate(hook: hook) }
    if let checkpoint { try validate(checkpoint) }
  }

  private func validate(_ checkpoint: ResidualCheckpoint) throws {
    func require(_ holds: Bool, _ field: String, _ expected: String, _ got: String) throws {
      if !holds { throw ModelError.badConfiguration(field: field, expected: expected, got: got) }
    }
    try require(
      checkpoint.configuration == model.configuration, "checkpoint",
      "one kept by a model of these sizes", "\(checkpoint.configuration)")
    let (kept, rows) = (checkpoint.trees, trees.reduce(0) { $0 + $1.rowCount })
    try require(
      kept.count == trees.count, "checkpoint", "\(trees.count) sequences, \(rows) rows",
      "\(kept.count) sequences, \(kept.reduce(0) { $0 + $1.rowCount }) rows")
    for (index, pair) in zip(trees, kept).enumerated() {
      try require(
        pair.0.hasSameTokens(as: pair.1), "checkpoint, sequence \(index)",
        "the tokens that it was kept from", "others")
    }
    let resumed = HookPoint.residPost(checkpoint.layer)
    let reached = "a hook point at or after \(resumed), where the run resumes"
    for edit in trees.flatMap(\.edits) {
      try require(edit.hook >= resumed, "edit at \(edit.hook)", reached, "\(edit.hook)")
    }
    for hook in recording.sorted() {
      try require(hook >= resumed, "reading \(hook)", reached, "\(hook)")
    }
  }
}

/// The residual stream after one layer for every token of a list of trees, so that the layers above
/// can be run again and again without the ones below.
public struct ResidualCheckpoint: Sendable {
  /// The block whose output was kept, before any edit there.
  public let layer: Int
  let residual: FloatBuffer  // [rows, dModel], rows in order of tree, branch, offset
  /// What it was kept from: a run from it must be of the same tokens on the same model.
  let trees: [TokenTree]
  let configuration: ModelConfiguration
}
