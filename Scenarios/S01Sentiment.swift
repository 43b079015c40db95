//: # S01 · A positive coefficient raises the sentiment metric
//:
//: A vector made from statements of love and hate is added to the residual stream while the model
//: reads neutral openings such as "The new restaurant on the corner is". If the vector carries
//: sentiment, kind words should become more likely as the next word than unkind ones. The words that
//: are counted occur in none of the statements that the vector was made from.
//:
//: ## Answer
//:
//: Yes, on {{S01.2.count:SUPPORTED}}; but half or more of what one sees at first is a taste for words. At the
//: same cost to ordinary prose the vector makes praise likelier against blame by {{S01.2.effect on the
//: items@each}} where something is judged, and by {{S01.2.effect on the controls@each}} where the same words
//: are only quoted. What is left for sentiment is {{S01.2.effect@each}}.
//:
//: The first protocol had no such control, and supports its claim on {{S01.1.count:SUPPORTED}}: kind words
//: become likelier on openings that the vector was not made from, by {{S01.1.effect@each}}, where random
//: directions of the same length do {{S01 | Dose and response | random directions | 1 @each}} (mean and whole
//: range). The planted model shows what that leaves open. Its adjectives follow the valence wherever they
//: stand: it passes the first protocol ({{S01.1.effect@planted}}), and the second refutes it, as it should
//: ({{S01.2.effect@planted}}). What steering costs is the question of the next page.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering

//: ## What was registered
//:
//: Everything in this cell was fixed before the test openings were read: δ, the controls, the draws.
//: The effect is m(1) − m(0), where m is log Σ p(kind words) − log Σ p(unkind words) at the next token.
public let sentimentRises = MeasuredClaim(
  Claim(
    id: "S01.1",
    hypothesis: "Coefficient +1 raises the log-odds of kind words on neutral openings.",
    unit: .nats, smallestEffectOfInterest: 0.25,
    controls: [
      .randomDirections(Laboratory.draws), .covarianceMatchedDirections(Laboratory.draws),
      .shuffledLabels(Laboratory.draws), .positiveSlopeMajority,
    ])
) { lab in
  let openings = lab.corpora.openings.test.thinned(to: lab.counts.testItems)
  let curve = try lab.response(of: lab.wordLogOdds(openings), to: lab.sentiment(), at: [0, 1])
  return PrimaryEffect(curve.difference(1, 0), clusters: openings.templates)
}

//: ## What protocol 2 registers
//:
//: The first protocol asked whether kind words get likelier, and a vector that prefers kind words *wherever they
//: stand* passes it. The second asks for the *selective* effect. Each item is a short dialogue whose reply goes on
//: with praise or with blame, "A mild one from the valley, and it is" *exquisite* or *deplorable*; its control ends
//: where the same words are only quoted, "A long one with a capital letter, and it says". y is log Σ p(praise) −
//: log Σ p(blame). The effect is the change of y on the item minus the change on its control, item by item, and it
//: must exceed δ = 0.25 nats itself. None of the words is in VADER's lexicon or occurs in the pairs.
//:
//: This holds for every claim of protocol 2, all of which were registered in one commit before any of their test
//: items was run on a real model:
//:
//: - *One layer*, the same for every model and behaviour: where half of the blocks have run. Nothing is chosen.
//: - *Equal cost.* The coefficient is the one at which the next token of neutral prose moves by KL = 0.05 nats.
//: - *Gates have three values.* An interval above δ passes, one below fails (NOT TESTABLE), one that holds δ leaves
//:   the claim INCONCLUSIVE. Here: requests for praise against requests for blame, eight wordings in turn.
//: - *Nulls*, 99 draws of each. The vector of pairs whose templates were each turned by a coin, at its natural
//:   length and |c| = 1; random directions, isotropic and with the covariance of the activations, at equal cost. On
//:   one item each of 25 templates. Drawing ends when ten are as large, and is left out where the effect itself
//:   does not exceed δ.
//: - *p against δ.* SUPPORTED needs a sign-flip test that rejects "δ or less", REFUTED one that rejects "δ or more",
//:   both Holm-adjusted over the claims of protocol 2.
//: - *Texts.* 240 pairs or more in 80 templates; 200 test items in 50 templates, 80 to look at beforehand in 20
//:   others. One format for all models, "User: … Assistant: …".
public let sentimentIsSelective = SelectiveClaim(
  "S01.2", .sentiment,
  hypothesis:
    "At equal cost the vector raises the log-odds of praise by more than where the same words are only quoted."
)

public let sentiment = Scenario(
  "S01-sentiment", answers: [.claimSentiment, .sentiment],
  claims: [sentimentRises.claim, sentimentIsSelective.claim]
) { page in
  //: ## The vector and its layer
  //:
  //: The vector is the mean difference over all pairs, read at the last token. Its layer is the one with
  //: the largest effect on the *select* openings, whose wording frames do not occur in the test.
  let concept = try page.lab.sentiment()
  let (vector, layer) = (concept.vector, concept.layer)
  let select = page.lab.corpora.openings.select.thinned(to: page.lab.counts.selectItems)
  page.plot(
    .effectByLayer(
      "Choice of the layer", effect: "change of log-odds (nats)",
      [try concept.profile.series("select openings", by: select.templates)]),
    caption: "Mean effect of c = 1 on the select openings, 90 % intervals by template.")

  //: ## Dose and response
  //:
  //: Only now the test openings, at the chosen layer. Grey: random directions of the same length, their
  //: mean and their whole range, on a part of the openings.
  let openings = page.lab.corpora.openings.test.thinned(to: page.lab.counts.testItems)
  let doses: [Double] = [-2, -1, -0.5, 0, 0.5, 1, 2]
  let curve = try page.lab.response(
    of: page.lab.wordLogOdds(openings), to: concept, at: doses)

  //: ## Controls
  //:
  //: Isotropic directions ask whether any push of this length would do; directions with the covariance of
  //: the activations, whether any push along the model's own axes would; shuffled labels, whether any
  //: difference between these texts would. A rank of first among 20 gives p = .05. The nulls are measured
  //: at the vector's layer; they did not get to choose one of their own.
  let part = openings.thinned(to: page.lab.counts.controlItems)
  let partMetric = try page.lab.wordLogOdds(part)
  let nulls = try page.lab.nulls(like: concept, coefficient: 1, on: partMetric)
  let random = try page.lab.nullDirections(.isotropic, like: concept, layer: layer)
  let randomCurves = try Evaluation(of: partMetric, on: page.lab.underTest, steeredAt: [layer])
    .responses([-2, -1, 0, 1, 2], to: random, layer: layer)
  page.plot(
    .doseResponse(
      "Dose and response", metric: "change of log-odds (nats)",
      [
        try curve.series("vector", by: openings.templates),
        randomCurves.range("random directions"),
      ], threshold: 0.25),
    caption: "Mean change from c = 0 with 90 % intervals by template; grey: mean and range over "
      + "19 random directions; the dashed line is δ.")
  let slopes = try openings.ids.indices.map { item in
    try slope(x: doses, y: curve.values.map { $0[item] })
  }

  //: ## Beside the verdict
  //:
  //: Asking in words: the same openings after a sentence that asks for kindness, against a sentence of the
  //: same form that asks for nothing. And what the model then writes, scored by VADER, a published lexicon
  //: (most of the metric's words are in it too).
  let (cheerful, plain) = (page.lab.corpora.cheerfulOpenings, page.lab.corpora.plainOpenings)
  let (asked, unasked) = try (
    page.lab.unsteered(page.lab.wordLogOdds(cheerful.thinned(to: page.lab.counts.testItems))),
    page.lab.unsteered(page.lab.wordLogOdds(plain.thinned(to: page.lab.counts.testItems)))
  )
  var secondaries = [
    Secondary(
      "asking in words",
      .estimate(try estimate(difference(asked, unasked), by: openings.templates)), unit: .nats,
      note: "one sentence that asks for kindness, against one that asks for nothing"),
    Secondary(
      "items that fall as c rises",
      .estimate(
        try clopperPearson(
          successes: slopes.count { $0 < 0 }, trials: slopes.count, confidence: 0.95)),
      note: "anti-steerable share, 95 % Clopper–Pearson"),
  ]
  if let compound = try page.lab.compoundShift(of: vector, layer: layer, coefficient: 1, on: part) {
    secondaries.append(
      Secondary(
        "VADER compound of 24 new tokens", .estimate(try estimate(compound, by: part.templates)),
        note: "c = 1 minus c = 0"))
  }

  //: ## Verdict
  try page.judge(
    sentimentRises, checks: nulls + [Measurement(positiveSlopesOf: slopes)],
    secondaries: secondaries,
    provenance: page.provenance(concept, layer: layer, coefficient: 1))

  //: ## Protocol 2
  //:
  //: Praise against blame where something is judged, and where the same words are quoted.
  try page.judge(sentimentIsSelective)
}

//: ## Beside the literature
//:
//: AxBench (Wu et al., arXiv 2501.17148) finds asking in words better than a difference of means at steering.
//: By the selective measure, which leaves out what a request does to words that are only quoted, requests for
//: praise against requests for blame do {{S01.2.asking in words@each}} here, and the vector
//: {{S01.2.effect@each}} in one direction. Tan et al. (2407.12404) find items that move the wrong way in many
//: sets; here they are a share of {{S01.2.items that move the wrong way@each}}.
