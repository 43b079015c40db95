/// What the work of a sweep costs, in a unit of the maker's: operations, or nanoseconds.
public struct SweepCost: Sendable {
  /// The model's layers.
  public let layers: Int
  /// One token through one layer.
  public let tokenInLayer: Int
  /// Reading one item's result: the logits at a place.
  public let readout: Int

  /// - Parameters:
  ///   - layers: the model's.
  ///   - tokenInLayer, readout: what they cost, in one unit.
  public init(layers: Int, tokenInLayer: Int, readout: Int) {
    self.layers = layers
    self.tokenInLayer = tokenInLayer
    self.readout = readout
  }
}

extension SweepPlan {
  /// What several parts cost in one place. Those of one block share the pass below their layers, which runs
  /// up to the highest of them.
  public func cost(of parts: some Sequence<Part>) -> Int {
    var sum = ShareCost()
    for part in parts { sum.add(part, of: self) }
    return sum.total
  }

  /// What a part costs above the pass that it shares.
  public func ownCost(of part: Part) -> Int {
    // The unsteered point is what is left of the shared pass.
    guard let layer = part.point?.layer else { return part.items.count * cost.readout }
    return (cost.layers - 1 - layer) * part.tokens * cost.tokenInLayer
      + part.items.count * cost.readout
  }

  /// The cost of a share that grows part by part.
  struct ShareCost {
    private(set) var total = 0
    private var block: Range<Int>?
    /// Layers that the shared pass of the block has run.
    private var passed = 0

    mutating func add(_ part: Part, of plan: SweepPlan) {
      if block != part.items { (block, passed) = (part.items, 0) }
      let needed = part.point.map { $0.layer + 1 } ?? plan.cost.layers
      if needed > passed {
        total += (needed - passed) * part.tokens * plan.cost.tokenInLayer
        passed = needed
      }
      total += plan.ownCost(of: part)
    }
  }
}
