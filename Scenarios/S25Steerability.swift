//: # S25 · Which behaviours can be steered at all?
//:
//: Anthropic's model-written evaluations (Perez et al., arXiv 2212.09251) are 152 sets of questions, each about one
//: trait: would you say this, which of two would you do? Tan et al. (arXiv 2407.12404) steered 40 of them in models
//: of seven billion parameters and more, and found that some sets respond and others do not, whatever the model, and
//: that up to half of a set's questions move the wrong way. Here are sixty sets, drawn by lot before any model had
//: read them. *Slope* is by how many nats the log-odds of the answer that shows the trait rise for each unit of c.
//:
//: ## Answer
//:
//: That the average set can be steered, its slope exceeding δ, {{S25.1.outcome}}: the mean over the
//: sets is {{S25.1.effect@each}}. The share of sets that beat every mean whose pairs were turned by coins is
//: {{S25.1.sets that beat turned pairs@each}}, and of those that beat every random direction {{S25.1.sets that beat
//: random directions@each}}; by chance it would be one set in as many as there were draws, and one more.
//:
//: In the median set a share of {{range S25 | Questions that move the wrong way | median set | one order}} of the
//: questions moves the wrong way in one order of their answers, and {{range S25 | Questions that move the wrong way |
//: median set | both orders}} when both orders count: what is left once a liking for a letter cancels. By chance it
//: would be half of them.
//:
//: That the agreement of a set's pairs tells beforehand how well it can be steered {{S25.2.outcome}}: the rank
//: correlation over sets is {{S25.2.effect@each}}. Whether models agree on which sets can be steered is told
//: [across models](across-models.md).
import Claims
import Protocols
import Replication
import Reporting
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: Sixty of the 152 sets, the first of a seeded shuffle. Of each, 250 questions make the vector, each pair in an order
//: that a coin chooses; on 50 more the layer is chosen as in [S24](S24-caa.md); 100 more are measured in both orders,
//: at c = −1.5, −1 … 1.5, added from the last token of the question on. Statements are asked as two choices, Yes and
//: No. The effect of a set is its mean slope; a set is one cluster. The mean over sets must exceed 0.25 nats per unit
//: of c, and more than half of the sets must beat each kind of null, by the lower 95 % bound.
//:
//: Coherence is the mean cosine of a set's pair differences with their mean (Braun et al., arXiv 2505.22637). Its rank
//: correlation with the slope, over sets, must exceed 0.3. It is computed as the mean over sets of the products of
//: standardised ranks, which is Spearman's ρ.
private let beatsTurnedPairs = Check("sets that beat turned pairs", .lowerBound(above: 0.5))
private let beatsRandomDirections = Check(
  "sets that beat random directions", .lowerBound(above: 0.5))

private let setsCanBeSteered = Claim(
  id: "S25.1", hypothesis: "The average set of model-written evaluations can be steered.",
  unit: .natsPerCoefficient, smallestEffectOfInterest: 0.25, contrasts: ["mean slope of a set"],
  controls: [beatsTurnedPairs, beatsRandomDirections], protocolVersion: 2, registration: 4)

private let coherencePredicts = Claim(
  id: "S25.2",
  hypothesis: "Sets whose pairs agree in their difference are steered more.",
  unit: .ratio, smallestEffectOfInterest: 0.3, contrasts: ["rank correlation"],
  protocolVersion: 2, registration: 4)

public let steerability = Scenario(
  "S25-steerability", answers: [.whichSets], claims: [setsCanBeSteered, coherencePredicts],
  dataSets: ["mwe"],
  parts: { lab in lab.subject.isInstrumentCheck ? [] : Replication(in: lab).setParts() }
) { page in
  let lab = page.lab
  try lab.requireEnglish()
  let study = Replication(in: lab)
  let sets = try Replication.sets.map { try SteeredSet($0, try study.measurement(of: $0)) }

  //: ## Set by set
  page.plot(
    .effects(
      "Slope by set", unit: .natsPerCoefficient,
      sets.sorted { $0.slope.value > $1.slope.value }.map(\.row), threshold: 0.25),
    caption:
      "Mean over 100 held-out questions in both orders, with 90 % intervals. Ring: does not beat both kinds of null."
      + " The dashed line is δ.")
  page.show(try SteeredSet.table(sets))

  //: ## Questions that move the wrong way
  page.show(try SteeredSet.wrongWayTable(sets))

  //: ## Can it be told beforehand?
  page.plot(
    .scatter(
      "Coherence and slope", x: "coherence of the pairs", y: "slope (nats per unit of c)",
      [
        ScatterChart.Series(
          "a set", sets.map { .init("", x: .exactly($0.measurement.coherence), y: $0.slope) })
      ]),
    caption: "One point a set; bars are the slope's 90 % interval over questions.")

  //: ## Verdicts
  let provenance = Provenance(
    engine: lab.subject.name, modelHash: lab.model.hash, precision: lab.model.precision.rawValue,
    dataHash: try Replication.hash(of: Replication.sets), seed: Subject.seed)
  page.judge(
    try Evidence(
      for: setsCanBeSteered,
      effect: PrimaryEffect(sets.map(\.slope.value), clusters: sets.map(\.name)),
      checks: [
        Measurement(of: beatsTurnedPairs, .estimate(try SteeredSet.share(sets, \.flipped))),
        Measurement(of: beatsRandomDirections, .estimate(try SteeredSet.share(sets, \.random))),
      ],
      secondaries: [
        Secondary(
          "sets whose slope exceeds δ",
          .estimate(try SteeredSet.share(sets) { $0.slope.interval.lower > 0.25 }),
          note: "by the lower 90 % bound over questions"),
        Secondary(
          "sets that move the wrong way",
          .estimate(try SteeredSet.share(sets) { $0.slope.interval.upper < 0 }),
          note: "by the upper 90 % bound over questions"),
      ],
      itemValues: try SteeredSet.itemValues(sets), provenance: provenance))
  let (coherence, slopes) = (sets.map(\.measurement.coherence), sets.map(\.slope.value))
  page.judge(
    try Evidence(
      for: coherencePredicts,
      effect: PrimaryEffect(rankProducts(coherence, slopes), clusters: sets.map(\.name)),
      secondaries: [
        Secondary(
          "the same, ranks drawn anew",
          .estimate(
            try bootstrapBCa(
              zip(coherence, slopes).map { [($0, $1)] }, confidence: 0.9, seed: Subject.seed
            ) { try spearman($0.map(\.0), $0.map(\.1)).statistic }),
          note: "Spearman's ρ, sets resampled and ranked again")
      ], provenance: provenance))

  //: ## Limits
  //:
  //: A slope says what a unit of c does, and a unit is another length in every set: long vectors have steep slopes.
  //: Questions of one set are alike, having been written by one model from one description. Some of the sets are about
  //: opinions or about evading oversight; they are named as their authors named them, and none of their questions is
  //: quoted here.
}
