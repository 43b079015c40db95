import Calibrating
import Files
import Foundation
import Inference
import Sweeps

/// `steer sweep --plan`: what there is to measure, and how long it would take in how many places.
struct SweepPlanning {
  let grid: GridSweep
  let model: LanguageModel
  /// What a worker does before its share: the model is loaded and the vector read or made.
  let startup: Duration

  /// A line of the file.
  private struct Cell: Encodable {
    let key, what: String
    /// Which share of the sweep measures it; nil when no number of shares is asked for.
    let share: Int?
    /// Multiplications and additions, above the pass that the cells of a block share.
    let operations: Int
  }

  struct Summary: Encodable {
    let cells, parts: Int
    /// Multiplications and additions: of all of it, and of what it is made of.
    let operations, operationsOfTokenInLayer, operationsOfReadout: Int
    let layers: Int
    let startupSeconds: Double
    let shares: [Shares]
  }

  struct Shares: Encodable {
    let shares: Int
    /// The slowest worker's, its start included.
    let seconds: Double
    let efficiency: Double
  }

  /// - Parameter shard: nil writes the cells of all; else only this share's.
  func write(to path: String, _ shard: Shard?, _ console: Console) throws {
    let plan = grid.plan(on: model)
    let shares = plan.shares(shard?.count ?? 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text: [UInt8] = []
    var count = 0
    for (number, parts) in shares.enumerated() where shard.map({ $0.number == number }) ?? true {
      for part in parts {
        let operations = plan.ownCost(of: part) / part.items.count
        for cell in try grid.cells(of: part, on: model) {
          text += try encoder.encode(
            Cell(
              key: "\(cell.key)", what: cell.what, share: shard.map { _ in number },
              operations: operations))
          text.append(UInt8(ascii: "\n"))
          count += 1
        }
      }
    }
    let summary = try summary(of: plan, cells: grid.points.count * grid.measure.metric.count)
    let write = {
      try writeDurably(text, to: path)
      console.message("\(count) cells written to \(path)")
    }
    try console.show(summary, writing: write) { lines(summary) }
  }

  private func summary(of plan: SweepPlan, cells: Int) throws -> Summary {
    let rate = try operationsPerSecond(plan)
    let startup = startup / .seconds(1)
    let total = plan.cost(of: plan.parts)
    let counts = (0...20).map { 1 << $0 }.prefix { $0 < 2 * plan.parts.count }
    return Summary(
      cells: cells, parts: plan.parts.count, operations: total,
      operationsOfTokenInLayer: plan.cost.tokenInLayer, operationsOfReadout: plan.cost.readout,
      layers: plan.cost.layers, startupSeconds: startup,
      shares: counts.map { count in
        let longest = plan.shares(count).map { plan.cost(of: $0) }.max() ?? 0
        let seconds = startup + Double(longest) / rate
        return Shares(
          shares: count, seconds: seconds,
          efficiency: (startup + Double(total) / rate) / (Double(count) * seconds))
      })
  }

  /// How fast this machine measures the first part: the unsteered model on a block.
  private func operationsPerSecond(_ plan: SweepPlan) throws -> Double {
    let part = plan.parts[0]
    let metric = grid.measure.metric.part(part.items)
    let time = try Speed.fasterOfTwo {
      _ = try metric.values(on: model, edits: [], resumingFrom: nil)
    }
    return Double(plan.cost(of: [part])) / (time / .seconds(1))
  }

  private func lines(_ summary: Summary) -> [String] {
    [
      "\(summary.cells) cells in \(summary.parts) parts; \(text(.seconds(summary.startupSeconds))) to "
        + "begin. On machines like this one:", "",
    ]
      + table(
        [["shares", "slowest share", "efficiency"]]
          + summary.shares.map {
            ["\($0.shares)", text(.seconds($0.seconds)), "\(fixed(100 * $0.efficiency, 0)) %"]
          })
  }
}
