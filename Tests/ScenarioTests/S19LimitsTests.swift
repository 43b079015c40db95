import Protocols
import Statistics
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S19 · Where does it stop working?")
struct S19LimitsTests {
  static func limits(_ behavior: Behavior, _ planting: Planting = .full) throws -> SteeringLimits {
    try Laboratory(.planted(seed: Subject.seed, planting: planting, size: .small))
      .limits(of: behavior, wordingItems: 6, formatItems: 12)
  }

  @Test("planted: every wording, both formats, no item the wrong way", arguments: Behavior.allCases)
  func planted(behavior: Behavior) throws {
    let found = try Self.limits(behavior)
    print(behavior, found.wordings, found.formatRatio as Any)
    let slope = try #require(found.wordings.wordingMeans.min())
    #expect(slope > 0.4)
    #expect(found.wordings.betweenWordings < 0.1 * slope)
    // The planted sentiment is a preference for words, in whatever format: nothing of it is selective.
    if behavior == .sentiment {
      #expect(found.formats.allSatisfy { abs($0.effect.value) < 0.1 })
    } else {
      #expect(found.formats.allSatisfy { $0.effect.interval.lower > 0.25 })
      let ratio = try #require(found.formatRatio)
      #expect(ratio.value > 0.6 && ratio.value < 1.6)
    }
    #expect(found.doses.antiSteerable.isEmpty)
    // The planted circuits are linear until the norm saturates.
    let usefulRange = try found.doses.usefulRange
    let range = try #require(usefulRange)
    #expect(abs(range.lowerBound - 0.5) < 0.1 && range.upperBound == 4)
    let backwards = try found.doses.reversal
    let reversal = try #require(backwards)
    #expect(reversal.interval.lower > 0.8 && reversal.interval.upper < 1.25)
  }

  @Test("planted fault: a behaviour that is not planted has no range, no ratio, no backwards")
  func unplanted() throws {
    var planting = Planting.full
    planting.honesty = 0
    let found = try Self.limits(.honesty, planting)
    #expect(found.wordings.wordingMeans.allSatisfy { abs($0) < 0.05 })
    #expect(found.formats.allSatisfy { abs($0.effect.value) < 0.1 })
    #expect(found.doses.effects.allSatisfy { ($0.map(abs).max() ?? 0) < 0.3 })
  }

  @Test("spreads: each part of a table made of parts is found, and not where it was not put")
  func spread() throws {
    // Orthogonal parts of known size: sums of squares are exact.
    func table(_ wording: Double, _ item: Double, _ rest: Double) -> [[Double]] {
      [-1.0, 1, -1, 1].enumerated().map { row, w in
        [-1.0, -1, 1, 1].enumerated().map { column, i in
          2 + wording * w + item * i + rest * (row / 2 == column % 2 ? 1 : -1)
        }
      }
    }
    let clean = try WordingSpread(slopes: table(0.3, 0.7, 0))
    #expect(abs(clean.betweenWordings - 0.3 * (4.0 / 3).squareRoot()) < 1e-12)
    #expect(abs(clean.betweenItems - 0.7 * (4.0 / 3).squareRoot()) < 1e-12)
    #expect(clean.rest < 1e-12)
    #expect(clean.wordingMeans.map { ($0 * 10).rounded() } == [17, 23, 17, 23])
    // Noise alone moves the means of four items, and is not counted as wordings.
    let noise = try WordingSpread(slopes: table(0, 0, 0.5))
    #expect(noise.betweenWordings == 0 && noise.betweenItems == 0)
    #expect(abs(noise.rest - 0.5 * (16.0 / 9).squareRoot()) < 1e-12)
    #expect(throws: StatisticsError.self) { try WordingSpread(slopes: [[1, 2], [1]]) }
    #expect(throws: StatisticsError.self) { try WordingSpread(slopes: [[1, 2]]) }
  }

  @Test("the useful range is where half of the effect is left, between the doses tried")
  func range() {
    let doses: [Double] = [-1, 0, 0.5, 1, 2, 4]
    func isRange(_ effects: [Double], from lower: Double, to upper: Double) -> Bool {
      guard let range = usefulRange(doses: doses, effects: effects) else { return false }
      return abs(range.lowerBound - lower) < 1e-12 && abs(range.upperBound - upper) < 1e-12
    }
    #expect(isRange([-2, 0, 0.5, 2, 3, 4], from: 2 / 3.0, to: 4))
    #expect(isRange([-2, 0, 1.5, 2, 1.5, -0.5], from: 1 / 3.0, to: 2.5))
    #expect(usefulRange(doses: doses, effects: [2, 0, -1, -2, 0, 0]) == nil)
  }
}
