import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S22 · The same vector, backwards")
struct S22DualUseTests {
  static func laboratory(_ planting: Planting = .full) throws -> Laboratory {
    Laboratory(try .planted(seed: Subject.seed, planting: planting, size: .small))
  }

  @Test(
    "planted: as strong backwards, free of cost, read by a monitor", arguments: Behavior.allCases)
  func planted(behavior: Behavior) throws {
    let found = try Self.laboratory().dualUse(of: behavior, items: 20)
    print(behavior, found.noticingAUC, found.randomAUCs, found.reversedCost)
    #expect(try found.doses.effect(-1).interval.upper < -0.4)
    let reversal = try found.doses.reversal
    #expect(abs(try #require(reversal).value - 1) < 0.15)
    #expect(found.doses.favoring(at: -1) < found.doses.favoring(at: 0))
    #expect(found.doses.favoring(at: 1) > found.doses.favoring(at: 0))
    #expect(abs(found.reversedCost.value) < 0.05 && abs(found.cost.value) < 0.05)
    #expect(found.readingAUC > 0.95)
    #expect(found.noticingAUC > 0.6)
  }

  @Test("one planted pair is enough, since planted pairs differ in nothing else")
  func pairs() throws {
    let found = try Self.laboratory().pairsNeeded(for: .corrigibility, items: 13)
    #expect(found.points.map(\.pairs) == [1, 3, 10, 30])
    for point in found.points {
      #expect(point.cosine > 0.95)
      #expect(point.effects.allSatisfy { abs($0 - found.whole.value) < 0.1 * found.whole.value })
    }
  }

  @Test("planted fault: nothing planted, nothing to turn around or to read")
  func unplanted() throws {
    let lab = try Self.laboratory(.none)
    let found = try lab.dualUse(of: .honesty, items: 20)
    #expect(try abs(found.doses.effect(-1).value) < 0.05)
    #expect(found.readingAUC < 0.9)
    let pairs = try lab.pairsNeeded(for: .honesty, items: 13)
    #expect(pairs.points.flatMap(\.effects).allSatisfy { abs($0) < 0.05 })
  }
}
