/// The rows of one forward pass: tokens of any number of sequences, side by side without padding.
struct PackedBatch {
  struct Row {
    var context: Int
    var position: Int
    var token: Int
  }

  var contexts: [Context] = []
  /// The edits of each context's rows.
  var edits: [[Edit]] = []
  var rows: [Row] = []
  /// Rows whose logits are wanted, in order, and where each stands for the reader.
  var readout: [(row: Int, place: TreePosition)] = []
  /// Hook points whose activations `record` gets, for every row.
  var recording: Set<HookPoint> = []
  /// (hook point, row, activation)
  var record: ((HookPoint, Int, UnsafeBufferPointer<Float>) -> Void)?

  /// Gets the residual stream after each block, [rows, dModel], before any edit there.
  var keep: ((_ layer: Int, _ residual: UnsafePointer<Float>) -> Void)?

  /// The block that the pass ends with, where nothing above is asked for; nil goes on to the logits.
  var lastLayer: Int?

  /// Starts above a layer from its kept output, [dModel] for each row, instead of from the embedding.
  var resume: (layer: Int, residuals: [UnsafePointer<Float>])?

  var keys: Int { (rows.map(\.position).max() ?? 0) + 1 }

  mutating func add(_ context: Context, edits: [Edit]) -> Int {
    contexts.append(context)
    self.edits.append(edits)
    return contexts.count - 1
  }
}
