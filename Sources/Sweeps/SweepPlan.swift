/// A sweep cut into parts that can be measured anywhere, in any order, to the same bits.
///
/// A *block* is some items, and all that is measured on them shares one pass below. A part is one point on one
/// block. In the order of the plan the parts of a block stand together, so a share that is a run of parts
/// repeats few passes.
public struct SweepPlan: Sendable {
  /// By block; in each the grid's points in their order.
  public let parts: [Part]
  /// What work costs.
  public let cost: SweepCost

  /// What a block's items have at most, in tokens, unless it is one item: enough that matrices run at full
  /// speed, and so few that little is lost when a process ends.
  public static let blockTokens = 512

  /// Items that are measured together.
  public struct Block: Sendable {
    /// Of the metric.
    public let items: Range<Int>
    /// That one measurement of them runs.
    public let tokens: Int

    /// - Parameter tokens: that one measurement of the items runs.
    public init(items: Range<Int>, tokens: Int) {
      self.items = items
      self.tokens = tokens
    }
  }

  /// One point on one block.
  public struct Part: Sendable, Hashable {
    /// The block.
    public let items: Range<Int>
    /// Tokens of the block.
    public let tokens: Int
    /// nil for the unsteered model.
    public let point: GridSweep.Point?
  }

  /// - Parameter points: of layers below the model's number of them, in the order of a block's parts.
  public init(blocks: [Block], points: [GridSweep.Point?], cost: SweepCost) {
    parts = blocks.flatMap { block in
      points.map { Part(items: block.items, tokens: block.tokens, point: $0) }
    }
    self.cost = cost
  }

  /// Items in their order, in blocks of at most ``blockTokens``.
  ///
  /// - Parameter tokens: of each item by itself.
  public static func blocks(tokens: [Int]) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var sum = 0
    for (item, count) in tokens.enumerated() {
      if let block = blocks.last, sum + count <= blockTokens {
        blocks[blocks.count - 1] = block.lowerBound..<item + 1
        sum += count
      } else {
        blocks.append(item..<item + 1)
        sum = count
      }
    }
    return blocks
  }

  /// Runs of parts, one a share, of which the costliest costs as little as it can; with more shares than
  /// parts some are empty.
  public func shares(_ count: Int) -> [ArraySlice<Part>] {
    // Between the costliest part and everything in one place lies the least cost that is enough.
    var (low, high) = (0, cost(of: parts))
    while low < high {
      let middle = low + (high - low) / 2
      if let cut = cut(parts, at: middle), cut.count <= count {
        high = middle
      } else {
        low = middle + 1
      }
    }
    let cut = cut(parts, at: high) ?? [parts[...]]
    return cut + Array(repeating: parts[parts.endIndex...], count: max(count - cut.count, 0))
  }

  /// Cuts parts wherever a share would cost more than `limit`; nil where one part alone does.
  private func cut(_ parts: [Part], at limit: Int) -> [ArraySlice<Part>]? {
    var shares: [ArraySlice<Part>] = []
    var start = 0
    var sum = ShareCost()
    for (index, part) in parts.enumerated() {
      var longer = sum
      longer.add(part, of: self)
      if longer.total > limit {
        longer = ShareCost()
        longer.add(part, of: self)
        guard longer.total <= limit else { return nil }
        shares.append(parts[start..<index])
        start = index
      }
      sum = longer
    }
    return shares + [parts[start...]]
  }
}
