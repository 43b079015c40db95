import Statistics
import Steering
import Testing

@Suite("How sure the best layer is")
struct LayerProfileTests {
  /// Three layers, eight items in four clusters; `lead` says by how much layer 5 beats layer 3 on each.
  static func profile(lead: [Double]) -> LayerProfile {
    LayerProfile(
      layers: [1, 3, 5],
      effects: [
        lead.map { _ in 0 }, lead.map { _ in 1 }, lead.map { 1 + $0 },
      ])
  }

  static let clusters = ["a", "a", "b", "b", "c", "c", "d", "d"]

  @Test("a layer that wins on every item wins every resample")
  func certain() throws {
    let profile = Self.profile(lead: [Double](repeating: 0.1, count: 8))
    #expect(profile.best == 5)
    #expect(try profile.bestLayerShares(by: Self.clusters) == [0, 0, 1])
    let estimate = try profile.bestLayer(by: Self.clusters)
    #expect(estimate.value == 5)
    #expect(estimate.interval.lower == 5)
    #expect(estimate.interval.upper == 5)
  }

  @Test("one cluster of four that decides is left out of (3/4)⁴ of the resamples")
  func uncertain() throws {
    // The lead of cluster a outweighs the three others' lag however they are drawn.
    let profile = Self.profile(lead: [40, 40, -1, -1, -1, -1, -1, -1])
    let shares = try profile.bestLayerShares(by: Self.clusters)
    print("share without the deciding cluster: \(shares[1]), expected \(81.0 / 256)")
    #expect(shares[0] == 0)
    #expect(abs(shares[1] - 81.0 / 256) < 0.035, "3 standard errors of 1,999 draws")
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    let interval = try profile.bestLayer(by: Self.clusters).interval
    #expect(interval.contains(3) && interval.contains(5))
  }

  @Test("planted fault: items taken as independent look surer than their clusters are")
  func independent() throws {
    let profile = Self.profile(lead: [40, 40, -1, -1, -1, -1, -1, -1])
    let items = (0..<8).map { "\($0)" }
    let shares = try profile.bestLayerShares(by: items)
    #expect(shares[1] < 0.2, "(6/8)⁸ = 0.1")
  }

  @Test("the lowest layer wins a tie; lists that do not match are refused")
  func edges() throws {
    #expect(Self.profile(lead: [Double](repeating: 0, count: 8)).best == 3)
    let profile = Self.profile(lead: [1, 1])
    #expect(throws: SteeringError.self) { try profile.bestLayer(by: ["a"]) }
    #expect(throws: SteeringError.self) { try profile.bestLayerShares(by: ["a"]) }
    #expect(throws: StatisticsError.self) { try profile.bestLayerShares(by: ["a", "a"]) }
  }
}
