import Statistics
import Steering
import Testing

@Suite("Doses, sweet spot and Pareto front")
struct DoseTests {
  static func dose(
    _ coefficient: Double, effect: Double, lower: Double, side: Double
  ) -> Dose {
    Dose(
      layer: 1, coefficient: coefficient,
      effect: Estimate(
        value: effect, interval: Interval(lower: lower, upper: effect + 1, confidence: 0.9)),
      sideEffects: [
        SideEffect(
          name: "likelihood",
          change: Estimate(
            value: side / 2, interval: Interval(lower: 0, upper: side, confidence: 0.9)),
          margin: 0.1)
      ])
  }

  static let doses = [
    dose(0.5, effect: 0.2, lower: 0.1, side: 0.01), dose(1, effect: 0.5, lower: 0.3, side: 0.05),
    dose(1.5, effect: 0.7, lower: 0.5, side: 0.09), dose(2, effect: 0.6, lower: 0.5, side: 0.12),
    dose(3, effect: 1.5, lower: 1, side: 0.5),
  ]

  @Test("the sweet spot needs the effect and the safety")
  func sweetSpot() {
    #expect(Self.doses.sweetSpot(above: 0.25).map(\.coefficient) == [1, 1.5])
    #expect(Self.doses.sweetSpot(above: 0.6).isEmpty)
  }

  @Test("a side effect counts by the worse bound of its interval, whatever its sign")
  func ratio() {
    let change = Estimate(
      value: -0.05, interval: Interval(lower: -0.2, upper: 0.1, confidence: 0.9))
    #expect(SideEffect(name: "x", change: change, margin: 0.1).ratio == 2)
    #expect([SideEffect]().score == 0)
    let other = SideEffect(name: "another behaviour", change: change, margin: nil)
    #expect(other.ratio == nil && [other].score == 0 && [other].worst == nil)
    let small = SideEffect(name: "small", change: change, margin: 1)
    #expect([other, small].worst == small && [other, small].score == 0.2)
    let none = Estimate(value: 0, interval: Interval(lower: 0, upper: 0, confidence: 0.9))
    #expect(SideEffect(name: "x", change: none, margin: 0).ratio == 0)
    #expect(SideEffect(name: "x", change: change, margin: 0).ratio == .infinity)
  }

  @Test("no dose of the front is beaten, and every other is")
  func front() {
    #expect(Self.doses.paretoFront.map(\.coefficient) == [0.5, 1, 1.5, 3])
  }

  @Test("best: the sweet spot, else the safest that works, else the strongest")
  func best() {
    #expect(Self.doses.best(above: 0.25)?.coefficient == 1.5)
    #expect(Self.doses.best(above: 0.6)?.coefficient == 3)
    #expect(Array(Self.doses.prefix(2)).best(above: 0.6)?.coefficient == 1)
    #expect([Dose]().best(above: 0) == nil)
  }
}
