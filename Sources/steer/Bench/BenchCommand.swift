import ArgumentParser
import Calibrating
import Foundation
import Inference
import Subjects

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "How fast a model runs here, and what bounds it.",
    discussion: """
      Without --sweep: loading, prefill (one text of 240 tokens) and greedy decoding by the number of \
      rows and the length of what they have read, each against the peak of the innermost loop and the bandwidth of memory, both measured. With \
      --sweep: the sweeps of a file, such as Benchmarks/sweep.json, and where their time goes. Run it \
      on an otherwise idle machine.

      Examples:
        steer bench --model smollm2-135m --precision fast
        steer bench --model smollm2-135m --precision fast --sweep Benchmarks/sweep.json --json
        steer bench --model smollm2-135m --precision draft --agreement

      JSON: {"model": ..., "precision": ..., "speed": {...}} or {..., "standard_sweep": {"seconds": ...}, \
      "scoring_sweep": {"seconds": ...}, "parts": [...]}
      """)

  @OptionGroup var model: ModelOption

  @Option(help: ArgumentHelp("Time the sweeps of this file.", valueName: "file"))
  var sweep: String?

  @Flag(help: "Also time the scoring sweep without sharing, and compare the results.")
  var whole = false

  @Flag(
    help: "How far the distributions are from those of --precision exact, on the bundled prose.")
  var agreement = false

  @Option(help: "Rows side by side in the sweep, and in the largest batch that is decoded.")
  var rows = 64

  @Option(help: "New tokens in each row that is decoded.")
  var steps = 32

  @OptionGroup var console: Console

  func validate() throws {
    guard (1...1024).contains(rows) else {
      throw ValidationError("--rows: expected 1 to 1024, got \(rows)")
    }
    guard (2...4096).contains(steps) else {
      throw ValidationError("--steps: expected 2 to 4096, got \(steps)")
    }
  }

  struct Report: Encodable {
    let model: String
    let precision: String
    let instructionSet: String
    let threads: Int
    let loadSeconds: Double
    let firstTokenSeconds: Double
    let weightsMb: Double
    var speed: SpeedMeasurement?
    var standardSweep: SweepTiming.Standard?
    var scoringSweep: SweepTiming.Scoring?
    var standardParts: [SweepParts.Part]?
    var agreement: PrecisionAgreement?
    var peakMemoryMb: Double?
  }

  func run() throws {
    let sweep = try self.sweep.map(SweepFile.init(path:))
    var loaded: LanguageModel?
    let load = try seconds { loaded = try self.model.load() }
    guard var model = loaded else { return }
    let first = try seconds {
      _ = try model.generate([GenerationRequest(prompt: [1], maxNewTokens: 1)])
    }
    var report = Report(
      model: model.name, precision: model.precision.rawValue,
      instructionSet: model.compute.instructionSet.rawValue, threads: model.compute.threads,
      loadSeconds: load, firstTokenSeconds: load + first, weightsMb: Double(model.weightBytes) / 1e6
    )
    if agreement {
      console.message("comparing with exact")
      report.agreement = try PrecisionAgreement(
        of: model, against: self.model.model.load(.exact),
        on: Corpora.english(for: model).passages.ids)
    } else if let sweep {
      let profile = PassProfile()
      model.profile = profile
      console.message("standard sweep")
      report.standardSweep = try SweepTiming(model: model, sweep: sweep).standard(rows: rows)
      report.standardParts = SweepParts.parts(profile.current)
      report.peakMemoryMb = peakMemory()
      model.profile = nil
      console.message("scoring sweep")
      report.scoringSweep = try SweepTiming(model: model, sweep: sweep).scoring(whole: whole)
    } else {
      console.message("measuring")
      report.speed = try SpeedMeasurement(model, rows: rows, steps: steps, console)
      report.peakMemoryMb = peakMemory()
    }
    try console.show(report) { lines(report) }
  }

  private func lines(_ report: Report) -> [String] {
    var rows = [
      ["model", "\(report.model), \(report.precision)"],
      ["kernels", "\(report.instructionSet), \(report.threads) threads"],
      [
        "load",
        "\(fixed(report.loadSeconds, 2)) s, first token \(fixed(report.firstTokenSeconds, 2)) s",
      ],
      ["weights", "\(fixed(report.weightsMb, 0)) MB"],
    ]
    if let speed = report.speed { rows += speed.lines }
    if let standard = report.standardSweep {
      rows.append([
        "standard sweep",
        "\(fixed(standard.seconds, 2)) s, \(fixed(standard.tokensPerSecond, 0)) tokens/s, "
          + "mean NLL \(fixed(standard.meanNLL, 4))",
      ])
      rows += (report.standardParts ?? []).map {
        ["  \($0.part)", "\(fixed($0.seconds, 2)) s, \(fixed(100 * $0.share, 0)) %"]
      }
    }
    if let scoring = report.scoringSweep {
      rows.append(["scoring sweep", "\(fixed(scoring.seconds, 2)) s, \(scoring.cells) cells"])
      let (low, high) = (scoring.cellSeconds.first, scoring.cellSeconds.last)
      if let low, let high {
        rows += [low, high].map {
          ["  a cell at layer \($0.layer)", "\(fixed(1000 * $0.seconds, 0)) ms"]
        }
      }
      if let whole = scoring.wholeSeconds, let isSame = scoring.isSame {
        rows.append([
          "  without sharing",
          "\(fixed(whole, 2)) s, shared is \(fixed(100 * scoring.seconds / whole, 0)) %, "
            + (isSame ? "same bits" : "OTHER RESULTS"),
        ])
      }
    }
    if let agreement = report.agreement {
      rows += [
        [
          "KL to exact",
          "mean \(fixed(agreement.meanKL, 5)), 99 % below \(fixed(agreement.highKL, 4)), "
            + "largest \(fixed(agreement.largestKL, 4)) nats, \(agreement.tokens) tokens",
        ],
        ["same most likely token", "\(fixed(100 * agreement.top1, 1)) %"],
        [
          "exact's margin where not",
          "mean \(fixed(agreement.meanMargin, 3)), 99 % below \(fixed(agreement.highMargin, 2)), "
            + "largest \(fixed(agreement.largestMargin, 2)) nats",
        ],
        ["surprise less exact's", "\(fixed(agreement.meanSurprise, 4)) nats"],
      ]
    }
    if let memory = report.peakMemoryMb { rows.append(["peak memory", "\(fixed(memory, 0)) MB"]) }
    return table(rows)
  }
}

/// The parts of a run's time, in descending order.
enum SweepParts {
  struct Part: Encodable {
    let part: String
    let seconds: Double
    let share: Double
  }

  static func parts(_ times: PassProfile.Times) -> [Part] {
    let total = times.total / .seconds(1)
    var parts = times.parts.map { ($0.key.rawValue, $0.value / .seconds(1)) }
    parts.append(("other", total - parts.reduce(0) { $0 + $1.1 }))
    return parts.sorted { $0.1 > $1.1 }.map {
      Part(part: $0, seconds: $1, share: $1 / max(total, 1e-9))
    }
  }
}
