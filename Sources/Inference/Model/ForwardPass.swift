import CKernels

/// One packed forward pass of a decoder; read `pass` top to bottom. Where families differ it asks the
/// model's ``BlockDesign``.
///
/// Source: Vaswani et al. (arXiv 1706.03762); Touvron et al. (2302.13971); grouped-query attention,
/// Ainslie et al. (2305.13245); SwiGLU, Shazeer (2002.05202).
struct ForwardPass {
  let weights: ModelWeights
  let configuration: ModelConfiguration
  let compute: Compute
  let batch: PackedBatch
  let workspace: Workspace
  let profile: PassProfile?

  private let rowCount: Int
  private let rotary: RotaryTable.Rows?
  private let localRotary: RotaryTable.Rows?
  private let editsByHook: [HookPoint: [(row: Int, edit: Edit)]]

  init(
    weights: ModelWeights, configuration c: ModelConfiguration, compute: Compute,
    batch: PackedBatch, workspace: Workspace, profile: PassProfile? = nil
  ) {
    self.profile = profile
    self.weights = weights
    configuration = c
    self.compute = compute
    self.batch = batch
    self.workspace = workspace
    rowCount = batch.rows.count
    rotary = weights.rotary?.reaching(batch.keys)
    localRotary = weights.localRotary?.reaching(batch.keys)
    var edits: [HookPoint: [(row: Int, edit: Edit)]] = [:]
    if batch.edits.contains(where: { !$0.isEmpty }) {
      for (index, row) in batch.rows.enumerated() {
        for edit in batch.edits[row.context] where edit.positions.contains(row.position) {
          edits[edit.hook, default: []].append((index, edit))
        }
      }
    }
    editsByHook = edits
    workspace.reserve(rows: rowCount, keys: batch.keys)
  }

  /// - Parameter read: gets the logits of the readout rows, a block at a time.
  func run(_ read: (LogitsBlock) throws -> Void) rethrows {
    guard let profile else { return try pass(read) }
    let clock = ContinuousClock()
    let start = clock.now
    try pass(read)
    profile.addPass(clock.now - start, rows: rowCount)
  }

  private func timed(_ part: PassProfile.Part, _ body: () throws -> Void) rethrows {
    guard let profile else { return try body() }
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    profile.add(clock.now - start, to: part)
  }

  private func pass(_ read: (LogitsBlock) throws -> Void) rethrows {
    let c = configuration
    let w = workspace
    let x = w.x.pointer  // [rows, dModel], the residual stream
    let firstLayer: Int
    if let resume = batch.resume {
      for (index, residual) in resume.residuals.enumerated() {
        (x + index * c.dModel).update(from: residual, count: c.dModel)
      }
      visit(.residPost(resume.layer), x, width: c.dModel)
      firstLayer = resume.layer + 1
    } else {
      for (index, row) in batch.rows.enumerated() {
        weights.embedding.copyRow(row.token, to: x + index * c.dModel)
      }
      scaleEmbeddings(x)
      visit(.embed, x, width: c.dModel)
      addPositions(to: x)
      firstLayer = 0
    }

    var rows = rowCount
    let end = batch.lastLayer.map { $0 + 1 } ?? c.layerCount
    for layer in firstLayer..<max(end, firstLayer) {
      let block = weights.blocks[layer]
      visit(.block(layer, .residPre), x, width: c.dModel)

      // Attention reads the normed stream and writes back what the heads gathered.
      keysAndValues(layer, block, normed(x, block.attentionNorm, rows))  // -> qkv, cache
      if layer == c.layerCount - 1, onlyReadoutGoesOn { rows = keepReadout() }
      timed(.attention) { attend(layer, rows) }  // qkv, cache -> z [rows, heads hd]
      visit(.block(layer, .z), w.z.pointer, width: c.headCount * c.headDimension)
      // [rows, dModel]
      multiply(block.attentionOutput, w.z.pointer, rows, into: w.written.pointer)
      norm(w.written.pointer, block.attentionPostNorm, rows: rows, into: w.written.pointer)
      visit(.block(layer, .attnOut), w.written.pointer, width: c.dModel)

      // The MLP reads the stream with attention's part in it, or beside attention.
      let feedForwardInput: UnsafePointer<Float>
      if c.design.isParallel {
        feedForwardInput = normed(x, block.feedForwardNorm, rows)
        add(w.written.pointer, rows, to: x)
      } else {
        add(w.written.pointer, rows, to: x)
        visit(.block(layer, .residMid), x, width: c.dModel)
        feedForwardInput = normed(x, block.feedForwardNorm, rows)
      }
      hiddenLayer(block, feedForwardInput, rows)  // -> hidden [rows, feedForward]
      visit(.block(layer, .mlpPost), w.hidden.pointer, width: c.feedForwardDimension)
      multiply(block.down, w.hidden.pointer, rows, into: w.written.pointer)  // [rows, dModel]
      norm(w.written.pointer, block.feedForwardPostNorm, rows: rows, into: w.written.pointer)
      visit(.block(layer, .mlpOut), w.written.pointer, width: c.dModel)
      add(w.written.pointer, rows, to: x)
      if let keep = batch.keep { timed(.hooks) { keep(layer, x) } }
      visit(.block(layer, .residPost), x, width: c.dModel)
    }
    if end == c.layerCount { try head(isReadoutOnly: rows < rowCount, read) }
  }

  private func scaleEmbeddings(_ x: UnsafeMutablePointer<Float>) {
    let scale = configuration.design.embeddingScale
    guard scale != 1 else { return }
    for i in 0..<rowCount * configuration.dModel { x[i] *= scale }
  }

  /// Adds the vector of each row's position where positions are learned.
  private func addPositions(to x: UnsafeMutablePointer<Float>) {
    guard let positions = weights.positions else { return }
    let width = configuration.dModel
    for (index, row) in batch.rows.enumerated() {
      for i in 0..<width { x[index * width + i] += positions.pointer[row.position * width + i] }
    }
  }

  /// What attention or MLP reads: the stream normed, or as it is where the family does not norm it.
  private func normed(
    _ x: UnsafeMutablePointer<Float>, _ weights: ModelWeights.Norm?, _ rows: Int
  ) -> UnsafePointer<Float> {
    guard weights != nil else { return UnsafePointer(x) }
    norm(x, weights, rows: rows, into: workspace.normed.pointer)
    return UnsafePointer(workspace.normed.pointer)
  }

  /// Queries, keys and values of every row -> w.qkv, normed and rotated, and the cache.
  private func keysAndValues(
    _ layer: Int, _ block: ModelWeights.Block, _ input: UnsafePointer<Float>
  ) {
    let c = configuration
    let w = workspace
    let width = c.headCount * c.headDimension
    let kvWidth = c.keyValueHeadCount * c.headDimension
    let qkv = w.qkv.pointer
    multiply(block.queryKeyValue, input, rowCount, into: qkv)
    visit(.block(layer, .q), qkv, width: width, stride: qkvWidth)
    visit(.block(layer, .k), qkv + width, width: kvWidth, stride: qkvWidth)
    visit(.block(layer, .v), qkv + width + kvWidth, width: kvWidth, stride: qkvWidth)
    normHeads(qkv, block.queryNorm, width: width)
    normHeads(qkv + width, block.keyNorm, width: kvWidth)
    timed(.attention) {
      w.view(batch, at: layer)
      let table = c.design.window(at: layer) == nil ? rotary : localRotary ?? rotary
      ck_place(
        compute.handle, w.views, Int32(rowCount), c.attentionShape(at: layer), w.pieces,
        table?.cosines.pointer, table?.sines.pointer, qkv)
    }
  }

  /// - Parameter width: of all heads together.
  private func normHeads(_ x: UnsafeMutablePointer<Float>, _ weight: FloatBuffer?, width: Int) {
    guard let weight else { return }
    timed(.rows) {
      ck_rms_norm_parts(
        compute.handle, x, weight.pointer, configuration.normEpsilon, Int32(rowCount),
        Int32(qkvWidth), Int32(width / weight.count), Int32(weight.count))
    }
  }

  /// act(gate x) · up x, or act(up x) where there is no gate: -> w.hidden.
  private func hiddenLayer(_ block: ModelWeights.Block, _ input: UnsafePointer<Float>, _ rows: Int)
  {
    let c = configuration
    let w = workspace
    // [rows, 2 feedForward], or [rows, feedForward]
    multiply(block.up, input, rows, into: w.gateUp.pointer)
    timed(.rows) {
      ck_activate(
        compute.handle, c.design.activation.kernel, c.design.isGated ? 1 : 0, w.gateUp.pointer,
        Int32(rows), Int32(c.feedForwardDimension), w.hidden.pointer)
    }
  }

  /// Queries, keys and values of a row side by side.
  private var qkvWidth: Int {
    (configuration.headCount + 2 * configuration.keyValueHeadCount) * configuration.headDimension
  }

  /// Each row's look back over the keys and values of its context, its own included: w.qkv -> w.z.
  private func attend(_ layer: Int, _ rows: Int) {
    let w = workspace
    let shape = configuration.attentionShape(at: layer)
    let pattern = HookPoint.block(layer, .pattern)
    if isVisited(pattern) {
      for index in 0..<rows {
        attendVisibly(
          pattern, index, w.views[index], shape, w.pieces, w.qkv.pointer + index * qkvWidth)
      }
    } else {
      ck_attend(
        compute.handle, w.views, Int32(rows), shape, w.pieces, w.qkv.pointer, w.z.pointer,
        w.attentionScratch.pointer, Int32(w.keys))
    }
  }

  /// Whether what the last block makes of the other rows, once their keys and values are in the cache, is
  /// seen by nobody.
  private var onlyReadoutGoesOn: Bool {
    let last = HookPoint.block(configuration.layerCount - 1, .v)
    return batch.readout.count < rowCount && batch.keep == nil
      && !batch.recording.contains { $0 > last } && !editsByHook.keys.contains { $0 > last }
  }

  /// Moves the readout rows to the front and returns how many they are.
  private func keepReadout() -> Int {
    let (w, width) = (workspace, configuration.dModel)
    // Readout rows ascend, so that none is overwritten before it is moved.
    for (index, wanted) in batch.readout.enumerated() where index != wanted.row {
      (w.x.pointer + index * width).update(from: w.x.pointer + wanted.row * width, count: width)
      (w.qkv.pointer + index * qkvWidth).update(
        from: w.qkv.pointer + wanted.row * qkvWidth, count: qkvWidth)
      w.views[index] = w.views[wanted.row]
    }
    return batch.readout.count
  }

  /// One row's attention in two steps, so that its pattern [heads, keys] can be seen and changed.
  private func attendVisibly(
    _ hook: HookPoint, _ index: Int, _ row: ck_row, _ shape: ck_attention_shape,
    _ pieces: [ck_kv_piece], _ queries: UnsafePointer<Float>
  ) {
    let c = configuration
    let keys = Int(row.position) + 1
    var pattern = [Float](repeating: 0, count: c.headCount * keys)
    withUnsafePointer(to: row) { row in
      pattern.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        ck_attention_pattern(
          compute.handle.kernels, row, shape, pieces, queries, base, Int32(keys))
        visitRow(hook, index, buffer)
        ck_attention_mix(
          compute.handle.kernels, row, shape, pieces, base, Int32(keys),
          workspace.z.pointer + index * c.headCount * c.headDimension)
      }
    }
  }

  /// The final norm and the head, for the rows that need them.
  ///
  /// - Parameter isReadoutOnly: whether these are the only ones left in x.
  private func head(isReadoutOnly: Bool, _ read: (LogitsBlock) throws -> Void) rethrows {
    let c = configuration
    let w = workspace
    if isVisited(.finalNorm) {
      norm(w.x.pointer, weights.outputNorm, rows: rowCount, into: w.normed.pointer)
      visit(.finalNorm, w.normed.pointer, width: c.dModel)
      for (index, wanted) in batch.readout.enumerated() where index != wanted.row {
        // readout rows ascend, so a row is never overwritten before it is moved
        (w.normed.pointer + index * c.dModel).update(
          from: w.normed.pointer + wanted.row * c.dModel, count: c.dModel)
      }
    } else if isReadoutOnly {
      norm(w.x.pointer, weights.outputNorm, rows: batch.readout.count, into: w.normed.pointer)
    } else {
      for (index, wanted) in batch.readout.enumerated() {
        (w.written.pointer + index * c.dModel).update(
          from: w.x.pointer + wanted.row * c.dModel, count: c.dModel)
      }
      norm(w.written.pointer, weights.outputNorm, rows: batch.readout.count, into: w.normed.pointer)
    }
    let places = batch.readout.map(\.place)
    for first in stride(from: 0, to: places.count, by: Workspace.logitRows) {
      let last = min(first + Workspace.logitRows, places.count)
      timed(.head) {
        weights.logits(
          w.normed.pointer + first * c.dModel, rows: last - first, into: w.logits.pointer,
          scratch: w.matmulScratch.pointer, c, on: compute)
      }
      let block = LogitsBlock(
        logits: w.logits.pointer, compute: compute, vocabularySize: c.vocabularySize,
        places: places[first..<last])
      try timed(.logits) { try read(block) }
    }
  }

  /// Norms rows, in place where `out` is the input; nothing where there is no norm.
  private func norm(
    _ input: UnsafePointer<Float>, _ weights: ModelWeights.Norm?, rows: Int,
    into out: UnsafeMutablePointer<Float>
  ) {
    guard let weights else { return }
    timed(.rows) { weights.apply(input, rows: rows, into: out, configuration, on: compute) }
  }

  /// x += y, [rows, dModel].
  private func add(
    _ y: UnsafePointer<Float>, _ rows: Int, to x: UnsafeMutablePointer<Float>
  ) {
    timed(.rows) { ck_add(compute.handle, x, y, rows * configuration.dModel) }
  }

  private func multiply(
    _ product: ModelWeights.Product, _ input: UnsafePointer<Float>, _ rows: Int,
    into out: UnsafeMutablePointer<Float>
  ) {
    timed(.products) {
      product.matrix.multiply(
        input, rows: rows, into: out, scratch: workspace.matmulScratch.pointer, on: compute)
    }
    if let bias = product.bias {
      timed(.rows) {
        ck_add_bias(compute.handle, out, bias.pointer, Int32(rows), Int32(product.matrix.outputs))
      }
    }
  }

  // MARK: Hook points

  private func isVisited(_ hook: HookPoint) -> Bool {
    editsByHook[hook] != nil || batch.recording.contains(hook)
  }

  /// Lets edits change, and then recordings read, the activations of all rows at a hook point.
  private func visit(
    _ hook: HookPoint, _ base: UnsafeMutablePointer<Float>, width: Int, stride: Int? = nil
  ) {
    guard isVisited(hook) else { return }
    let stride = stride ?? width
    timed(.hooks) {
      for (row, edit) in editsByHook[hook] ?? [] {
        edit.transform(
          UnsafeMutableBufferPointer(start: base + row * stride, count: width),
          batch.rows[row].position)
      }
      if batch.recording.contains(hook), let record = batch.record {
        for row in 0..<rowCount {
          record(hook, row, UnsafeBufferPointer(start: base + row * stride, count: width))
        }
      }
    }
  }

  private func visitRow(
    _ hook: HookPoint, _ row: Int, _ activation: UnsafeMutableBufferPointer<Float>
  ) {
    for (edited, edit) in editsByHook[hook] ?? [] where edited == row {
      edit.transform(activation, batch.rows[row].position)
    }
    if batch.recording.contains(hook) {
      batch.record?(hook, row, UnsafeBufferPointer(activation))
    }
  }
}

extension ModelWeights.Norm {
  /// out [rows, dModel] = the norm of the input; in place where they are the same.
  func apply(
    _ input: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    _ c: ModelConfiguration, on compute: Compute
  ) {
    if let bias {
      ck_layer_norm(
        compute.handle, input, weight.pointer, bias.pointer, c.normEpsilon, Int32(rows),
        Int32(c.dModel), out)
    } else {
      ck_rms_norm(
        compute.handle, input, weight.pointer, c.normEpsilon, Int32(rows), Int32(c.dModel), out)
    }
  }
}

extension ModelWeights {
  /// out [rows, vocabulary] = the head's logits of the final norm's output [rows, dModel].
  func logits(
    _ normed: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, _ c: ModelConfiguration, on compute: Compute
  ) {
    head.multiply(normed, rows: rows, into: out, scratch: scratch, on: compute)
    if let cap = c.design.logitSoftcap {
      ck_softcap(compute.handle, out, cap, Int32(rows), Int32(c.vocabularySize))
    }
  }
}

extension ModelConfiguration {
  /// What the attention kernels need to know of a layer.
  func attentionShape(at layer: Int) -> ck_attention_shape {
    ck_attention_shape(
      heads: Int32(headCount), kv_heads: Int32(keyValueHeadCount), head_dim: Int32(headDimension),
      scale: design.attentionScale ?? 1 / Float(headDimension).squareRoot(),
      rotary_dim: Int32(rotaryDimension),
      interleaved_rotary: design.positions == .rotaryNeighbours ? 1 : 0,
      window: Int32(clamping: design.window(at: layer)?.size ?? 0),
      softcap: design.attentionSoftcap ?? 0)
  }
}
