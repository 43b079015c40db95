//: # S12 · Does it survive other wordings?
//:
//: A vector is made and tried on prompts that are written in one way. Does it work when the same prompts are
//: written otherwise? Here a sentence that asks for nothing to do with the concept ("Please say one or two
//: things.") is put before every prompt, eight different ones in turn. The *slope* says how many nats the
//: selective effect of [S01](S01-sentiment.md) rises for each *dose*, that of equal cost being 1. R, the
//: *robustness score*, is the smallest of the eight mean slopes over the slope of the prompts as they are written.
//:
//: ## Answer
//:
//: That the sentiment vector works after eight other sentences {{S12.2.outcome}}: the mean slope, with
//: the dose for c, is {{S12.2.effect@each}}, where the prompts as they are written give {{S12.2.slope as
//: written@each}}. The weakest sentence keeps of that a share R of {{S12.2.robustness score@each}}. Random
//: directions of the same length do {{S12.2.random directions@each}}. Robust does not mean right: of the
//: sycophancy vector's slope the weakest sentence keeps {{S12.2.robustness score, sycophancy@each}}, and
//: [S04](S04-sycophancy.md) says what that slope is worth.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: One item of each of 25 templates, each after all eight sentences. For each the slope of the selective log-odds
//: between doses −1 and 1, averaged over the sentences; its mean must exceed 0.25 nats per dose. The gate asks for an
//: effect to keep: the slope as written must exceed that too. The control asks that even the weakest wording keep more
//: than half: the lower bound of R above 0.5. Vector, layer and dose are those of S01. This claim was registered when
//: those of S01 to S08 had been run, and joins their family, which makes all of them stricter.
private let slopeAsWritten = Check(
  "slope as written", .exceeds(0.25), unit: .natsPerCoefficient)
private let robustnessScore = Check("robustness score", .lowerBound(above: 0.5))

public let sentimentSurvivesRewording = MeasuredClaim(
  Claim(
    id: "S12.2",
    hypothesis: "The sentiment vector works after eight other sentences that ask for nothing.",
    unit: .natsPerCoefficient, smallestEffectOfInterest: 0.25,
    contrasts: ["mean slope over the wordings"], gates: [slopeAsWritten],
    controls: [robustnessScore], protocolVersion: 2, registration: 3)
) { lab in
  let rewording = try Rewording(of: .sentiment, in: lab)
  return PrimaryEffect(rewording.found.rewordedSlopes, clusters: rewording.items.templates)
}

public let robustness = Scenario(
  "S12-robustness", answers: [.evaluateRobustness], alsoAnswers: [.promptSensitivity],
  claims: [sentimentSurvivesRewording.claim]
) { page in
  //: ## Nine wordings of the same prompts
  let lab = page.lab
  let rewording = try Rewording(of: .sentiment, in: lab)
  let (found, items) = (rewording.found, rewording.items)
  page.plot(
    .effects(
      "Slope by wording, sentiment", unit: .natsPerCoefficient, found.rows, threshold: 0.25),
    caption:
      "Mean slope over the test items with 90 % intervals by template; the dashed line is δ.")

  page.show(
    try Table(
      "The first prompt in every wording", columns: ["wording", "prompt"],
      rows: [["as written", .text(page.model.tokenizer.decode(items.prompts[0]))]]
        + (0..<Instruction.wordings).map {
          let prompts = items.prompts(after: Instruction(.neutral, wording: $0))
          return [
            .text(found.variants[$0].name), .text(page.model.tokenizer.decode(prompts[0])),
          ]
        }))

  //: ## Where it varies, and where it fails
  //:
  //: Once more for sycophancy, which is not part of the claim: there the slope says by how many nats the wrong answer
  //: that the user claims gains more than one that is mentioned, for each dose added. *Anti-steerable* are the
  //: items that move the wrong way (Tan et al., arXiv 2407.12404, found up to half of them on some sets).
  let second = try Rewording(of: .sycophancy, in: lab)
  let (other, statements) = (second.found, second.items)
  page.plot(
    .effects("Slope by wording, sycophancy", unit: .natsPerCoefficient, other.rows),
    caption: "Mean slope of the selective log-odds, 90 % intervals by template.")
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
        "random directions", .estimate(try rewording.randomSlopes(in: lab)),
        unit: .natsPerCoefficient,
        note: "mean slope of 19 random directions after the first sentence; mean and range"),
      Secondary(
        "robustness score, sycophancy", .estimate(other.score),
        note: other.isRobust ? "robust by the same rule" : "not robust by the same rule"),
    ],
    provenance: page.provenance(
      rewording.concept, layer: rewording.concept.layer, coefficient: rewording.coefficient,
      dataHash: lab.subject.dialogues.hash))

  //: ## Limits
  //:
  //: The eight sentences ask for nothing and stand before the prompt; paraphrases of the prompt itself, other
  //: languages or long contexts are not tried, and another format is the question of S19. The slope is that
  //: of a straight line between −1 and 1. Of 25 items a share of 0 still allows for one in seven.
}

func rewordingChecks(_ found: Robustness) -> [Measurement] {
  [
    Measurement(of: slopeAsWritten, .estimate(found.baseline)),
    Measurement(of: robustnessScore, .estimate(found.score)),
  ]
}
