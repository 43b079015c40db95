import TestSupport
import Testing

@testable import Inference

/// The last block runs only the tokens that are read out, where nobody sees the others: which those are
/// changes no bit.
@Suite("Any tokens read out")
struct ReadoutTests {
  typealias Run = ([TokenTree]) throws -> [[Float]]

  static let readouts: [[Int]] = [[8], [0], [0, 1, 2], [3, 7], [5, 6, 8], []]

  /// Two sequences with some tokens read out, against the same with all of them read out.
  static func violations(_ run: Run, _ source: RandomLlama, _ edits: [Edit]) throws -> [String] {
    let sequences = [9, 12].map { source.tokens($0, seed: UInt64($0)) }
    let whole = try run(sequences.map { TokenTree($0, readout: $0.indices, edits: edits) })
    return try readouts.flatMap { readout in
      let some = try run(sequences.map { TokenTree($0, readout: readout, edits: edits) })
      let expected = (readout + readout.map { 9 + $0 }).map { whole[$0] }
      return differences(some, expected, "\(readout) read out")
    }
  }

  @Test("edited at any hook point", arguments: RandomLlama.variants)
  func edits(source: RandomLlama) throws {
    let model = try source.model()
    for hook in [nil] + model.allHooks.map(Optional.some) {
      for positions in [PositionSet.all, .from(4), .only([8])] {
        let edits = hook.map { InvariantTests.disturbance(at: $0, positions: positions) }
        let found = try Self.violations({ try model.logits($0) }, source, edits.map { [$0] } ?? [])
        #expect(found == [], "\(hook?.description ?? "no edit"), \(positions)")
      }
    }
  }

  @Test("any hook point read at the same time, every token of it", arguments: RandomLlama.variants)
  func recording(source: RandomLlama) throws {
    let model = try source.model()
    let tokens = source.tokens(9, seed: 9)
    let all = try model.taps(model.allHooks, [TokenTree(tokens, readout: tokens.indices)])
    for hook in model.allHooks {
      for readout in Self.readouts {
        let taps = try model.taps([hook], [TokenTree(tokens, readout: readout)])
        #expect(differences(taps[hook] ?? [], all[hook] ?? [[]], "\(hook), \(readout)") == [])
      }
    }
  }

  @Test("planted faults: a neighbour's row, an edit lost where few are read are reported")
  func plantedFaults() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let edit = InvariantTests.disturbance(at: .block(4, .mlpPost))
    let faults: [Run] = [
      { trees in
        let moved = trees.map { tree in
          let tokens = tree.branches[0].tokens
          let readout = tree.branches[0].readout.map { max($0 - 1, 0) }
          return TokenTree(
            tokens, readout: readout.count < tokens.count ? readout : Array(tokens.indices),
            edits: tree.edits)
        }
        return try model.logits(moved)
      },
      { try model.logits($0[0].branches[0].readout.count < 9 ? $0.with([]) : $0) },
    ]
    for fault in faults { #expect(try !Self.violations(fault, source, [edit]).isEmpty) }
  }
}
