/// A text whose continuations are scored: log p(continuation | prompt), teacher-forced.
public struct ScoringItem: Sendable {
  /// At least one token.
  public let prompt: [Int]
  public let continuations: [[Int]]

  public init(prompt: [Int], continuations: [[Int]]) {
    self.prompt = prompt
    self.continuations = continuations
  }

  /// Every token of a text given the ones before it; the first has nothing before it and is not scored.
  public init(text ids: [Int]) {
    self.init(prompt: Array(ids.prefix(1)), continuations: [Array(ids.dropFirst())])
  }

  /// The prompt once, then a branch for each continuation.
  public func tree(edits: [Edit] = []) -> TokenTree {
    var tree = TokenTree(edits: edits)
    let trunk = tree.add(prompt, readout: max(prompt.count - 1, 0)..<prompt.count)
    for continuation in continuations {
      // The last token is predicted, never read.
      let read = Array(continuation.dropLast())
      tree.add(read, after: trunk, readout: read.indices)
    }
    return tree
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
    try score(
      items.map { ($0, $0.tree(edits: edits)) }, resumingFrom: checkpoint)
  }

  func score(
    _ items: [(item: ScoringItem, tree: TokenTree)], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [[[Double]]] {
    for (index, entry) in items.enumerated() {
      for continuation in entry.item.continuations {
        try validate(
          tokens: continuation, length: entry.item.prompt.count + continuation.count,
          at: "item \(index), continuation")
      }
    }
    var scores = items.map { $0.item.continuations.map { [Double](repeating: 0, count: $0.count) } }
    try run(items.map(\.tree), resumingFrom: checkpoint) { block in
      let normalisers = block.logSumExp()
      for (index, place) in block.places.enumerated() {
        guard normalisers[index].isFinite else {
          throw ModelError.notFinite(at: "logits of item \(place.tree)")
        }
        let continuations = items[place.tree].item.continuations
        func fill(_ continuation: Int, _ token: Int) {
          guard token < continuations[continuation].count else { return }
          let id = continuations[continuation][token]
          scores[place.tree][continuation][token] = Double(block[index][id]) - normalisers[index]
        }
        if place.branch == 0 {  // the prompt's last token predicts every first token
          for continuation in continuations.indices { fill(continuation, 0) }
        } else {
          fill(place.branch - 1, place.offset + 1)
        }
      }
    }
    return scores
  }
}
