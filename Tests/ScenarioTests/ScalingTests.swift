import Foundation
import Randomness
import Reporting
import Scenarios
import Testing

@testable import Calibrating
@testable import Sweeps

@Suite("The simulation of a sweep on many workers")
struct ScalingTests {
  static let folder = allScenarios[0].checkout + "/Reports"

  static func costs() throws -> ScalingCosts {
    try ScalingCosts(
      json: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(ScalingCosts.recordName)")))
  }

  @Test("page and figure are what the committed costs weave to")
  func weaving() throws {
    for file in try Scaling(Self.costs()).files() {
      let committed = try String(contentsOfFile: "\(Self.folder)/\(file.path)", encoding: .utf8)
      #expect(committed == file.contents, "\(file.path)")
    }
  }

  private static let plan = SweepPlan(
    blocks: (0..<20).map { .init(items: $0 * 10..<$0 * 10 + 10, tokens: 400) },
    points: [nil] + [7, 5, 3, 1].map { GridSweep.Point(layer: $0, coefficient: 1) },
    cost: SweepCost(layers: 8, tokenInLayer: 1_000_000_000, readout: 5_000_000_000))

  private func simulation(
    workers: Int, shares: Int = 1, _ change: (inout ClusterSimulation.Cluster) -> Void = { _ in }
  ) throws -> ClusterSimulation {
    var cluster = ClusterSimulation.Cluster()
    change(&cluster)
    return ClusterSimulation(
      try Self.costs(), Self.plan, on: cluster, workers: workers, sharesPerWorker: shares)
  }

  private func makePerfect(_ cluster: inout ClusterSimulation.Cluster) {
    cluster.speedSpread = 0
    cluster.slowShare = 0
    cluster.failuresPerHour = 0
    cluster.loadsModel = false
    cluster.merges = false
  }

  @Test("all workers' time is accounted for", arguments: [1, 3, 16, 200])
  func accounting(workers: Int) throws {
    var generator = SeededGenerator(seed: 1, stream: "runs")
    var failures = 0.0
    for shares in [1, 4] {
      let simulation = try simulation(workers: workers, shares: shares) { $0.failuresPerHour = 40 }
      for _ in 0..<5 {
        let spent = simulation.run(&generator)
        #expect(abs(spent.total / (Double(workers) * spent.wallSeconds) - 1) < 1e-9)
        #expect(spent.waiting >= -1e-9 && spent.passesAgain >= -1e-9)
        failures += spent.failures
      }
    }
    #expect(failures > 0)
  }

  @Test("where nothing costs but measuring, the wall time is that of the costliest share")
  func perfect() throws {
    var generator = SeededGenerator(seed: 1, stream: "runs")
    let rate = try Self.costs().operationsPerSecond
    for workers in [1, 2, 7, 60] {
      let spent = try simulation(workers: workers, makePerfect).run(&generator)
      let slowest = Self.plan.shares(workers).map { Self.plan.cost(of: $0) }.max() ?? 0
      #expect(abs(spent.wallSeconds * rate / Double(slowest) - 1) < 1e-9)
      #expect(spent.starting == 0 && spent.failures == 0 && spent.slowWorkers == 0)
    }
  }

  @Test("failures cost what they should: the mean over many runs is near rate × time × loss")
  func failures() throws {
    var generator = SeededGenerator(seed: 2, stream: "runs")
    let simulation = try simulation(workers: 1) {
      makePerfect(&$0)
      $0.failuresPerHour = 1
      $0.requeueSeconds = 1_000
    }
    let runs = 4_000
    var (lost, busy) = (0.0, 0.0)
    for _ in 0..<runs {
      let spent = simulation.run(&generator)
      lost += spent.failures
      busy += spent.wallSeconds - spent.failures
    }
    // A failure costs 1,000 s, and at most a part and its pass again.
    let expected = busy / 3600 * 1_000
    print("lost \(lost) s, of queueing \(expected) s expected")
    #expect((0.9...1.2).contains(lost / expected))
  }

  @Test("everything that is taken away raises the efficiency, and a slower file system lowers it")
  func directions() throws {
    func wall(_ change: (inout ClusterSimulation.Cluster) -> Void = { _ in }) throws -> Double {
      var generator = SeededGenerator(seed: 3, stream: "runs")
      let simulation = try simulation(workers: 64, change)
      return (0..<50).reduce(0) { sum, _ in sum + simulation.run(&generator).wallSeconds }
    }
    let usual = try wall()
    #expect(try wall { $0.loadsModel = false } < usual)
    #expect(try wall { $0.merges = false } < usual)
    #expect(
      try wall {
        $0.slowShare = 0
        $0.speedSpread = 0
      } < usual)
    #expect(try wall { $0.sharedBytesPerSecond = 1e9 } > usual)
    #expect(try wall { $0.failuresPerHour = 5 } > usual)
  }
}
