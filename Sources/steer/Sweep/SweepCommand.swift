import ArgumentParser
import Auditing
import Files
import Calibrating
import Foundation
import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Store
import Subjects
import Sweeps

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Measure a vector at every layer and coefficient of a grid, and keep every result.",
    discussion: """
      Each point is kept in the store as soon as it is measured. Run the same command again after an \
      interruption, a crash or a power cut, and it goes on where it stopped; add layers or coefficients, and \
      only the new points are measured. Results of another model, precision or engine version are never mixed in.

      Several machines, or tasks of a Slurm job array, can each measure a --shard into a store of its own; \
      steer merge unites the stores to what one machine would have kept. --plan says what each would cost.

      A sweep explores: q-values are adjusted over the grid, and nothing in it is a verdict.

      Examples:
        steer sweep --model smollm2-135m --layers 6-24 --coefficients=-2,-1,1,2
        steer sweep --model smollm2-135m --plan cells.jsonl
        steer sweep --model smollm2-135m --layers 6-24 --shard 0/2
        steer sweep --vector mine.gguf --pairs others.jsonl --output findings

      JSON: {"behavior", "metric", "operation", "positions", "baseline": {..., "values"}, "doses": [{"layer", "coefficient", "change", "lower", \
      "upper", "q", "mean", "values"}], "cluster_names", ...}; of a shard: {"cells", "kept", "shard", "shards", "store"}; of a plan: {"cells", \
      "shares": [{"efficiency", "seconds", "shares"}], ...}
      """)

  @OptionGroup var model: ModelOption

  @Option(help: BehaviorChoice.help)
  var behavior = BehaviorChoice.bundled(.sentiment)

  @Option(
    help: "A vector file; that of the behavior's pairs when none is given.",
    completion: .file(extensions: ["gguf"]))
  var vector: String?

  @Option(help: "Layers, such as 3,6,9 or 6-24; all that the vector has when not given.")
  var layers: NumberList?

  @Option(
    parsing: .unconditional,
    help: """
      Coefficients, such as -2,-1,1,2, or amounts of another --operation. The unsteered model is always measured too, and \
      stands for 0; ablate takes none.
      """)
  var coefficients = "-2,-1,1,2"

  @OptionGroup var how: OperationOptions

  @Option(
    help: """
      Prompts to measure on, one a line, each a cluster of its own; only for sentiment. The bundled select \
      items when not given.
      """, completion: .file(extensions: ["txt"]))
  var prompts: String?

  @Option(
    help: """
      Contrast pairs to measure a --vector on, in place of a bundled behavior: log p(positive) − log \
      p(negative) after the beginning that they share. Give pairs that the vector was not made from. A \
      --dataset makes the vector itself, from pairs that are not measured, where none is given.
      """, completion: .file(extensions: ["jsonl", "json", "csv"]))
  var pairs: String?

  @OptionGroup var pairReading: PairReading

  enum Metric: String, CaseIterable, ExpressibleByArgument {
    case logOdds = "log-odds"
    case probability
  }

  @Option(
    help: """
      What is told of an item: log-odds, in nats, of what shows the behavior against what does not, or its \
      probability among these two, 0.5 where the model has no preference.
      """)
  var metric = Metric.logOdds

  @Flag(
    help: """
      Of pairs: divide an answer's log-probability by its number of tokens, so that long answers do not lose by \
      their length.
      """)
  var perToken = false

  @Option(
    help: "A CSV file to write every item's value to.", completion: .file(extensions: ["csv"]))
  var values: String?

  @Option(help: "How many items to use, evenly spread.")
  var items = 60

  @Option(
    help: "The file that results are kept in; made where it is missing.",
    completion: .file(extensions: ["sqlite"]))
  var store = "sweep.sqlite"

  @Option(help: "A folder to write the page sweep.md and its figure to.", completion: .directory)
  var output: String?

  @Option(
    help: """
      Measure one share of several, counted from 0, such as 2/4, and keep it in a store of its own, such as \
      sweep.2-of-4.sqlite; in a Slurm job array, the task's when not given.
      """, transform: Shard.init)
  var shard: Shard?

  @Option(
    help: """
      Measure nothing: write the key of each result, one JSON object a line, with what it costs, and show how \
      long shares would take.
      """, completion: .file(extensions: ["jsonl"]))
  var plan: String?

  @OptionGroup var fit: VectorFit
  @OptionGroup var console: Console

  func validate() throws {
    if items < 2 { throw ValidationError("--items: expected at least 2, got \(items)") }
    if prompts != nil, !isSentiment {
      throw ValidationError("--prompts: only sentiment is measured on prompts of one's own")
    }
    if pairs != nil, vector == nil {
      throw ValidationError("--pairs: needs a --vector, made from other pairs of the behavior")
    }
    if isOnPairs, prompts != nil || !isSentiment {
      throw ValidationError(
        "--\(pairs == nil ? "dataset" : "pairs"): in place of --behavior and --prompts, not beside them"
      )
    }
    if perToken, !isOnPairs {
      throw ValidationError("--per-token: needs --pairs or --dataset, whose sides have lengths")
    }
    _ = try coefficientList()
    if let shard = try chosenShard(), shard.count > 1, output != nil || values != nil {
      throw ValidationError(
        "--\(output == nil ? "values" : "output"): share \(shard.number) of \(shard.count) has no page and not all values; steer merge its store with the "
          + "others', then run the same sweep on the merged store without --shard")
    }
  }

  private func chosenShard() throws -> Shard? {
    try shard ?? .ofArrayTask(ProcessInfo.processInfo.environment)
  }

  private var isSentiment: Bool { behavior.source == Behavior.sentiment.rawValue }

  private var isOnPairs: Bool { pairs != nil || pairReading.dataset != nil }

  /// The name of what is measured.
  private var measured: String {
    isOnPairs ? pairReading.dataset ?? "log-odds of pairs" : behavior.source
  }

  struct Result: Encodable {
    let behavior: String
    let metric: String
    let operation, positions: String
    let store: String
    let items, clusters: Int
    let baseline: Value
    let doses: [Dose]

    /// Means; item by item, the values.
    struct Value: Encodable {
      let value, lower, upper: Double
      let values: [Double]
    }
    struct Dose: Encodable {
      let layer: Int
      /// The interval is that of the change.
      let coefficient, change, lower, upper, q: Double
      let mean: Double
      let values: [Double]
    }
    /// The cluster of each item.
    let clusterNames: [String]
  }

  func run() throws {
    try Output.check(files: plan.map { [$0] } ?? [values, store])
    try Output.check(folder: output)
    let start = ContinuousClock.now
    let subject = try model.subject()
    let laboratory = Laboratory(subject)
    let pairs = try pairReading.source(pairs).map { try material($0, laboratory) }
    let texts =
      pairs == nil
      ? try behavior.texts(on: subject, answers: pairReading.answers, console) : nil
    let vector = try chosenVector(laboratory, pairs, texts)
    let layers = layers?.numbers ?? vector.layers
    for layer in layers { try checkLayer(layer, of: subject.model) }
    let measure =
      try inMetric(
        pairs.map { try self.measure(on: $0, laboratory, vector) }
          ?? chosenMeasure(laboratory, texts))
    let grid = try GridSweep(
      of: measure, vector: vector,
      by: how.made(for: subject.model, fit, console) { _ in subject.model.hash },
      layers: layers,
      coefficients: how.operation == .ablate ? [1] : coefficientList())
    let shard = try chosenShard()
    if let plan {
      try SweepPlanning(grid: grid, model: subject.model, startup: ContinuousClock.now - start)
        .write(to: plan, shard, console)
    } else if let shard, shard.count > 1 {
      try measureShare(shard, of: grid, on: subject.model)
    } else {
      try measureAll(of: grid, on: subject.model)
    }
  }

  private func measureAll(of grid: GridSweep, on model: LanguageModel) throws {
    let clusters = Set(grid.measure.clusters).count
    if clusters < 8 {
      console.message(
        "\(clusters) clusters cannot give a p-value below \(fixed(2 / pow(2, Double(clusters)), 3)); "
          + "intervals from so few are rough")
    }
    let store = try console.openStore(store, for: model)
    let plan = grid.plan(on: model)
    let values = try measure(plan.parts[...], of: plan, grid, on: model, in: store).values
    let result = try GridResult(grid, values)
    try store.removeShares(of: grid.key(on: model))
    try console.show(report(result), writing: { try write(result, of: model) }) { lines(result) }
  }

  private func write(_ result: GridResult, of model: LanguageModel) throws {
    if let output {
      let name = vector.map { ($0 as NSString).lastPathComponent }
      try ReportWriter(folder: output).write(
        result.files(
          vector: name ?? "\(isOnPairs ? measured : behavior.source + "'s") pairs",
          model: "\(model.name), \(model.cellOrigin)"), isComplete: false)
      console.message("written to \(output)")
    }
    if let path = values { try writeDurably(Array(csv(result).utf8), to: path) }
  }

  /// Measures a share and notes in its store that all of it is there.
  private func measureShare(_ shard: Shard, of grid: GridSweep, on model: LanguageModel) throws {
    if self.shard == nil {
      console.message("share \(shard.number) of \(shard.count), by SLURM_ARRAY_TASK_ID")
    }
    let store = try console.openStore(shard.store(besides: store), for: model)
    let plan = grid.plan(on: model)
    let parts = plan.shares(shard.count)[shard.number]
    if parts.isEmpty {
      console.message("the sweep has \(plan.parts.count) parts; nothing is left for this share")
    }
    let (_, cells, kept) = try measure(parts, of: plan, grid, on: model, in: store)
    try store.keep(
      Share(
        of: grid.key(on: model), number: shard.number, count: shard.count,
        what: "\(measured), \(grid.points.count) points, \(grid.measure.metric.count) items"))
    let answer = ShardResult(
      shard: shard.number, shards: shard.count, store: store.path, cells: cells, kept: kept)
    try console.show(answer) {
      ["share \(shard.number) of \(shard.count): \(cells) cells in \(store.path)"]
    }
  }

  struct ShardResult: Encodable {
    let shard, shards: Int
    let store: String
    let cells, kept: Int
  }

  private func measure(
    _ parts: ArraySlice<SweepPlan.Part>, of plan: SweepPlan, _ grid: GridSweep,
    on model: LanguageModel, in store: Store
  ) throws -> (values: [GridSweep.Point?: [Double]], cells: Int, kept: Int) {
    let bar = console.progress("sweep", of: parts.reduce(0) { $0 + plan.ownCost(of: $1) })
    bar.update(0)
    var (done, cells, kept) = (0, 0, 0)
    let values = try grid.measure(
      Array(parts), on: ModelUnderTest(model, keepingIn: store)
    ) { part, isKept in
      cells += part.items.count
      kept += isKept ? part.items.count : 0
      done += plan.ownCost(of: part)
      bar.update(done)
    }
    bar.finish()
    console.message(
      "\(cells) cells in \(store.path)" + (kept > 0 ? ", \(kept) of them kept from before" : ""))
    return (values, cells, kept)
  }

  /// Pairs to measure on and, where a data set is to give the vector too, those that it is made from.
  private struct Material {
    let name: String
    let pairs: ContrastPairs
    let extract: ContrastPairs?
    /// SHA-256 of what the pairs were read from.
    let hash: String
  }

  /// Of a data set whose authors set a test part aside, that; of another, templates that a fixed seed deals out.
  private func material(
    _ source: PairReading.Source, _ laboratory: Laboratory
  ) throws -> Material {
    let (pairs, hash) = try pairReading.comparableTexts(source)
    guard vector == nil else {
      return Material(name: source.name, pairs: pairs, extract: nil, hash: hash)
    }
    if source.paths.count > 1 {
      let test = try pairReading.comparableTexts(source, file: 1)
      return Material(name: source.name, pairs: test.pairs, extract: pairs, hash: test.hash)
    }
    let split = try pairs.split(seed: Subject.seed)
    return Material(name: source.name, pairs: split.test, extract: split.extract, hash: hash)
  }

  private func chosenVector(
    _ laboratory: Laboratory, _ material: Material?, _ texts: BehaviorTexts?
  ) throws -> SteeringVector {
    if let extract = material?.extract {
      console.message(
        "making the vector of \(extract.count) pairs; \(material?.pairs.count ?? 0) others are there to measure on"
      )
      laboratory.model.warnOfLoss(extract, console)
      return try laboratory.extract(laboratory.tokens(of: extract)).vector
    }
    guard let path = vector else {
      guard let texts, !texts.pairs.positive.isEmpty else {
        throw ValidationError("--behavior: \(measured) has no pairs; --vector gives a vector")
      }
      console.message("making the vector of \(measured)")
      return try laboratory.extract(texts.pairs).vector
    }
    let vector = try fit.read(path, for: laboratory.model, console) { _ in
      laboratory.model.hash
    }
    return vector
  }

  private func chosenMeasure(
    _ laboratory: Laboratory, _ texts: BehaviorTexts?
  ) throws -> Measure {
    if let texts, prompts == nil {
      return try laboratory.measure(texts, .select, items: items)
    }
    let lines = try PromptFile.read(prompts ?? "")
    guard lines.count > 1 else {
      throw BadInput(prompts ?? "", "expected at least 2 lines, one prompt each")
    }
    let corpus = TextCorpus(
      ids: lines.map { laboratory.model.promptIDs($0, special: false, console) },
      templates: lines.indices.map { "line \($0 + 1)" }
    ).thinned(to: items)
    return try Measure(
      measured, laboratory.wordLogOdds(corpus), clusters: corpus.templates)
  }

  private func measure(
    on material: Material, _ laboratory: Laboratory, _ vector: SteeringVector
  ) throws -> Measure {
    let pairs = material.pairs
    guard pairs.templates.count > 1 else {
      throw BadInput(
        material.name, "expected pairs of at least 2 templates, got \(pairs.templates.count)")
    }
    if vector.dataHash == material.hash {
      console.warn("the vector was made from these very pairs: what it does on them proves nothing")
    }
    laboratory.model.warnOfLoss(pairs, console)
    return try laboratory.measure(measured, of: pairs, items: items)
  }

  private func inMetric(_ measure: Measure) throws -> Measure {
    var told = measure.metric
    if perToken, let replies = told as? ReplyLogOdds { told = replies.perToken }
    if metric == .probability { told = ReplyProbability(told) }
    return try Measure(measure.name, told, clusters: measure.clusters)
  }

  /// "log-odds per token" and the like, for records.
  private var metricName: String { metric.rawValue + (perToken ? " per token" : "") }

  /// One line an item and point, the baseline first.
  private func csv(_ result: GridResult) -> String {
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\"", with: "\"\""))\""
    }
    func lines(_ layer: String, _ coefficient: String, _ values: [Double]) -> [String] {
      values.enumerated().map { item, value in
        "\(item),\(quoted(result.clusterNames[item])),\(layer),\(coefficient),\(value)"
      }
    }
    let rows =
      lines("", "0", result.baselineValues)
      + result.doses.flatMap { lines("\($0.point.layer)", "\($0.point.coefficient)", $0.values) }
    return (["item,cluster,layer,coefficient,\(metricName)"] + rows).joined(separator: "\n")
      + "\n"
  }

  private func coefficientList() throws -> [Double] {
    try numbers(in: coefficients)
  }

  private func report(_ result: GridResult) -> Result {
    Result(
      behavior: measured, metric: metricName, operation: how.name,
      positions: how.positions.rawValue, store: store,
      items: result.items, clusters: result.clusters,
      baseline: Result.Value(
        value: result.baseline.value, lower: result.baseline.interval.lower,
        upper: result.baseline.interval.upper, values: result.baselineValues),
      doses: result.doses.map {
        Result.Dose(
          layer: $0.point.layer, coefficient: $0.point.coefficient, change: $0.change.value,
          lower: $0.change.interval.lower, upper: $0.change.interval.upper, q: $0.adjustedPValue,
          mean: $0.mean, values: $0.values)
      }, clusterNames: result.clusterNames)
  }

  private func lines(_ result: GridResult) -> [String] {
    [
      "\(measured) on \(result.items) items in \(result.clusters) clusters; unsteered "
        + "\(text(result.baseline))\(metric == .logOdds ? " nats" : "").", "",
    ]
      + table(
        [["layer", "c", "mean", "change [90 %]", "q"]]
          + result.doses.map {
            [
              "\($0.point.layer)", fixed($0.point.coefficient, 2), fixed($0.mean, 2),
              text($0.change),
              fixed($0.adjustedPValue, 4),
            ]
          })
  }
}

/// What `--coefficients` lists.
func numbers(in coefficients: String) throws -> [Double] {
  try coefficients.split(separator: ",", omittingEmptySubsequences: false).map { part in
    guard let number = Double(part.trimmingPrefix(while: \.isWhitespace)), Float(number).isFinite
    else {
      throw ValidationError("--coefficients: expected finite numbers like -1,0.5,2, got '\(part)'")
    }
    return number
  }
}

/// "3,6,9" or "6-24", or both mixed, as whole numbers from 0.
struct NumberList: ExpressibleByArgument {
  let numbers: [Int]

  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first >= 0, last >= first, last < 1 << 16
      else { return nil }
      numbers += Array(first...last)
    }
    self.numbers = numbers
  }
}
