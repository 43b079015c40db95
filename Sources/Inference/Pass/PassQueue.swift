/// Gathers runs of tokens of any number of sequences into passes of a bounded number of rows.
struct PassQueue {
  let model: LanguageModel
  let workspace: Workspace
  /// The layer that the passes start above, from the residuals given with each run of tokens.
  var resumeLayer: Int?
  var keep: ((_ layer: Int, _ row: Int, _ residual: UnsafePointer<Float>) -> Void)?
  let read: (LogitsBlock) throws -> Void

  private var batch = PackedBatch()
  private var residuals: [UnsafePointer<Float>] = []
  /// Rows of earlier passes.
  private var passed = 0

  /// - Parameters:
  ///   - keep: gets each row's residual stream after each layer, rows counted over all passes.
  ///   - read: gets the logits of the rows that are read out.
  init(
    _ model: LanguageModel, _ workspace: Workspace, resumeLayer: Int? = nil,
    keep: ((_ layer: Int, _ row: Int, _ residual: UnsafePointer<Float>) -> Void)? = nil,
    read: @escaping (LogitsBlock) throws -> Void
  ) {
    self.model = model
    self.workspace = workspace
    self.resumeLayer = resumeLayer
    self.keep = keep
    self.read = read
  }

  /// - Parameters:
  ///   - positions: the context's, as many as tokens.
  ///   - residual: where to resume from, [tokens, dModel]; nil when passes start at the embedding.
  ///   - place: what a token's logits are handed over as; nil where they are not wanted.
  mutating func add(
    _ context: Context, edits: [Edit], tokens: some Collection<Int>, positions: Range<Int>,
    resumingFrom residual: UnsafePointer<Float>? = nil, place: (Int) -> TreePosition?
  ) throws {
    var member: Int?
    for (offset, token) in tokens.enumerated() {
      if batch.rows.count == model.compute.rowsPerPass {
        try flush()
        member = nil
      }
      let index = member ?? batch.add(context, edits: edits)
      member = index
      if let place = place(offset) { batch.readout.append((batch.rows.count, place)) }
      if let residual { residuals.append(residual + offset * model.configuration.dModel) }
      batch.rows.append(
        .init(context: index, position: positions.lowerBound + offset, token: token))
    }
  }

  /// Runs what has been gathered.
  mutating func flush() throws {
    guard !batch.rows.isEmpty else { return }
    if let resumeLayer { batch.resume = (resumeLayer, residuals) }
    if let keep {
      let (first, width) = (passed, model.configuration.dModel)
      let count = batch.rows.count
      batch.keep = { layer, x in
        for row in 0..<count { keep(layer, first + row, x + row * width) }
      }
    }
    try model.forward(batch, workspace).run(read)
    passed += batch.rows.count
    batch = PackedBatch()
    residuals = []
  }
}
