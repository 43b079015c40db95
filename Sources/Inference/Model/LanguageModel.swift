/// A transformer with its tokenizer, immutable: reading never changes anything, and an edit lives only
/// as long as the call that it was given to.
public struct LanguageModel: Sendable {
  /// Its sizes and the design of its blocks.
  public let configuration: ModelConfiguration
  /// The model's own: its ids mean nothing to other weights.
  public let tokenizer: any Tokenizer
  /// How it wants conversations written; plain where the file has no template that is known.
  public let chatTemplate: ChatTemplate
  /// What the model is called in findings.
  public let name: String
  /// SHA-256 of the file that it was read from, or of weights built in code: what identifies it in results
  /// that are kept. Empty when it is not known; then nothing is kept.
  public let hash: String
  /// How its matrix products are computed.
  public let precision: Precision
  let weights: ModelWeights
  /// What runs its kernels. No result depends on it.
  public var compute: Compute
  /// Collects where the time of passes goes; nil measures nothing.
  public var profile: PassProfile?

  /// - Throws: ``ModelError`` for impossible sizes; the source's error for a bad tensor.
  public init(
    name: String, configuration: ModelConfiguration, tensors: some TensorSource,
    tokenizer: any Tokenizer, chatTemplate: ChatTemplate = .plain, hash: String = "",
    precision: Precision = .exact, compute: Compute = .shared
  ) throws {
    try configuration.validate()
    self.name = name
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.chatTemplate = chatTemplate
    self.hash = hash
    self.compute = compute
    self.precision = precision
    weights = try ModelWeights(tensors, configuration, precision)
  }

  /// Runs every tree and hands over the logits of the rows that ask for them, a block at a time, in
  /// order of tree, branch and offset.
  ///
  /// - Parameter checkpoint: starts above a layer from its kept residual; the trees must be the ones
  ///   that it was kept from, and their edits must be at or above that layer's output.
  public func run(
    _ trees: [TokenTree], resumingFrom checkpoint: ResidualCheckpoint? = nil,
    _ read: (LogitsBlock) throws -> Void
  ) throws {
    try TreeRun(model: self, trees: trees, checkpoint: checkpoint).run(read)
  }

  /// Runs trees that continue prompts, one each, of which all but the last token was read.
  func run(
    _ trees: [TokenTree], after prompts: ReadPrompts, _ read: (LogitsBlock) throws -> Void
  ) throws {
    try TreeRun(model: self, trees: trees, starts: prompts.contexts()).run(read)
  }

  /// Runs every tree and hands over the activations at hook points, row by row.
  ///
  /// Rows come in order of tree, branch and offset within a hook point.
  public func record(
    _ hooks: Set<HookPoint>, of trees: [TokenTree],
    resumingFrom checkpoint: ResidualCheckpoint? = nil,
    _ record: (HookPoint, TreePosition, UnsafeBufferPointer<Float>) -> Void
  ) throws {
    try withoutActuallyEscaping(record) { record in
      try TreeRun(
        model: self, trees: trees, recording: hooks, record: record, checkpoint: checkpoint
      ).run { _ in }
    }
  }

  /// Runs sequences, sharing what they have in common at the start, and hands over the activations of the
  /// tokens asked for: (hook point, sequence, offset, activation).
  ///
  /// - Parameter offsets: for each sequence, the tokens whose activations are wanted.
  public func record(
    _ hooks: Set<HookPoint>, of sequences: [[Int]], at offsets: [Range<Int>],
    _ record: (HookPoint, Int, Int, UnsafeBufferPointer<Float>) -> Void
  ) throws {
    guard offsets.count == sequences.count else {
      throw ModelError.badConfiguration(
        field: "offsets", expected: "one range a sequence, \(sequences.count)",
        got: "\(offsets.count)")
    }
    var trees: [TokenTree] = []
    var marks: [TreePosition: [(sequence: Int, offset: Int)]] = [:]
    let size = TokenTrie<(sequence: Int, offset: Int)>.sequencesPerTrie
    for first in stride(from: 0, to: sequences.count, by: size) {
      var trie = TokenTrie<(sequence: Int, offset: Int)>()
      for index in first..<min(first + size, sequences.count) {
        if sequences[index].isEmpty { throw ModelError.emptySequence(at: "sequence \(index)") }
        trie.insert(sequences[index]) {
          offsets[index].contains($0) ? (sequence: index, offset: $0) : nil
        }
      }
      let (tree, found) = trie.tree(index: trees.count, edits: [], reads: false)
      trees.append(tree)
      marks.merge(found) { $0 + $1 }
    }
    try self.record(hooks, of: trees) { hook, place, activation in
      for mark in marks[place] ?? [] { record(hook, mark.sequence, mark.offset, activation) }
    }
  }

  /// Runs the trees once and keeps the residual stream after each of `layers`, before any edit there.
  public func checkpoints(
    of trees: [TokenTree], after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    let layers = Set(layers)
    for layer in layers.sorted() { try validate(hook: .residPost(layer)) }
    let rows = trees.reduce(0) { $0 + $1.rowCount }
    let kept = Dictionary(
      uniqueKeysWithValues: layers.map {
        ($0, FloatBuffer(zeros: rows * configuration.dModel))
      })
    let silent = trees.map { tree in
      var copy = TokenTree(edits: tree.edits)
      for branch in tree.branches { copy.add(branch.tokens, after: branch.parent, readout: []) }
      return copy
    }
    let keep = { (layer: Int, firstRow: Int, residual: UnsafeBufferPointer<Float>) in
      guard let buffer = kept[layer], let source = residual.baseAddress else { return }
      (buffer.pointer + firstRow * configuration.dModel).update(from: source, count: residual.count)
    }
    try TreeRun(model: self, trees: silent, keptLayers: layers, keep: keep).run { _ in }
    return Dictionary(
      uniqueKeysWithValues: kept.map {
        let checkpoint = ResidualCheckpoint(
          layer: $0, residual: $1, trees: silent, configuration: configuration)
        return ($0, checkpoint)
      })
  }

  func forward(_ batch: PackedBatch, _ workspace: Workspace) -> ForwardPass {
    ForwardPass(
      weights: weights, configuration: configuration, compute: compute, batch: batch,
      workspace: workspace, profile: profile)
  }

  /// Width of the activation at a hook point; nil for attention patterns, which grow with the position.
  public func width(at hook: HookPoint) -> Int? {
    let c = configuration
    switch hook {
    case .embed, .finalNorm: return c.dModel
    case .block(_, let place):
      switch place {
      case .residPre, .residMid, .residPost, .attnOut, .mlpOut: return c.dModel
      case .q, .z: return c.headCount * c.headDimension
      case .k, .v: return c.keyValueHeadCount * c.headDimension
      case .mlpPost: return c.feedForwardDimension
      case .pattern: return nil
      }
    }
  }

  // MARK: Validation

  func validate(tokens: [Int], length: Int, at place: String) throws {
    for token in tokens where !(0..<configuration.vocabularySize).contains(token) {
      throw ModelError.tokenOutOfRange(
        token, vocabularySize: configuration.vocabularySize, at: place)
    }
    guard length <= configuration.contextLength else {
      throw ModelError.tooLong(
        positions: length, contextLength: configuration.contextLength, at: place)
    }
  }

  func validate(edits: [Edit]) throws {
    for edit in edits { try validate(hook: edit.hook) }
  }

  func validate(hook: HookPoint) throws {
    if let layer = hook.layer, !(0..<configuration.layerCount).contains(layer) {
      throw ModelError.hookOutOfRange("\(hook)", layerCount: configuration.layerCount)
    }
    if configuration.design.isParallel, case .block(_, .residMid) = hook {
      throw ModelError.hookAbsent(
        "\(hook)",
        because:
          "attention and MLP of this \(configuration.architecture) model run in parallel, so there "
          + "is no residual stream between them; use hook_resid_pre or hook_resid_post")
    }
  }
}
