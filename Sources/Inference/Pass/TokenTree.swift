/// Token sequences that share beginnings, and the edits that apply to them.
///
/// A prompt with eight possible replies is a trunk with eight branches: the prompt is computed once.
public struct TokenTree: Sendable {
  /// Tokens that follow their parent's, or begin a sequence.
  public struct Branch: Sendable {
    /// The branch that this one continues, an earlier index; nil for a sequence of its own.
    public let parent: Int?
    /// Its own tokens, not its parent's; a run throws where a branch without a parent has none.
    public let tokens: [Int]
    /// Offsets into `tokens` whose next-token logits are wanted.
    public let readout: Set<Int>
  }

  /// Parents before those that continue them.
  public private(set) var branches: [Branch] = []
  /// In force at every branch.
  public var edits: [Edit]

  /// A tree without branches, for ``add(_:after:readout:)``.
  public init(edits: [Edit] = []) { self.edits = edits }

  /// A single sequence with the logits of its last token read out.
  public init(_ tokens: [Int], edits: [Edit] = []) {
    self.init(tokens, readout: [tokens.count - 1], edits: edits)
  }

  /// A single sequence; `readout` are the offsets whose next-token logits are wanted.
  ///
  /// - Parameter promptLength: tokens of its prompt, for edits whose positions depend on that; all where nil.
  public init(
    _ tokens: [Int], readout: some Sequence<Int>, promptLength: Int? = nil, edits: [Edit] = []
  ) {
    self.edits = edits.resolved(promptLength: promptLength ?? tokens.count)
    add(tokens, readout: readout)
  }

  /// Adds a branch and returns its index.
  @discardableResult
  public mutating func add(
    _ tokens: [Int], after parent: Int? = nil, readout: some Sequence<Int>
  ) -> Int {
    branches.append(Branch(parent: parent, tokens: tokens, readout: Set(readout)))
    return branches.count - 1
  }

  /// Tokens in all branches: what a run computes.
  public var rowCount: Int { branches.reduce(0) { $0 + $1.tokens.count } }

  /// Whether the branches are the same, whatever is read out of them or edited.
  func hasSameTokens(as other: TokenTree) -> Bool {
    branches.elementsEqual(other.branches) { $0.parent == $1.parent && $0.tokens == $1.tokens }
  }
}

/// A token's place in a list of trees.
public struct TreePosition: Hashable, Sendable {
  /// Index into the list of trees.
  public let tree: Int
  /// Index into the tree's branches.
  public let branch: Int
  /// Index into the branch's own tokens.
  public let offset: Int

  /// A place, whether or not there is a token.
  public init(tree: Int, branch: Int, offset: Int) {
    self.tree = tree
    self.branch = branch
    self.offset = offset
  }
}
