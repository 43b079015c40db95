/// Items to score, laid out so that no prefix is computed twice.
///
/// Sequences that begin alike (a chat template's preamble, a prompt with many possible replies, replies
/// that open with the same words) share the tokens they have in common.
struct ScoringPlan {
  let trees: [TokenTree]
  /// For each place read out, the scores it yields.
  let targets: [TreePosition: [Target]]

  struct Target {
    let item: Int
    let continuation: Int
    let token: Int
  }

  /// - Parameter areRead: whether all of each prompt but its last token was read before, and is not run.
  init(_ items: [ScoringItem], edits: [Edit], promptsRead areRead: Bool = false) {
    var trees: [TokenTree] = []
    var targets: [TreePosition: [Target]] = [:]
    var first = 0
    // Each item's prompt ends elsewhere.
    let areRelative = areRead || edits.contains(where: \.positions.isRelative)
    while first < items.count {
      var trie = TokenTrie<Target>()
      var sequences = 0
      var end = first
      repeat {
        let item = items[end]
        let skipped = areRead ? item.prompt.count - 1 : 0
        for (continuation, tokens) in item.continuations.enumerated() {
          // The last token is predicted, never read.
          trie.insert(item.prompt[skipped...] + tokens.dropLast()) { offset in
            let predicted = offset + 1 + skipped - item.prompt.count
            return tokens.indices.contains(predicted)
              ? Target(item: end, continuation: continuation, token: predicted) : nil
          }
        }
        sequences += item.continuations.count
        end += 1
        // Items with edits of their own are kept apart: what they compute differs from the start.
      } while end < items.count && items[end].edits.isEmpty && items[first].edits.isEmpty
        && !areRelative
        && sequences < 4 * TokenTrie<Target>.sequencesPerTrie
      let (tree, marks) = trie.tree(
        index: trees.count,
        edits: (items[first].edits + edits).resolved(promptLength: items[first].prompt.count),
        reads: true)
      trees.append(tree)
      targets.merge(marks) { $0 + $1 }
      first = end
    }
    self.trees = trees
    self.targets = targets
  }
}
