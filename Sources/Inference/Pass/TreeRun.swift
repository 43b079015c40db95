/// A list of trees run through the model, in packed passes of a bounded number of rows.
///
/// Trees are independent, so their keys and values live only while their own pass does.
struct TreeRun {
  let model: LanguageModel
  let trees: [TokenTree]
  var recording: Set<HookPoint> = []
  /// (hook point, place, activation)
  var record: ((HookPoint, TreePosition, UnsafeBufferPointer<Float>) -> Void)?
  var checkpoint: ResidualCheckpoint?

  /// Rows of a pass: enough that the matrices run at full speed.
  static let rowsPerPass = 256

  func run(_ read: (LogitsBlock) throws -> Void) throws {
    try validate()
    let workspace = Workspace(model.configuration, compute: model.compute)
    var group: [Int] = []
    var rows = 0
    var firstRow = 0  // of the group, in the order of all rows
    for (index, tree) in trees.enumerated() {
      if rows > 0, rows + tree.rowCount > Self.rowsPerPass {
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
          branch.parent.map { contexts[$0].fork() }
          ?? Context(configuration: model.configuration, layers: layers)
        contexts.append(context)
        let member = batch.add(context, edits: tree.edits)
        let positions = context.extend(by: branch.tokens.count)
        for (offset, token) in branch.tokens.enumerated() {
          if batch.rows.count == Self.rowsPerPass { try flush() }
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
    if let record {
      batch.record = { hook, row, activation in record(hook, places[row], activation) }
    }
    if let checkpoint {
      batch.resume = (
        checkpoint.layer,
        UnsafePointer(checkpoint.residual.pointer + firstRow * model.configuration.dModel)
      )
    }
    try model.forward(batch, workspace).run(read)
  }

  private var layers: Range<Int> {
    (checkpoint.map { $0.layer + 1 } ?? 0)..<model.configuration.layerCount
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
        lengths.append((branch.parent.map { lengths[$0] } ?? 0) + branch.tokens.count)
        try model.validate(tokens: branch.tokens, length: lengths[branchIndex], at: place)
      }
      try model.validate(edits: tree.edits)
      if let checkpoint {
        for edit in tree.edits where edit.hook < .residPost(checkpoint.layer) {
          throw ModelError.badConfiguration(
            field: "edit at \(edit.hook)",
            expected: "a hook point at or after blocks.\(checkpoint.layer).hook_resid_post, where "
              + "the run resumes", got: "\(edit.hook)")
        }
      }
    }
    for hook in recording { try model.validate(hook: hook) }
    if let checkpoint {
      let rows = trees.reduce(0) { $0 + $1.rowCount }
      guard checkpoint.rowCount == rows else {
        throw ModelError.badConfiguration(
          field: "checkpoint", expected: "\(rows) rows", got: "\(checkpoint.rowCount)")
      }
    }
  }
}

/// The residual stream after one layer for every token of a list of trees, so that the layers above
/// can be run again and again without the ones below.
public struct ResidualCheckpoint: Sendable {
  public let layer: Int
  let residual: FloatBuffer  // [rows, dModel], rows in order of tree, branch, offset
  let rowCount: Int
}
