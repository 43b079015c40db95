import Claims
import Formatting
import Statistics

/// Published sets by how well they can be steered, model beside model: whether models agree on it.
struct SetsAcrossModels {
  /// What one model gave.
  private struct Model {
    let name: String
    /// Set → slopes of its questions, in nats per unit of c.
    let slopes: [String: [Double]]

    func mean(of set: String) -> Double {
      let values = slopes[set] ?? []
      return values.reduce(0, +) / Double(max(values.count, 1))
    }
  }

  /// Of every draw.
  private static let seed: UInt64 = 17

  private let claim: Claim
  private let models: [Model]
  /// That all models were measured on, the most steerable first, by the mean over models.
  private let sets: [String]

  /// One for each claim about the slopes of sets that was measured on two studied models.
  static func all(_ pages: [ReportPage], models: [ModelKey]) -> [SetsAcrossModels] {
    pages.flatMap { page in
      page.claims.filter { $0.unit == .natsPerCoefficient }.compactMap {
        SetsAcrossModels(page, $0, models: models.filter { !$0.isControl }.map(\.name))
      }
    }
  }

  private init?(_ page: ReportPage, _ claim: Claim, models names: [String]) {
    let models = names.compactMap { name -> Model? in
      let record = page.records.first { $0.engine == name }
      return record?.evidence.first { $0.claimID == claim.id }.flatMap(Self.slopes)
        .map { Model(name: name, slopes: $0) }
    }
    guard models.count > 1, let first = models.first else { return nil }
    let shared = first.slopes.keys.filter { set in
      models.allSatisfy { $0.slopes[set] != nil }
    }
    guard shared.count > 2 else { return nil }
    self.claim = claim
    self.models = models
    func total(_ set: String) -> Double { models.reduce(0) { $0 + $1.mean(of: set) } }
    sets = shared.sorted { (-total($0), $0) < (-total($1), $1) }
  }

  /// The questions' slopes by set, each the mean of its orders; nil for evidence of another kind.
  private static func slopes(in evidence: Evidence) -> [String: [Double]]? {
    guard let orders = evidence.itemValues?.map(\.sample), let first = orders.first,
      let sets = evidence.contrasts.first?.sample, sets.clusterCount == sets.count,
      Set(first.clusters) == Set(sets.clusters),
      orders.allSatisfy({ $0.clusters == first.clusters })
    else { return nil }
    let means = first.values.indices.map { item in
      orders.reduce(0) { $0 + $1.values[item] } / Double(orders.count)
    }
    return Dictionary(grouping: zip(first.clusters, means), by: \.0).mapValues { $0.map(\.1) }
  }

  /// Throws `StatisticsError`.
  func blocks() throws -> [Document.Block] {
    [
      .heading("\(claim.id): which sets can be steered"),
      .paragraph([
        .text(
          "\(claim.hypothesis) Is it a property of the set or of the model? Each published set's slope on each model, and the rank"
            + " correlation of the sets' slopes between models, sets resampled. Tan et al. (arXiv 2407.12404) report"
            + " about 0.6 to 0.9 between models of seven and fourteen billion parameters. "),
        .link("How sets are measured", path: "S25-steerability.md"), ".",
      ]),
      .grid(try agreement()),
      .figure(
        Document.Figure(
          path: "figures/across-models-\(claim.id).svg", drawing: try heatMap().drawing,
          alternative: "Slope by set and model",
          caption:
            "Mean slope of the held-out questions. A frame: the 90 % interval excludes 0."
        )),
    ]
  }

  /// Every two models.
  private func agreement() throws -> Grid {
    var rows: [[Grid.Cell]] = []
    for (index, a) in models.enumerated() {
      for b in models[(index + 1)...] {
        let found = try bootstrapBCa(
          sets.map { [(a.mean(of: $0), b.mean(of: $0))] }, confidence: 0.9, seed: Self.seed
        ) { try spearman($0.map(\.0), $0.map(\.1)).statistic }
        rows.append([
          .init(a.name), .init(b.name), .init("\(sets.count)"),
          .init(Formatted.estimate(found), order: found.value),
        ])
      }
    }
    return Grid(
      columns: ["model", "and", .number("sets"), .number("rank correlation of slopes")], rows: rows)
  }

  private func heatMap() throws -> Chart {
    try .heatMap(
      "Slope by set and model", "slope (nats per unit of c)", rowAxis: "set", columnAxis: "model",
      columns: models.map(\.name),
      rows: sets.map { set in
        HeatMap.Row(
          set,
          try models.map { model in
            let estimate = try bootstrapBCa(
              ClusteredSample(values: model.slopes[set] ?? []), confidence: 0.9, resamples: 999,
              seed: Self.seed)
            return HeatMap.Cell(
              estimate,
              isMarked: estimate.interval.lower > 0 || estimate.interval.upper < 0)
          })
      }, mark: "interval excludes 0")
  }
}
