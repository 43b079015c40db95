//: # S02 · Coefficients near 5 degrade fluency
//:
//: Steering is not free: push hard enough and the text falls apart. How hard is measured on neutral
//: prose that the model only has to predict: the rise of its negative log-likelihood (NLL) per token
//: while the sentiment vector of S01 is added at half of the depth.
//:
//: ## Answer
//:
//: That coefficient 5 makes neutral text less likely by an amount that matters {{S02.2.outcome}}: the rise is
//: {{S02.2.effect@each}}. Harm does not always wait for that. The monotone fit passes what would be tolerable at
//: a coefficient of {{S02.2.harm begins at c@each}}; at c = 1 the rise is {{S02.2.ΔNLL at c = 1@each}}. How much
//: of it is the length alone differs: random directions as long as the vector at c = 5 cost {{value
//: S02 | Cost by coefficient | random directions | 5 @each}} (nats per token, on average). Where that is less
//: than the vector's harm the length is not the whole cause; where it is more, any push of that length would
//: do. On the planted model it is more by construction.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: The vector and its layer are those of [S01](S01-sentiment.md).
//: The control asks that 5 be worse than 1, so that "near 5" means the dose and not steering as such.
//: Random directions of the same length do not decide: if they do as much harm, the cause is the length
//: of the push and not the concept, and the page says so. This claim was registered when those of S01 to S08 had been
//: run, and joins their family, which makes all of them stricter.
private let worseThanOne = Check(
  "worse than c = 1", .lowerBound(above: 0), unit: .natsPerToken)

public let fluencyDegrades = MeasuredClaim(
  Claim(
    id: "S02.2",
    hypothesis: "Coefficient 5 of the sentiment vector raises the NLL of neutral prose.",
    unit: .natsPerToken, smallestEffectOfInterest: 0.1, controls: [worseThanOne],
    protocolVersion: 2, registration: 3)
) { lab in
  let passages = lab.corpora.passages.thinned(to: lab.counts.passages)
  let curve = try lab.response(
    of: TextNLL(texts: passages.ids), to: SelectiveVector(.sentiment, in: lab), at: [0, 5])
  return PrimaryEffect(curve.difference(5, 0), clusters: passages.templates)
}

public let fluency = Scenario(
  "S02-fluency", answers: [.claimFluency], alsoAnswers: [.magnitudes],
  claims: [fluencyDegrades.claim]
) { page in
  //: ## Dose and response
  let concept = try SelectiveVector(.sentiment, in: page.lab)
  let (vector, layer) = (concept.vector, concept.layer)
  let passages = page.lab.corpora.passages.thinned(to: page.lab.counts.passages)
  let doses: [Double] = [0, 1, 2, 3, 4, 5, 6, 8]
  let curve = try page.lab.response(of: TextNLL(texts: passages.ids), to: concept, at: doses)

  //: ## Is it the concept or the length?
  //:
  //: Directions as long as the vector that do not carry the concept, on a part of the passages.
  let part = passages.thinned(to: page.lab.counts.controlItems / 2)
  let partEvaluation = try Evaluation(
    of: TextNLL(texts: part.ids), on: page.lab.underTest, steeredAt: [layer])
  let random = try page.lab.nullDirections(.isotropic, like: concept, layer: layer)
  let randomCurves = try partEvaluation.responses([0, 5], to: random, layer: layer)
  let own = try partEvaluation.coefficients([0, 5], of: vector, layer: layer).difference(5, 0)
  let excess = try NullKind.allCases.map { kind in
    let nulls =
      kind == .isotropic
      ? randomCurves
      : try partEvaluation.responses(
        [0, 5], to: try page.lab.nullDirections(kind, like: concept, layer: layer), layer: layer)
    return Secondary(
      "excess over \(kind.name)",
      .estimate(try estimate(difference(own, nulls.meanChange(at: 5)), by: part.templates)),
      unit: .natsPerToken,
      note: "ΔNLL at c = 5; at or below 0, the length of the push is the cause, not the concept")
  }
  page.plot(
    .doseResponse(
      "Cost by coefficient", metric: "ΔNLL (nats/token)",
      [
        try curve.series("vector", by: passages.templates),
        randomCurves.range("random directions"),
      ], threshold: 0.1),
    caption: "Rise of the NLL over c = 0 with 90 % intervals by topic; grey: mean and range over "
      + "19 random directions; the dashed line is δ.")

  //: ## Where harm begins
  //:
  //: The smallest coefficient at which a monotone fit of the curve passes 0.1 nats/token, with the interval
  //: that resampled topics give it; 8 stands for "beyond the doses tried".
  let rises = passages.ids.indices.map { item in doses.map { curve[$0][item] - curve[0][item] } }
  let byTopic = Dictionary(grouping: rises.indices, by: { passages.templates[$0] })
  let onset = try bootstrapBCa(
    byTopic.keys.sorted().map { topic in (byTopic[topic] ?? []).map { rises[$0] } },
    confidence: 0.9, resamples: 1_999, seed: Subject.seed
  ) { sample in
    let means = doses.indices.map { dose in
      sample.reduce(0) { $0 + $1[dose] } / Double(max(sample.count, 1))
    }
    return (try? isotonicCrossing(x: doses, y: means, threshold: 0.1)) ?? nil ?? 8
  }

  //: ## What it writes
  //:
  //: Text written under steering, scored by the model *without* steering. A loop has a low NLL, so the
  //: share of repeated 4-grams stands beside it.
  let openings = page.lab.corpora.openings.test.thinned(to: page.lab.counts.controlItems)
  var rows: [[Table.Cell]] = []
  for coefficient in [0.0, 1, 5] {
    let written = try page.lab.write(openings, tokens: 24, vector, layer, coefficient)
    let nll = try page.lab.unsteeredNLL(openings, written)
    let repeated = written.map { fourGramRepetition($0) }
    rows.append([
      .number(coefficient), .estimate(try estimate(nll, by: openings.templates)),
      .estimate(try estimate(repeated, by: openings.templates)),
    ])
  }
  page.show(
    try Table(
      "24 new tokens on neutral openings",
      columns: ["c", "NLL under the unsteered model (nats/token)", "repeated 4-grams"], rows: rows))

  //: ## Verdict
  try page.judge(
    fluencyDegrades,
    checks: [
      Measurement(
        of: worseThanOne, .estimate(estimate(curve.difference(5, 1), by: passages.templates)))
    ],
    secondaries: [
      Secondary(
        "ΔNLL at c = 1", .estimate(try estimate(curve.difference(1, 0), by: passages.templates)),
        unit: .natsPerToken, note: "harmless when the whole interval is below 0.1"),
      Secondary("harm begins at c", .estimate(onset), note: "isotonic fit passes 0.1 nats/token"),
    ] + excess,
    provenance: page.provenance(concept, layer: layer, coefficient: 5))
}
