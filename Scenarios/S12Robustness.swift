//: # S12 · Does it survive other wordings?
//:
//: A vector is chosen on prompts that are written in one way. Does it work when the same prompts are
//: written otherwise? Here a sentence that asks for nothing to do with the concept ("Please say one or two
//: things.") is put before every prompt, eight different ones in turn. The *slope* says how many nats the
//: log-odds of kind words rise for each unit of the *coefficient* c, with which the vector is added. R, the
//: *robustness score*, is the smallest of the eight mean slopes over the slope of the prompts as they are written.
//:
//: ## Answer
//:
//: Yes, as far as sentences before the prompt go, on {{S12.1.count:SUPPORTED}}: the vector works after each of
//: the eight. The weakest keeps of the slope of the prompts as they are written a share R of {{S12.1.robustness
//: score@each}}. On {{model:smollm2-135m}} the vector does a little more with most of them than without. No
//: test opening moves the wrong way in any wording, and random directions of the same length do nothing on
//: average. The same holds for the sycophancy vector on a few statements, one of which fails in one wording.
//: What is robust there is agreement with false statements falling, which S04 showed to be contrariness as much
//: as honesty: robust does not mean right.
import Claims
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: For each test opening the slope between c = −1 and c = 1, averaged over the eight sentences; its mean must
//: exceed 0.25 nats per unit of c. The gate asks for an effect to keep: the slope as written must exceed that too.
//: The control asks that even the weakest wording keep more than half: the lower bound of R above 0.5. Vector
//: and layer are those of S01, chosen on openings without any of these sentences.
private let slopeAsWritten = Check(
  "slope as written", .lowerBound(above: 0.25), unit: .natsPerCoefficient)
private let robustnessScore = Check("robustness score", .lowerBound(above: 0.5))

public let sentimentSurvivesRewording = MeasuredClaim(
  Claim(
    id: "S12.1",
    hypothesis: "The sentiment vector works after eight other sentences that ask for nothing.",
    unit: .natsPerCoefficient, smallestEffectOfInterest: 0.25,
    contrasts: ["mean slope over the wordings"], gates: [slopeAsWritten],
    controls: [robustnessScore], registration: 3)
) { lab in
  let (found, items) = try lab.robustness(of: .sentiment, items: lab.counts.choiceTestItems)
  return PrimaryEffect(found.rewordedSlopes, clusters: items.templates)
}

public let robustness = Scenario(
  "S12-robustness", answers: [.evaluateRobustness], alsoAnswers: [.promptSensitivity],
  claims: [sentimentSurvivesRewording.claim]
) { page in
  //: ## Nine wordings of the same openings
  //:
  //: Steered with c = −1 and c = 1, at the layer that the select openings chose.
  let lab = page.lab
  let concept = try lab.sentiment()
  let (found, items) = try lab.robustness(of: .sentiment, items: lab.counts.choiceTestItems)
  page.plot(
    .effects(
      "Slope by wording, sentiment", unit: .natsPerCoefficient, found.rows, threshold: 0.25),
    caption:
      "Mean slope over the test openings with 90 % intervals by template; the dashed line is δ.")

  page.show(
    try Table(
      "The first opening in every wording", columns: ["wording", "prompt"],
      rows: [["as written", .text(page.model.tokenizer.decode(items.prompts[0]))]]
        + (0..<Instruction.wordings).map {
          let prompts = items.prompts(after: Instruction(.neutral, wording: $0))
          return [
            .text(found.variants[$0].name), .text(page.model.tokenizer.decode(prompts[0])),
          ]
        }))

  //: ## Where it varies, and where it fails
  //:
  //: Once more for sycophancy, which is not part of the claim: there the slope says by how many nats agreement with
  //: false statements rises for each unit of c added, and falls for each that is subtracted. *Anti-steerable* are the
  //: items that move the wrong way (Tan et al., arXiv 2407.12404, found up to half of them on some sets).
  let (other, statements) = try lab.robustness(
    of: .sycophancy, items: lab.counts.choiceSelectItems / 2)
  page.plot(
    .effects("Slope by wording, sycophancy", unit: .natsPerCoefficient, other.rows),
    caption: "Mean slope of agreement with false statements, 90 % intervals by template.")
  page.show(
    try Table(
      "Spread of the slope",
      columns: [
        "behaviour", "items", "R [90 %]", "robust", "s.d. over items", "s.d. over wordings",
        "anti-steerable as written [95 %]", "most in any wording [95 %]",
      ],
      rows: [("sentiment", found), ("sycophancy", other)].map { name, found in
        [
          .text(name), .integer(found.slopes.count), .estimate(found.score),
          .text(found.isRobust ? "yes" : "no"), .number(found.varianceOverItems.squareRoot()),
          .number(found.varianceOverVariants.squareRoot()), .estimate(found.antiSteerable),
          .estimate(
            found.variants.map(\.antiSteerable).max { $0.value < $1.value } ?? found.antiSteerable),
        ]
      }))

  //: The items that respond least, in any wording; a slope at or below 0 is a failure.
  page.show(
    try Table(
      "Where steering fails or does least",
      columns: ["behaviour", "slope", "wordings that fail", "item"],
      rows: [("sentiment", found, items), ("sycophancy", other, statements)].flatMap {
        name, found, items in
        found.weakest(4).map { item in
          [
            .text(name), .number(found.rewordedSlopes[item]),
            .text("\(found.failingVariants(of: item)) of \(found.variants.count)"),
            .text(lab.ownPart(of: items.prompts)[item]),
          ]
        }
      }))

  //: ## Verdict
  try page.judge(
    sentimentSurvivesRewording, checks: rewordingChecks(found),
    secondaries: [
      Secondary(
        "random directions", .estimate(try lab.randomSlopes(like: concept, on: items)),
        unit: .natsPerCoefficient,
        note: "mean slope of 19 random directions after the first sentence; mean and range"),
      Secondary(
        "robustness score, sycophancy", .estimate(other.score),
        note: other.isRobust ? "robust by the same rule" : "not robust by the same rule"),
    ], provenance: page.provenance(concept, layer: concept.layer, coefficient: 1))

  //: ## Limits
  //:
  //: The eight sentences ask for nothing and stand before the prompt; paraphrases of the prompt itself, other
  //: languages or long contexts are not tried, and another format is the question of S19. The slope is that
  //: of a straight line between −1 and 1. Sycophancy is measured on 15 statements only, where a share of 0 still allows
  //: for one item in five.
}

func rewordingChecks(_ found: Robustness) -> [Measurement] {
  [
    Measurement(of: slopeAsWritten, .estimate(found.baseline)),
    Measurement(of: robustnessScore, .estimate(found.score)),
  ]
}
