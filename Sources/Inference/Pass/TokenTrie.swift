/// Token sequences by their common beginnings, one node a token, with marks on tokens of interest.
struct TokenTrie<Mark> {
  private struct Node {
    let token: Int
    let parent: Int?
    var children: [Int: Int] = [:]  // token → node
    var marks: [Mark] = []
  }
  private var nodes: [Node] = []
  private var roots: [Int: Int] = [:]

  /// Sequences in one trie: enough to share a preamble, few enough that a tree's cache stays small.
  static var sequencesPerTrie: Int { 32 }

  /// - Parameter mark: the mark of a token by its offset, if it has one.
  mutating func insert(_ sequence: some Sequence<Int>, mark: (Int) -> Mark?) {
    var at: Int?
    for (offset, token) in sequence.enumerated() {
      let next = child(of: at, token)
      at = next
      if let mark = mark(offset) { nodes[next].marks.append(mark) }
    }
  }

  private mutating func child(of parent: Int?, _ token: Int) -> Int {
    if let known = parent.map({ nodes[$0].children[token] }) ?? roots[token] { return known }
    nodes.append(Node(token: token, parent: parent))
    let new = nodes.count - 1
    if let parent { nodes[parent].children[token] = new } else { roots[token] = new }
    return new
  }

  /// The sequences as a tree, runs of single children as branches, and where the marks are in it.
  ///
  /// - Parameter reads: whether the logits of marked tokens are wanted.
  func tree(
    index: Int, edits: [Edit], reads: Bool
  ) -> (tree: TokenTree, marks: [TreePosition: [Mark]]) {
    var branches: [(parent: Int?, tokens: [Int], marked: Set<Int>)] = []
    var home: [(branch: Int, offset: Int)] = []  // of each node; parents come before children
    var marks: [TreePosition: [Mark]] = [:]
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
      if !node.marks.isEmpty {
        branches[branch].marked.insert(offset)
        marks[TreePosition(tree: index, branch: branch, offset: offset)] = node.marks
      }
    }
    var tree = TokenTree(edits: edits)
    for branch in branches {
      tree.add(branch.tokens, after: branch.parent, readout: reads ? branch.marked : [])
    }
    return (tree, marks)
  }
}
