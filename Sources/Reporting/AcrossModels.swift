import Claims
import Formatting
import Statistics

/// Every claim of protocol 2 beside the others and on every studied model: effects, what asking in words does, and
/// what may be expected of one more model.
struct AcrossModels {
  /// One claim's effects, model by model.
  private struct Row {
    let claim: Claim
    let models: [Model]
  }

  private struct Model {
    let finding: Finding
    let sample: ClusteredSample
    /// Selective effect of requests in words.
    let asked: Estimate?

    func effect() throws -> Estimate {
      try bootstrapBCa(sample, confidence: 0.9, seed: AcrossModels.seed)
    }
  }

  /// Of every draw on the page.
  private static let seed: UInt64 = 17

  private let rows: [Row]
  private let sets: [SetsAcrossModels]

  /// Nil where no claim was measured on two studied models.
  init?(_ pages: [ReportPage], models: [ModelKey]) {
    let studied = models.filter { !$0.isControl }.map(\.name)
    rows = pages.flatMap { page in
      page.claims.filter { $0.unit == .nats }.compactMap { claim in
        let measured = studied.compactMap { name -> Model? in
          let record = page.records.first { $0.engine == name }
          guard let evidence = record?.evidence.first(where: { $0.claimID == claim.id }),
            evidence.itemValues != nil, let sample = evidence.contrasts.first?.sample,
            let finding = page.findings.first(where: {
              $0.claim.id == claim.id && $0.engine == name
            })
          else { return nil }
          let asked = evidence.secondaries.first { $0.name == "asking in words" }?.reading
          return Model(
            finding: finding, sample: sample,
            asked: asked.flatMap { if case .estimate(let e) = $0 { e } else { nil } })
        }
        return measured.count > 1 ? Row(claim: claim, models: measured) : nil
      }
    }
    sets = SetsAcrossModels.all(pages, models: models)
    if rows.isEmpty { return nil }
  }

  /// Throws `StatisticsError`.
  func document() throws -> Document {
    let claims: [Document.Block] = [
      .paragraph([
        .text(
          "How much each vector does of what it is named after, on each studied model, beyond what it does to the same"
            + " words where they mean nothing of the kind. Every vector is given the dose that disturbs ordinary"
            + " prose alike, so that models can be compared. "),
        .link("What that means", path: "S01-sentiment.md"), ".",
      ]),
      .figure(
        Document.Figure(
          path: "figures/across-models.svg", drawing: try chart().drawing,
          alternative: "Selective effects by claim and model",
          caption:
            "Selective effects with 90 % intervals by template; the dashed line is δ = 0.25"
            + " nats. A ring: the claim cannot be tested on that model.")),
      .heading("Effect, and what asking does"), .grid(try effects()),
      .paragraph([
        .text(
          "“Asking” is what eight requests for it do against eight for its contrary, by the same items and controls."
            + " Its share is given where asking surely does something.")
      ]),
      .heading("One more model"), .grid(try pooled()),
      .paragraph([
        .text(
          "“These models”: the mean over them, templates resampled jointly, since all models read the same ones."
            + " “All models”: models as draws from a population, random effects by REML with Hartung's and Knapp's"
            + " interval, and where one more model's effect would lie. Models of one family are not independent"
            + " draws, and a handful says little: no trend by size is claimed.")
      ]),
    ]
    return try Document(
      name: "across-models", title: "Across models", origin: "`steer report`",
      blocks: claims + sets.flatMap { try $0.blocks() })
  }

  private func chart() throws -> Chart {
    .effects(
      "Selective effects by claim and model", unit: .nats,
      try rows.flatMap { row in
        try row.models.map { model in
          ForestChart.Row(
            model.finding.engine, try model.effect(), text: "\(model.finding.verdict)",
            isHollow: model.finding.verdict == .notTestable,
            group: "\(row.claim.id) \(row.claim.hypothesis)")
        }
      }, threshold: 0.25)
  }

  private func effects() throws -> Grid {
    Grid(
      columns: [
        "claim", "model", "verdict", .number("effect, nats"), .number("asking, nats"),
        .number("share of asking"),
      ],
      rows: try rows.flatMap { row in
        try row.models.enumerated().map { index, model in
          let effect = try model.effect()
          let asked = model.asked.flatMap { $0.interval.lower > 0 ? $0.value : nil }
          let share = asked.map { effect.value / $0 }
          return [
            .init([.strong(row.claim.id)], isRepeated: index > 0), .init(model.finding.engine),
            .init([.verdict(model.finding.verdict)]),
            .init(Formatted.estimate(effect), order: effect.value),
            .init(model.asked.map { Formatted.estimate($0) } ?? "", order: model.asked?.value),
            .init(share.map { Formatted.percent($0) } ?? "–", order: share),
          ]
        }
      })
  }

  private func pooled() throws -> Grid {
    Grid(
      columns: [
        "claim", .number("models"), .number("mean of these models"),
        .number("mean of all models"), .number("τ between models"), .number("one more model"),
      ],
      rows: try rows.map { row in
        let joint = try jointMean(row.models.map(\.sample))
        let population =
          try row.models.count < 3
          ? nil
          : RandomEffects(
            row.models.map(\.sample.mean),
            standardErrors: row.models.map { try $0.sample.standardError })
        return [
          .init([.strong(row.claim.id)]), .init("\(row.models.count)"),
          .init(Formatted.estimate(joint), order: joint.value),
          .init(
            population.map { Formatted.estimate($0.mean) } ?? "", order: population?.mean.value),
          .init(
            population.map { Formatted.number($0.betweenStudies) } ?? "",
            order: population?.betweenStudies),
          .init(
            population.map {
              Formatted.interval(Estimate(value: $0.mean.value, interval: $0.prediction))
            }
              ?? ""),
        ]
      })
  }

  /// The mean over models of their mean effects; a template that is drawn is drawn for all models.
  private func jointMean(_ samples: [ClusteredSample]) throws -> Estimate {
    struct Part {
      let model: Int
      let sum: Double
      let count: Double
    }
    var byTemplate: [String: [Part]] = [:]
    for (model, sample) in samples.enumerated() {
      let groups = Dictionary(grouping: zip(sample.clusters, sample.values), by: \.0)
      for (name, values) in groups {
        byTemplate[name, default: []].append(
          Part(model: model, sum: values.reduce(0) { $0 + $1.1 }, count: Double(values.count)))
      }
    }
    let clusters = byTemplate.keys.sorted().map { name in
      (byTemplate[name] ?? []).sorted { $0.model < $1.model }
    }
    return try bootstrapBCa(clusters, confidence: 0.9, resamples: 1_999, seed: Self.seed) { drawn in
      let means = samples.indices.map { model in
        let mine = drawn.filter { $0.model == model }
        return mine.reduce(0) { $0 + $1.sum } / mine.reduce(0) { $0 + $1.count }
      }
      return means.reduce(0, +) / Double(means.count)
    }
  }
}

/// The page of all claims on all models, with its figure; empty where nothing was measured on two studied models.
///
/// Throws `StatisticsError`.
public func acrossModels(_ pages: [ReportPage], models: [ModelKey]) throws -> [ReportFile] {
  try AcrossModels(pages, models: models)?.document().files ?? []
}
