import Calibrating
import Inference
import Protocols
import Steering
import Subjects
import TestSupport
import Testing
import TinyModel

@testable import Scenarios

@Suite("S14 · Which layer and position carry the answer?")
struct S14PatchingTests {
  private static func laboratory(_ planting: Planting = .full) throws -> Laboratory {
    Laboratory(try .planted(seed: Subject.seed, planting: planting), counts: .calibration)
  }

  @Test("planted: truth is at the attribute up to block 1 and at the last word from block 2 on")
  func path() throws {
    let lab = try Self.laboratory()
    let (pairs, positions) = try lab.patchingPairs()
    for mode in PatchingMode.allCases {
      let grid = try #require(try lab.patching(pairs, mode, positions: positions))
      #expect(grid.firstLayer(ledBy: "attribute") == 0)
      #expect(grid.firstLayer(ledBy: "last") == 2)
      for (layer, row) in zip(grid.layers, grid.shares) {
        for (position, share) in zip(positions, row) {
          let carries = position == (layer < 2 ? "attribute" : "last")
          #expect(
            carries ? share.interval.lower > 0.8 : abs(share.value) < 0.1,
            "\(mode), layer \(layer), \(position): \(share.value)")
        }
      }
    }
  }

  @Test("planted: the attention of block 2 fetches it to the last word")
  func parts() throws {
    let lab = try Self.laboratory()
    let (pairs, _) = try lab.patchingPairs()
    let attention = try #require(try lab.patching(pairs, at: .attnOut, positions: ["last"]))
    let best = try #require(attention.best)
    #expect(best.layer == 2 && best.share.interval.lower > 0.8)
  }

  @Test("a random change of the same size restores little")
  func control() throws {
    let lab = try Self.laboratory()
    let (pairs, positions) = try lab.patchingPairs()
    let grid = try #require(try lab.patching(pairs, positions: positions, isControl: true))
    let largest = grid.shares.flatMap(\.self).map { abs($0.value) }.max() ?? 1
    print("largest share of a random change: \(largest)")
    #expect(largest < 0.5)
    #expect(grid.firstLayer(ledBy: "attribute") != nil, "the control is not a copy of the patch")
  }

  @Test("planted fault: without the circuit the prompts do not differ, and nothing is patched")
  func unplanted() throws {
    let lab = try Self.laboratory(.none)
    let (pairs, positions) = try lab.patchingPairs()
    #expect(try lab.patching(pairs, positions: positions) == nil)
  }

  @Test("all bundled pairs fit the full engine's tokenizer", .fullEngine)
  func english() throws {
    let lab = Laboratory(try Subject(.smolLM2))
    let (pairs, positions) = try lab.patchingPairs()
    #expect(pairs.count == 27 && Set(pairs.map(\.template)).count == 9)
    for pair in pairs {
      #expect(pair.differing == pair.groups["subject"], "\(pair.template)")
      #expect(positions.allSatisfy { (try? pair.positions(of: $0)) != nil })
    }
  }
}
