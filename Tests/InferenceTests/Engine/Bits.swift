import Inference
import TestSupport
import Testing

/// Where two lists of rows differ in any bit. NaN equals NaN, −0 does not equal +0.
func differences(_ a: [[Float]], _ b: [[Float]], _ what: String) -> [String] {
  guard a.map(\.count) == b.map(\.count) else {
    return ["\(what): \(a.count) rows and \(b.count) rows, or rows of other widths"]
  }
  for (row, (left, right)) in zip(a, b).enumerated() {
    let unequal = zip(left, right).enumerated().filter { !hasSameBits($1.0, $1.1) }
    if let (index, (x, y)) = unequal.first {
      return ["\(what), row \(row): \(unequal.count) differ, the first at \(index): \(x) and \(y)"]
    }
  }
  return []
}

func hasSameBits(_ a: Float, _ b: Float) -> Bool {
  a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
}

extension LanguageModel {
  /// The logits that trees ask for, in order of tree, branch and offset.
  func logits(
    _ trees: [TokenTree], resumingFrom checkpoint: ResidualCheckpoint? = nil
  ) throws -> [[Float]] {
    var rows: [[Float]] = []
    try run(trees, resumingFrom: checkpoint) { block in
      for row in 0..<block.count { rows.append(Array(block[row])) }
    }
    return rows
  }

  /// The activations at hook points: hook → rows in order of tree, branch and offset.
  func taps(
    _ hooks: some Sequence<HookPoint>, _ trees: [TokenTree],
    resumingFrom checkpoint: ResidualCheckpoint? = nil
  ) throws -> [HookPoint: [[Float]]] {
    var taps: [HookPoint: [[Float]]] = [:]
    try record(Set(hooks), of: trees, resumingFrom: checkpoint) { hook, _, activation in
      taps[hook, default: []].append(Array(activation))
    }
    return taps
  }

  /// Every hook point of the model in the order in which a pass reaches them.
  var allHooks: [HookPoint] { configuration.allHooks }

  func on(_ compute: Compute) -> LanguageModel {
    var copy = self
    copy.compute = compute
    return copy
  }

  /// Adds `coefficient` times a direction, by the kernel that steering uses.
  func adding(
    _ coefficient: Float, _ direction: [Float], at hook: HookPoint, positions: PositionSet = .all
  ) -> Edit {
    let compute = compute
    return Edit(at: hook, positions: positions) { activation, _ in
      compute.addScaled(direction, coefficient, to: activation)
    }
  }
}

extension ModelConfiguration {
  /// Every hook point of such a model in the order in which a pass reaches them.
  var allHooks: [HookPoint] {
    [.embed]
      + (0..<layerCount).flatMap { layer in
        HookPoint.BlockHook.allCases
          .filter { !(design.isParallel && $0 == .residMid) }
          .map { .block(layer, $0) }
      } + [.finalNorm]
  }
}

extension Compute {
  /// Every instruction set that this processor has, with one thread and with two.
  static let all: [Compute] = InstructionSet.allCases.filter(\.isAvailable).flatMap { set in
    [1, 2].compactMap { try? Compute(threads: $0, instructionSet: set) }
  }

  var label: String { "\(instructionSet), \(threads) threads" }

  /// The lanes of a planted fault, different in each of ``all``: a sum that runs over them must be reported
  /// wherever there is anything to compare, also on a processor of one instruction set.
  var plantedLanes: Int {
    let index = Self.all.firstIndex { $0.instructionSet == instructionSet && $0.threads == threads }
    return 16 >> min(index ?? 0, 4)
  }
}

/// The checkpoint after a layer; a missing one must fail, not run whole without being noticed.
func checkpoint(_ kept: [Int: ResidualCheckpoint], _ layer: Int) throws -> ResidualCheckpoint {
  try #require(kept[layer])
}
