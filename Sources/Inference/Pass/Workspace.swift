import CKernels

/// The activations of one packed pass, allocated once and used again by the next.
final class Workspace {
  private(set) var rows = 0
  private(set) var keys = 0
  let configuration: ModelConfiguration
  let compute: Compute

  // residual stream [rows, dModel]
  private(set) var x = FloatBuffer(count: 0)
  // a norm's output [rows, dModel]
  private(set) var normed = FloatBuffer(count: 0)
  // queries, keys, values [rows, (heads + 2 kvHeads) headDim]
  private(set) var qkv = FloatBuffer(count: 0)
  // the heads' outputs [rows, heads headDim]
  private(set) var z = FloatBuffer(count: 0)
  // attn_out or mlp_out [rows, dModel]
  private(set) var written = FloatBuffer(count: 0)
  // the MLP's gate and up [rows, 2 feedForward], or up alone
  private(set) var gateUp = FloatBuffer(count: 0)
  // the MLP's hidden layer [rows, feedForward]
  private(set) var hidden = FloatBuffer(count: 0)
  // [logitRows, vocabulary]
  private(set) var logits = FloatBuffer(count: 0)
  private(set) var matmulScratch = FloatBuffer(count: 0)
  private(set) var attentionScratch = FloatBuffer(count: 0)

  /// What attention reads at a layer: every context's pieces, and each row's share of them.
  private(set) var pieces: [ck_kv_piece] = []
  var views: [ck_row] = []
  private var firstPieces: [Int32] = []

  /// Rows whose logits are computed at a time: enough for full speed, small enough to stay in cache.
  static let logitRows = 64

  init(_ configuration: ModelConfiguration, compute: Compute) {
    self.configuration = configuration
    self.compute = compute
  }

  /// Makes room for `rows` rows, the longest of which sees `keys` keys.
  func reserve(rows wantedRows: Int, keys wantedKeys: Int) {
    let c = configuration
    if wantedRows > rows {
      rows = wantedRows
      let width = c.headCount * c.headDimension
      x = FloatBuffer(count: rows * c.dModel)
      normed = FloatBuffer(count: rows * c.dModel)
      qkv = FloatBuffer(count: rows * (width + 2 * c.keyValueHeadCount * c.headDimension))
      z = FloatBuffer(count: rows * width)
      written = FloatBuffer(count: rows * c.dModel)
      gateUp = FloatBuffer(count: rows * 2 * c.feedForwardDimension)
      hidden = FloatBuffer(count: rows * c.feedForwardDimension)
      logits = FloatBuffer(count: min(rows, Self.logitRows) * c.vocabularySize)
      let inputs = max(c.dModel, width, c.feedForwardDimension)
      matmulScratch = FloatBuffer(
        count: PackedMatrix.scratchCount(rows: rows, inputs: inputs, on: compute))
    }
    if wantedKeys > keys {
      keys = (wantedKeys + 63) / 64 * 64
      attentionScratch = FloatBuffer(
        count: ck_attend_scratch(compute.handle, c.attentionShape(at: 0), Int32(keys)))
    }
  }

  /// Sets ``pieces`` and ``views`` to those of a batch at a layer.
  func view(_ batch: PackedBatch, at layer: Int) {
    pieces.removeAll(keepingCapacity: true)
    firstPieces.removeAll(keepingCapacity: true)
    for context in batch.contexts {
      firstPieces.append(Int32(pieces.count))
      context.forEachSegment(at: layer) { pieces.append($0.piece(layer: layer, end: $1)) }
    }
    firstPieces.append(Int32(pieces.count))
    views.removeAll(keepingCapacity: true)
    for row in batch.rows {
      let first = firstPieces[row.context]
      views.append(
        ck_row(
          first_piece: first, piece_count: firstPieces[row.context + 1] - first,
          position: Int32(row.position)))
    }
  }
}
