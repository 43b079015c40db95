import Calibrating
import Foundation
import Protocols
import Randomness
import Steering
import Store
import Subjects
import Sweeps
import TestSupport
import Testing

@Suite("A sweep's plan")
struct SweepPlanTests {
  static let cost = SweepCost(layers: 12, tokenInLayer: 7, readout: 40)

  static func plan(_ tokens: [Int], layers: [Int], coefficients: Int) -> SweepPlan {
    SweepPlan(
      blocks: SweepPlan.blocks(tokens: tokens).map {
        .init(items: $0, tokens: tokens[$0].reduce(0, +))
      },
      points: [nil]
        + layers.flatMap { layer in
          (1...coefficients).map { GridSweep.Point(layer: layer, coefficient: Double($0)) }
        }, cost: cost)
  }

  @Test("blocks hold all items once, in order, and as many as go in")
  func blocks() {
    var generator = SeededGenerator(seed: 2, stream: "tokens")
    let tokens = (0..<500).map { _ in 1 + generator.index(below: 300) } + [5_000, 3]
    let blocks = SweepPlan.blocks(tokens: tokens)
    #expect(blocks.flatMap { Array($0) } == Array(tokens.indices))
    for (block, next) in zip(blocks, blocks.dropFirst()) {
      let sum = tokens[block].reduce(0, +)
      #expect(sum <= SweepPlan.blockTokens || block.count == 1)
      #expect(sum + tokens[next.lowerBound] > SweepPlan.blockTokens)
    }
    #expect(SweepPlan.blocks(tokens: []).isEmpty)
  }

  @Test("the cost of parts: the pass that they share once, then each point from its layer up")
  func cost() {
    let plan = Self.plan([10, 20], layers: [2, 5, 11], coefficients: 2)
    #expect(plan.parts.map(\.point?.layer) == [nil, 2, 2, 5, 5, 11, 11])
    let (token, readout) = (30 * 7, 2 * 40)
    func cost(_ parts: Range<Int>) -> Int { plan.cost(of: plan.parts[parts]) }
    #expect(cost(0..<1) == 12 * token + readout)
    #expect(cost(1..<3) == 3 * token + 2 * (9 * token + readout))
    // Layers 3 to 5 come on top of what layer 2 needed.
    #expect(cost(2..<4) == 6 * token + (9 * token + readout) + (6 * token + readout))
    #expect(cost(0..<7) == 12 * token + readout + 2 * ((9 + 6 + 0) * token + 3 * readout))
  }

  @Test("two blocks share no pass")
  func blocksApart() {
    let plan = Self.plan([400, 300], layers: [2, 5], coefficients: 2)
    #expect(plan.parts.count == 10)
    let (first, second) = (plan.cost(of: plan.parts[..<5]), plan.cost(of: plan.parts[5...]))
    #expect(plan.cost(of: plan.parts) == first + second)
  }

  @Test("shares are runs of parts, and no cut has a cheaper slowest share", arguments: 1...6)
  func shares(count: Int) {
    var generator = SeededGenerator(seed: 4, stream: "plans")
    for _ in 0..<5 {
      let plan = Self.plan(
        (0..<3).map { _ in 300 + generator.index(below: 200) },
        layers: [generator.index(below: 6), 6 + generator.index(below: 6)],
        coefficients: 1 + generator.index(below: 2))
      let shares = plan.shares(count)
      #expect(shares.count == count)
      #expect(shares.flatMap { Array($0) } == plan.parts)
      let slowest = shares.map { plan.cost(of: $0) }.max() ?? 0
      #expect(slowest == Self.leastSlowest(plan, plan.parts[...], count))
    }
    #expect(Self.plan([9], layers: [1], coefficients: 1).shares(count).count == count)
  }

  /// By trying every cut.
  private static func leastSlowest(
    _ plan: SweepPlan, _ parts: ArraySlice<SweepPlan.Part>, _ count: Int
  ) -> Int {
    if count == 1 || parts.isEmpty { return plan.cost(of: parts) }
    return (parts.startIndex...parts.endIndex).map { cut in
      max(plan.cost(of: parts[..<cut]), leastSlowest(plan, parts[cut...], count - 1))
    }.min() ?? 0
  }

  @Test("shares measured apart, each in a store of its own, merge to the store of one run")
  func merged() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let laboratory = Laboratory(try ReproducibilityTests.subject())
    let measure = try laboratory.measure(.sentiment, .test, items: 320)
    let grid = try GridSweep(
      of: measure, vector: laboratory.vector(of: .sentiment), layers: [2, 6], coefficients: [-1, 1])
    let plan = grid.plan(on: laboratory.model)
    #expect(Set(plan.parts.map(\.items)).count > 1)
    let whole = try Store(path: folder.path("whole"))
    _ = try grid.run(on: ModelUnderTest(laboratory.model, keepingIn: whole))
    let cells = try whole.cells()
    let different = Set((0..<measure.metric.count).map(measure.metric.key)).count
    #expect(different < measure.metric.count, "an item that is there twice is one cell")
    #expect(cells.count == 5 * different)
    for count in [2, 3, 20] {
      let paths = try plan.shares(count).enumerated().map { number, parts in
        let store = try Store(path: folder.path("\(number) of \(count)"))
        try grid.measure(Array(parts), on: ModelUnderTest(laboratory.model, keepingIn: store))
        let keys = try parts.flatMap { try grid.cells(of: $0, on: laboratory.model).map(\.key) }
        #expect(try Set(store.cells().map(\.key)) == Set(keys), "share \(number) of \(count)")
        return store.path
      }
      let merged = try Store(path: folder.path("merged \(count)"))
      _ = try merged.merge(paths.reversed())
      #expect(try merged.cells() == cells)
    }
  }

  @Test("a sweep's key changes with an item, a point and the model")
  func key() throws {
    let laboratory = Laboratory(try ReproducibilityTests.subject())
    let vector = try laboratory.vector(of: .sentiment)
    func key(
      items: Int = 6, layers: [Int] = [2], coefficients: [Double] = [1], seed: UInt64 = Subject.seed
    ) throws -> CellKey {
      try GridSweep(
        of: laboratory.measure(.sentiment, .select, items: items), vector: vector, layers: layers,
        coefficients: coefficients
      ).key(on: Subject.planted(seed: seed).model)
    }
    let keys = try [
      key(), key(items: 7), key(layers: [3]), key(coefficients: [2]), key(seed: Subject.seed + 1),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(try key() == keys[0])
  }
}
