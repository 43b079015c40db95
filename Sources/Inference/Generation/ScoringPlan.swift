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

  /// Items in one tree: enough to share a preamble, few enough that a tree's cache stays small.
  private static let itemsPerTree = 16

  init(_ items: [ScoringItem], edits: [Edit]) {
    var trees: [TokenTree] = []
    var targets: [TreePosition: [Target]] = [:]
    var first = 0
    while first < items.count {
      // Items with edits of their own are kept apart: what they compute differs from the start.
      var end = first + 1
      if items[first].edits.isEmpty {
        while end < items.count, end - first < Self.itemsPerTree, items[end].edits.isEmpty {
          end += 1
        }
      }
      var trie = TokenTrie()
      for index in first..<end {
        for (continuation, tokens) in items[index].continuations.enumerated() {
          trie.insert(
            items[index].prompt, tokens, item: index, continuation: continuation)
        }
      }
      let (tree, found) = trie.tree(index: trees.count, edits: items[first].edits + edits)
      trees.append(tree)
      targets.merge(found) { $0 + $1 }
      first = end
    }
    self.trees = trees
    self.targets = targets
  }
}

/// Token sequences by their common beginnings, one node a token.
private struct TokenTrie {
  private struct Node {
    let token: Int
    let parent: Int?
    var children: [Int: Int] = [:]  // token → node
    var targets: [ScoringPlan.Target] = []
  }
  private var nodes: [Node] = []
  private var roots: [Int: Int] = [:]

  mutating func insert(_ prompt: [Int], _ tokens: [Int], item: Int, continuation: Int) {
    // The last token is predicted, never read.
    let sequence = prompt + tokens.dropLast()
    var at: Int?
    for (position, token) in sequence.enumerated() {
      let next = child(of: at, token)
      at = next
      let predicted = position + 1 - prompt.count
      if tokens.indices.contains(predicted) {
        nodes[next].targets.append(
          .init(item: item, continuation: continuation, token: predicted))
      }
    }
  }

  private mutating func child(of parent: Int?, _ token: Int) -> Int {
    if let known = parent.map({ nodes[$0].children[token] }) ?? roots[token] { return known }
    nodes.append(Node(token: token, parent: parent))
    let new = nodes.count - 1
    if let parent { nodes[parent].children[token] = new } else { roots[token] = new }
    return new
  }

  /// Runs of single children become branches.
  func tree(
    index: Int, edits: [Edit]
  ) -> (tree: TokenTree, targets: [TreePosition: [ScoringPlan.Target]]) {
    var branches: [(parent: Int?, tokens: [Int], readout: Set<Int>)] = []
    var home: [(branch: Int, offset: Int)] = []  // of each node; parents come before children
    var targets: [TreePosition: [ScoringPlan.Target]] = [:]
    for node in nodes {
      let branch: Int
      if let parent = node.parent, nodes[parent].children.count == 1 {
        branch = home[parent].branch
      } else {
        branches.append((node.parent.map { home[$0].branch }, [], []))
        branch = branches.count - 1
      }
      let offset = branches[branch].tokens.count
      branches[branch].tokens.append(node.token)
      home.append((branch, offset))
      if !node.targets.isEmpty {
        branches[branch].readout.insert(offset)
        targets[TreePosition(tree: index, branch: branch, offset: offset)] = node.targets
      }
    }
    var tree = TokenTree(edits: edits)
    for branch in branches {
      tree.add(branch.tokens, after: branch.parent, readout: branch.readout)
    }
    return (tree, targets)
  }
}
