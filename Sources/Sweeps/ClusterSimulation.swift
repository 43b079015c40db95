import CKernels
import Randomness

/// A sweep on many workers, simulated: each takes share after share, at a speed of its own, and fails now and
/// then; when the last share is done, one of them merges the stores and reports.
struct ClusterSimulation {
  let costs: ScalingCosts
  let plan: SweepPlan
  let cluster: Cluster
  let workers: Int
  private let shares: [[Step]]
  /// The whole sweep in one place.
  private let usefulSeconds: Double

  /// What is not measured here but supposed of a cluster.
  struct Cluster {
    /// Standard deviation of the logarithm of a worker's speed.
    var speedSpread = 0.05
    /// This share of workers takes twice as long.
    var slowShare = 0.02
    /// Failures of a worker in an hour.
    var failuresPerHour = 0.01
    /// A failed task waits this long until it starts again.
    var requeueSeconds = 120.0
    /// What all workers together read from the shared file system in a second.
    var sharedBytesPerSecond = 50e9
    var loadsModel = true
    var merges = true
  }

  /// One part of a share.
  private struct Step {
    /// Its own measurement.
    let own: Double
    /// The layers of the shared pass that it needs beyond those that the share has run.
    let pass: Double
    /// The shared pass up to where it needs it, for a share that begins here.
    let passFromStart: Double
  }

  /// Where the workers' time went, in seconds of all of them together.
  struct Spent {
    var useful = 0.0
    var passesAgain = 0.0
    var starting = 0.0
    var slowWorkers = 0.0
    var failures = 0.0
    var waiting = 0.0
    var merging = 0.0
    /// From the start to the report.
    var wallSeconds = 0.0

    /// All of it.
    var total: Double {
      useful + passesAgain + starting + slowWorkers + failures + waiting + merging
    }
  }

  init(
    _ costs: ScalingCosts, _ plan: SweepPlan, on cluster: Cluster, workers: Int,
    sharesPerWorker: Int
  ) {
    self.costs = costs
    self.plan = plan
    self.cluster = cluster
    self.workers = workers
    let rate = costs.operationsPerSecond
    usefulSeconds = Double(plan.cost(of: plan.parts)) / rate
    shares = plan.shares(workers * sharesPerWorker).map { share in
      var sum = SweepPlan.ShareCost()
      return share.map { part in
        let before = sum.total
        sum.add(part, of: plan)
        let own = plan.ownCost(of: part)
        return Step(
          own: Double(own) / rate, pass: Double(sum.total - before - own) / rate,
          passFromStart: Double(plan.cost(of: [part]) - own) / rate)
      }
    }
  }

  /// One run: the same generator, the same run.
  func run(_ generator: inout SeededGenerator) -> Spent {
    var spent = Spent()
    // When each has done all that it took so far.
    var free = [Double](repeating: 0, count: workers)
    var hasStarted = [Bool](repeating: false, count: workers)
    let slowness = (0..<workers).map { _ in
      ck_exp(cluster.speedSpread * generator.gaussian())
        * (generator.uniform() < cluster.slowShare ? 2 : 1)
    }
    var nominal = 0.0
    for share in shares where !share.isEmpty {
      let worker = free.indices.min { free[$0] < free[$1] } ?? 0
      let start = startSeconds(isFirst: !hasStarted[worker])
      hasStarted[worker] = true
      var time = free[worker] + start
      spent.starting += start
      var failure = nextFailure(&generator)
      for step in share {
        var seconds = (step.pass + step.own) * slowness[worker]
        nominal += step.pass + step.own
        spent.slowWorkers += (step.pass + step.own) * (slowness[worker] - 1)
        while seconds > failure {
          // What was under way is lost; the task is queued again, starts again and runs the pass again.
          let again = (step.passFromStart + step.own) * slowness[worker]
          let lost = failure + cluster.requeueSeconds + startSeconds(isFirst: true)
          time += lost
          spent.failures += lost + again - seconds
          seconds = again
          failure = nextFailure(&generator)
        }
        failure -= seconds
        time += seconds
      }
      free[worker] = time
    }
    let end = free.max() ?? 0
    spent.waiting = free.reduce(0) { $0 + end - $1 }
    spent.useful = usefulSeconds
    spent.passesAgain = nominal - usefulSeconds
    let cells = plan.parts.reduce(0) { $0 + $1.items.count }
    let merge =
      cluster.merges
      ? Double(cells) * (costs.mergeSecondsPerCell + costs.reportSecondsPerCell)
        + costs.warmStartSeconds : 0
    spent.merging = merge * Double(workers)
    spent.wallSeconds = end + merge
    return spent
  }

  /// The first start on a machine reads the model's file, which the shared file system gives to all at once.
  private func startSeconds(isFirst: Bool) -> Double {
    guard cluster.loadsModel else { return 0 }
    guard isFirst else { return costs.warmStartSeconds }
    let sharing = Double(costs.modelBytes) * Double(workers) / cluster.sharedBytesPerSecond
    return max(costs.coldStartSeconds, costs.warmStartSeconds + sharing)
  }

  private func nextFailure(_ generator: inout SeededGenerator) -> Double {
    guard cluster.failuresPerHour > 0 else { return .infinity }
    return -ck_log(1 - generator.uniform()) / cluster.failuresPerHour * 3600
  }
}
