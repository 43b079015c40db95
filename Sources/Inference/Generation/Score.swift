/// A text whose continuations are scored: log p(continuation | prompt), teacher-forced.
public struct ScoringItem: Sendable {
  /// At least one token.
  public let prompt: [Int]
  /// Each follows the prompt, not one another.
  public let continuations: [[Int]]
  /// Applied to this item, before those that a call applies to all.
  public let edits: [Edit]

  /// Continuations of a prompt; edits are this item's own.
  public init(prompt: [Int], continuations: [[Int]], edits: [Edit] = []) {
    self.prompt = prompt
    self.continuations = continuations
    self.edits = edits
  }

  /// Every token of a text given the ones before it; the first has nothing before it and is not scored.
  public init(text ids: [Int]) {
    self.init(prompt: Array(ids.prefix(1)), continuations: [Array(ids.dropFirst())])
  }
}

extension [ScoringItem] {
  /// Tokens that scoring them runs; beginnings that they share count once.
  public var tokenCount: Int {
    ScoringPlan(self, edits: []).trees.reduce(0) { $0 + $1.rowCount }
  }
}

extension LanguageModel {
  /// Log-probabilities, in nats, of each token of each continuation of each item.
  ///
  /// - Parameters:
  ///   - edits: applied to every item, prompt and continuations alike.
  ///   - checkpoint: kept from the same items' trees, to run only the layers above it.
  /// - Returns: [item][continuation][token].
  public func score(
    _ items: [ScoringItem], applying edits: [Edit] = [],
    resumingFrom checkpoint: ResidualCheckpoint? = nil
  ) throws -> [[[Double]]] {
    // A checkpoint is of trees that items share, which they cannot where their edits begin at places of their own.
    let usable = edits.contains(where: \.positions.isRelative) ? nil : checkpoint
    return try scores(of: items, by: ScoringPlan(items, edits: edits)) { trees, read in
      try run(trees, resumingFrom: usable, read)
    }
  }

  /// The same for edits at the last token of each prompt and after it, of which the rest was read before.
  ///
  /// - Parameter prompts: the items' own, by ``read(_:)``.
  /// - Throws: ``ModelError``, also for an edit that may change what was read.
  public func score(
    _ items: [ScoringItem], applying edits: [Edit], after prompts: ReadPrompts
  ) throws -> [[[Double]]] {
    try prompts.check(items.map(\.prompt), on: self)
    if let stranger = (items.flatMap(\.edits) + edits).first(where: { !$0.positions.isRelative }) {
      throw ModelError.badConfiguration(
        field: "edit at \(stranger.hook)", expected: "positions at a prompt's end or after it",
        got: "\(stranger.positions)")
    }
    return try scores(of: items, by: ScoringPlan(items, edits: edits, promptsRead: true)) {
      try run($0, after: prompts, $1)
    }
  }

  private func scores(
    of items: [ScoringItem], by plan: ScoringPlan,
    running run: ([TokenTree], (LogitsBlock) throws -> Void) throws -> Void
  ) throws -> [[[Double]]] {
    for (index, item) in items.enumerated() {
      if item.prompt.isEmpty { throw ModelError.emptySequence(at: "item \(index), prompt") }
      for continuation in item.continuations {
        try validate(
          tokens: continuation, length: item.prompt.count + continuation.count,
          at: "item \(index), continuation")
      }
    }
    var scores = items.map { $0.continuations.map { [Double](repeating: 0, count: $0.count) } }
    try run(plan.trees) { block in
      let normalisers = block.logSumExp()
      for (index, place) in block.places.enumerated() {
        guard normalisers[index].isFinite else {
          throw ModelError.notFinite(at: "logits of scored tokens")
        }
        for target in plan.targets[place] ?? [] {
          let id = items[target.item].continuations[target.continuation][target.token]
          scores[target.item][target.continuation][target.token] =
            Double(block[index][id]) - normalisers[index]
        }
      }
    }
    return scores
  }

  /// Keeps the residual stream after layers for ``score(_:applying:resumingFrom:)`` of the same items.
  public func checkpoints(
    of items: [ScoringItem], after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try checkpoints(of: ScoringPlan(items, edits: []).trees, after: layers)
  }
}
