import Inference
import Randomness
import Statistics

/// How a sweep of a 7B model scales from one worker to 1,024: a pure function of measured costs.
public struct Scaling: Sendable {
  let costs: ScalingCosts
  let plan: SweepPlan
  let rows: [Row]
  let bounds: [Bound]

  static let prompts = 5_000
  static let tokensPerPrompt = 24
  static let coefficients = [-4.0, -2, -1, -0.5, 0.5, 1, 2, 4]
  static let workers = (0...10).map { 1 << $0 }
  static let sharesPerWorker = [1, 4]
  /// Simulated sweeps of each number of workers, where a caller names no other.
  public static let standardRuns = 100
  let runs: Int

  /// The runs of one number of workers.
  struct Row {
    let workers, sharesPerWorker: Int
    /// Median and the middle 90 % of runs.
    let hours, efficiency: Estimate
    /// Of the run with the median wall time.
    let spent: ClusterSimulation.Spent
  }

  /// Efficiency with most workers when one thing that costs is taken away.
  struct Bound {
    let without: String
    let efficiency: Double
  }

  /// Of every random draw, so that the page is the same each time.
  private static let seed: UInt64 = 17

  /// Simulates; seconds of one core.
  ///
  /// - Parameter runs: of each number of workers.
  public init(_ costs: ScalingCosts, runs: Int = standardRuns) throws {
    let tokens = [Int](repeating: Self.tokensPerPrompt, count: Self.prompts)
    let plan = SweepPlan(
      blocks: SweepPlan.blocks(tokens: tokens).map {
        .init(items: $0, tokens: $0.count * Self.tokensPerPrompt)
      },
      points: GridSweep.points(
        layers: Array(0..<costs.layers), coefficients: Self.coefficients),
      cost: SweepCost(
        layers: costs.layers, tokenInLayer: costs.operationsOfTokenInLayer,
        readout: costs.operationsOfReadout))
    self.costs = costs
    self.plan = plan
    self.runs = runs
    var ideal = ClusterSimulation.Cluster()
    ideal.failuresPerHour = 0
    ideal.speedSpread = 0
    ideal.slowShare = 0
    var generator = SeededGenerator(seed: Self.seed, stream: "one worker")
    let alone = ClusterSimulation(costs, plan, on: ideal, workers: 1, sharesPerWorker: 1)
      .run(&generator).wallSeconds

    func row(
      _ workers: Int, _ sharesPerWorker: Int, _ cluster: ClusterSimulation.Cluster = .init()
    ) throws -> Row {
      let simulation = ClusterSimulation(
        costs, plan, on: cluster, workers: workers, sharesPerWorker: sharesPerWorker)
      var generator = SeededGenerator(
        seed: Self.seed, stream: "\(workers) workers, \(sharesPerWorker) shares each")
      let spent = (0..<runs).map { _ in simulation.run(&generator) }
        .sorted { $0.wallSeconds < $1.wallSeconds }
      func middle(_ value: (ClusterSimulation.Spent) -> Double) throws -> Estimate {
        let values = spent.map(value)
        return Estimate(
          value: try median(values),
          interval: Interval(
            lower: try quantile(values, 0.05), upper: try quantile(values, 0.95), confidence: 0.9))
      }
      return Row(
        workers: workers, sharesPerWorker: sharesPerWorker,
        hours: try middle { $0.wallSeconds / 3600 },
        efficiency: try middle { 100 * alone / (Double(workers) * $0.wallSeconds) },
        spent: spent[spent.count / 2])
    }

    rows = try Self.sharesPerWorker.flatMap { shares in
      try Self.workers.map { try row($0, shares) }
    }
    let most = Self.workers.last ?? 1
    bounds = try Self.alternatives.map { name, change in
      var cluster = ClusterSimulation.Cluster()
      change(&cluster)
      return Bound(without: name, efficiency: try row(most, 1, cluster).efficiency.value)
    }
  }

  private static let alternatives:
    [(name: String, change: @Sendable (inout ClusterSimulation.Cluster) -> Void)] = [
      ("nothing taken away", { _ in }),
      (
        "slow workers",
        {
          $0.speedSpread = 0
          $0.slowShare = 0
        }
      ),
      ("failures", { $0.failuresPerHour = 0 }), ("starting", { $0.loadsModel = false }),
      ("merging and reporting", { $0.merges = false }),
      (
        "all four",
        {
          $0 = .init(
            speedSpread: 0, slowShare: 0, failuresPerHour: 0, loadsModel: false, merges: false)
        }
      ),
    ]
}
