import Inference
import Statistics
import Testing
import TinyModel

@testable import Steering

/// Activation patching finds the planted truth circuit: truth is written at the attribute word by the MLP
/// of block 1, and carried to later words by the attention of block 2.
@Suite("Activation patching")
struct PatchingTests {
  static let seed: UInt64 = 1
  static let model = Result { try TinyModel.languageModel(seed: seed) }

  /// True statements as clean, false ones as corrupted prompts; answered by accepting or rejecting.
  ///
  /// - Parameter shift: 0, or a planted fault: positions that many tokens off.
  static func pairs(_ count: Int = 40, shift: Int = 0) throws -> [PatchingPair] {
    let tokenizer = try TinyModel.tokenizer()
    let statements = try TinyCorpora(seed: seed, size: .small).statements.test.prefix(count)
    return try statements.map { statement in
      let clean = tokenizer.encode(statement.truePrompt)
      return try PatchingPair(
        clean: clean, corrupted: tokenizer.encode(statement.falsePrompt),
        answer: tokenizer.encode("yes sure"), alternative: tokenizer.encode("no nope"),
        groups: [
          "subject": [clean.count - 5 + shift], "attribute": [clean.count - 3 + shift],
          "everything": Array(clean.indices),
        ],
        template: statement.template)
    }
  }

  static func grid(
    _ pairs: [PatchingPair], _ mode: PatchingMode = .denoising,
    at hook: HookPoint.BlockHook = .residPost, layers: [Int]? = nil,
    positions: [String] = ["subject", "attribute", "last"]
  ) throws -> PatchingGrid {
    try patchingGrid(
      pairs, mode, on: model.get(), at: hook, layers: layers, positions: positions,
      resamples: 499, seed: 9)
  }

  // MARK: What is planted

  /// The planted path of truth in the residual stream: layer and position, and whether it is there.
  static func isOnPath(_ layer: Int, _ position: String) -> Bool {
    position == (layer < 2 ? "attribute" : "last")
  }

  /// Cells whose share contradicts the planted path.
  static func offPath(_ grid: PatchingGrid) -> [String] {
    var found: [String] = []
    for (layer, row) in zip(grid.layers, grid.shares) {
      for (position, share) in zip(grid.positions, row) {
        let isRight =
          isOnPath(layer, position) ? share.interval.lower > 0.8 : abs(share.value) < 0.1
        if !isRight { found.append("layer \(layer), \(position): \(share.value)") }
      }
    }
    return found
  }

  @Test(
    "truth is at the attribute up to block 1, at the last word from block 2 on",
    arguments: PatchingMode.allCases)
  func path(mode: PatchingMode) throws {
    let grid = try Self.grid(Self.pairs(), mode)
    for (layer, row) in zip(grid.layers, grid.shares) { print(mode, layer, row.map(\.value)) }
    #expect(Self.offPath(grid) == [])
    #expect(grid.difference.interval.lower > 0.5)
    let shifted = try Self.grid(Self.pairs(shift: 1), mode)
    #expect(!Self.offPath(shifted).isEmpty, "planted fault: one position off")
  }

  @Test("among the parts of blocks, one MLP writes it and one attention carries it")
  func parts() throws {
    for mode in PatchingMode.allCases {
      for (hook, layer, position) in [
        (HookPoint.BlockHook.mlpOut, 1, "attribute"), (.attnOut, 2, "last"),
      ] {
        let grid = try Self.grid(Self.pairs(), mode, at: hook)
        let best = try #require(grid.best)
        print(mode, hook, best)
        #expect(best.layer == layer && best.position == position)
        #expect(best.share.interval.lower > 0.7)
        let others = zip(grid.layers, grid.shares).flatMap { at, row in
          zip(grid.positions, row).filter { at != layer || $0.0 != position }.map(\.1.value)
        }
        #expect(others.allSatisfy { $0 < best.share.interval.lower / 2 }, "\(others)")
      }
    }
  }

  @Test("a random change as large as the patch restores little, and is the same for the same seed")
  func control() throws {
    func control(_ seed: UInt64) throws -> PatchingGrid {
      try patchingGrid(
        Self.pairs(), on: Self.model.get(), positions: ["subject", "attribute", "last"],
        isControl: true, resamples: 499, seed: seed)
    }
    let (grid, patch) = (try control(9), try Self.grid(Self.pairs()))
    let largest = grid.shares.flatMap(\.self).map { abs($0.value) }.max() ?? 1
    print("largest share of a random change: \(largest)")
    #expect(largest < 0.5)
    #expect(Self.offPath(grid) != [], "planted fault: what is random is not what was planted")
    #expect(grid.patched == (try control(9)).patched)
    #expect(grid.patched != (try control(10)).patched)
    #expect(grid.difference == patch.difference)
    // The subject is the same in both prompts: there is no distance to move by.
    #expect(grid.patched.map { $0[0] } == grid.layers.map { _ in grid.corrupted })
  }

  @Test("a model without the circuit has nothing to restore, and says so before any patch")
  func unplanted() throws {
    let bare = try TinyModel.languageModel(seed: Self.seed, planting: .none)
    var patches = 0
    #expect {
      try patchingGrid(
        Self.pairs(), on: bare, positions: ["last"], resamples: 499, seed: 9,
        progress: { _, _ in patches += 1 })
    } throws: { error in
      guard case SteeringError.noDifference(let estimate) = error else { return false }
      return estimate.interval.contains(0)
    }
    #expect(patches == 0)
  }

  // MARK: Bits

  @Test("patching every position of a layer gives the other run's bits")
  func everything() throws {
    let pairs = try Self.pairs(6)
    for hook in [HookPoint.BlockHook.residPre, .residMid, .residPost] {
      let restored = try Self.grid(pairs, at: hook, positions: ["everything"])
      #expect(restored.patched.allSatisfy { $0 == [restored.clean] })
      #expect(restored.shares.allSatisfy { $0[0].value == 1 })
      let lost = try Self.grid(pairs, .noising, at: hook, positions: ["everything"])
      #expect(lost.patched.allSatisfy { $0 == [lost.corrupted] })
      #expect(lost.shares.allSatisfy { $0[0].value == 1 })
    }
    let part = try Self.grid(pairs, positions: ["subject"])
    #expect(part.patched.allSatisfy { $0 != [part.clean] }, "planted fault: one position only")
  }

  @Test(
    "each value is that of one whole run with one patch; the positions before it change nothing")
  func againstWholeRuns() throws {
    let model = try Self.model.get()
    let pairs = try Self.pairs(5)
    for mode in PatchingMode.allCases {
      for hook in [HookPoint.BlockHook.residPost, .mlpOut, .pattern, .k] {
        let grid = try Self.grid(
          pairs, mode, at: hook, layers: [0, 3], positions: ["0", "attribute"])
        for (index, pair) in pairs.enumerated() {
          let (from, to) =
            mode == .denoising ? (pair.clean, pair.corrupted) : (pair.corrupted, pair.clean)
          let metric = try ReplyLogOdds(
            prompts: [to], positive: pair.answer, negative: pair.alternative)
          let unpatched = mode == .denoising ? grid.corrupted[index] : grid.clean[index]
          #expect(try metric.values(on: model, edits: [], resumingFrom: nil) == [unpatched])
          for (row, layer) in grid.layers.enumerated() {
            let point = HookPoint.block(layer, hook)
            let given = try model.activations(of: from, at: point)
            for (column, position) in [0, pair.clean.count - 3].enumerated() {
              let patch = try Intervention.patch(given.filter { $0.key == position }, at: point)
              let whole = try metric.values(
                on: model, edits: [patch].edits(on: model), resumingFrom: nil)
              #expect(grid.patched[row][column][index] == whole[0])
            }
          }
        }
        let unpatched = mode == .denoising ? grid.corrupted : grid.clean
        #expect(grid.patched.allSatisfy { $0[0] == unpatched })
        #expect(hook == .k || grid.patched.contains { $0[1] != unpatched })
      }
    }
  }

  @Test("a pair has the same bits alone and among others, on any number of threads")
  func company() throws {
    let pairs = try Self.pairs(PatchingRun.pairsAtATime + 3)
    func values(_ pairs: [PatchingPair], threads: Int) throws -> [[[Double]]] {
      let model = try TinyModel.languageModel(seed: Self.seed, compute: Compute(threads: threads))
      return try PatchingRun(
        model: model, pairs: pairs, mode: .denoising, hook: .residPost, layers: [1, 4],
        positions: ["attribute", "last"]
      ).patched()
    }
    let together = try values(pairs, threads: 2)
    for index in [0, 7, pairs.count - 1] {
      let alone = try values([pairs[index]], threads: 1)
      #expect(alone == together.map { $0.map { [$0[index]] } })
      let another = try values([pairs[(index + 1) % pairs.count]], threads: 1)
      #expect(another != alone, "planted fault: another pair")
    }
  }

  // MARK: Shares

  @Test("a share is the ratio of sums, in another unit than the mean of ratios")
  func ratio() throws {
    let tops = [1.0, 4, 0, 9, 3, 2]
    let bottoms = [2.0, 5, 3, 10, 1, 4]
    let clusters = ["a", "a", "b", "c", "c", "d"]
    let share = try ratioOfSums(
      tops, bottoms, clusters: clusters, confidence: 0.9, resamples: 499, seed: 3)
    #expect(share.value == 19.0 / 25)
    let meanOfRatios = zip(tops, bottoms).reduce(0) { $0 + $1.0 / $1.1 } / 6
    #expect(abs(share.value - meanOfRatios) > 0.1, "planted fault: mean of ratios")
    // The same draws of whole pairs give the same interval.
    let pairs = [[(1.0, 2.0), (4, 5)], [(0, 3)], [(9, 10), (3, 1)], [(2, 4)]]
    let pooled = try bootstrapBCa(pairs, confidence: 0.9, resamples: 499, seed: 3) { drawn in
      drawn.reduce(0) { $0 + $1.0 } / drawn.reduce(0) { $0 + $1.1 }
    }
    #expect(share == pooled)
  }

  // MARK: Errors

  @Test("a pair that does not match is refused, with its template")
  func pairErrors() throws {
    func pair(
      _ clean: [Int] = [1, 2], _ corrupted: [Int] = [1, 3], answer: [Int] = [4],
      groups: [String: [Int]] = [:]
    ) throws -> PatchingPair {
      try PatchingPair(
        clean: clean, corrupted: corrupted, answer: answer, alternative: [5], groups: groups,
        template: "t")
    }
    #expect(
      throws: SteeringError.invalid(
        "corrupted prompt, template 't'", expected: "2 tokens, as clean", got: "3")
    ) { try pair([1, 2], [1, 2, 3]) }
    #expect(throws: SteeringError.nothingToMeasure("template 't': the prompts are the same")) {
      try pair([1], [1])
    }
    #expect(throws: SteeringError.nothingToMeasure("template 't': a side without answers")) {
      try pair(answer: [])
    }
    for positions in [[], [2], [0, -1]] {
      #expect(
        throws: SteeringError.invalid(
          "positions of 's', template 't'", expected: "some in 0..<2", got: "\(positions)")
      ) { try pair(groups: ["s": positions]) }
    }
    let good = try pair(groups: ["s": [0, 1], "last": [0]])
    #expect(good.differing == [1])
    #expect(try good.positions(of: "s") == [0, 1])
    #expect(try good.positions(of: "1") == [1])
    #expect(try good.positions(of: "last") == [0], "a group's name comes first")
    for name in ["2", "-1", "t"] {
      #expect(
        throws: SteeringError.invalid(
          "positions of '\(name)', template 't'", expected: "last, s, last, 0..<2",
          got: "none of these")
      ) { try good.positions(of: name) }
    }
  }

  @Test("a grid that cannot be measured is refused")
  func gridErrors() throws {
    let pairs = try Self.pairs(4)
    #expect(throws: SteeringError.nothingToMeasure("pairs, layers and positions are needed")) {
      try Self.grid([])
    }
    #expect(throws: SteeringError.nothingToMeasure("pairs, layers and positions are needed")) {
      try Self.grid(pairs, positions: [])
    }
    #expect(throws: ModelError.hookOutOfRange("blocks.8.hook_resid_post", layerCount: 8)) {
      try Self.grid(pairs, layers: [3, 8])
    }
    #expect(throws: SteeringError.self) { try Self.grid(pairs, positions: ["verb"]) }
    let stranger = try PatchingPair(
      clean: [1, 2], corrupted: [1, 3], answer: [9999], alternative: [5], template: "t")
    #expect(
      throws: ModelError.tokenOutOfRange(
        9999, vocabularySize: Vocabulary.words.count, at: "an answer")
    ) { try Self.grid([stranger], positions: ["last"]) }
    #expect(throws: StatisticsError.tooFew("clusters of a bootstrap", needed: 2, got: 1)) {
      try Self.grid([pairs[0]])
    }
  }
}
