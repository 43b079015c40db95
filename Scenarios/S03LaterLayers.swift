//: # S03 · Later layers dominate
//:
//: Where should one steer? The rule of thumb says late. But vectors of late layers are also longer, so
//: two questions hide in one: is coefficient 1 worth more late (each layer with its own vector), and is a
//: push of the same *relative* size worth more late? The literature steers in the middle: layers 13–14 of
//: 32–40 (Panickssery et al., arXiv 2312.06681), 6–18 of 48 (Turner et al., 2308.10248).
//:
//: ## Answer
//:
//: That the effect of sentiment peaks between half and four fifths of the depth {{S03.3.outcome}}. The peak
//: lies at a depth of {{S03.3.depth of the peak, coefficient 1@each}} at coefficient 1 and of {{S03.3.depth of
//: the peak, equal cost@each}} at equal cost, where a layer is compared by what it costs and not by how long
//: its vector is. Layers outside that range do nearly as much or more, so that no rule of depth is shown.
//:
//: An earlier protocol asked whether the last third of the layers does more than the others; what came of it
//: depends on where one cuts, as the table at the end shows. By the selective effect there is nothing to locate
//: on the planted model.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: "Last minus middle third" depends on where one cuts, and its δ was a share of an estimate. So this claim is what
//: practitioners say: the effect peaks between half and four fifths of the depth. The effect is
//: the selective one of [S01](S01-sentiment.md), at twelve layers, and the depth of a layer is the share of the
//: blocks that have run. On the *select* items the best layer inside that range is chosen and the best outside; on
//: the test items the first must lead the second by more than a tenth of the better one's effect. It must do so at
//: coefficient 1 and at the coefficients that cost the same. The gate: at the layer that the select items prefer,
//: the effect at equal cost exceeds 0.25 nats.
private let effectAtPeak = Check("effect at the peak, equal cost", .exceeds(0.25), unit: .nats)

public let peakLiesInside = MeasuredClaim(
  Claim(
    id: "S03.3",
    hypothesis: "The selective effect is largest between half and four fifths of the depth.",
    unit: .nats, smallestEffectOfInterest: 0.0,
    contrasts: ["lead less a tenth, coefficient 1", "lead less a tenth, equal cost"],
    gates: [effectAtPeak], protocolVersion: 2, registration: 3)
) { try PeakDepth(in: $0).effect }

public let laterLayers = Scenario(
  "S03-later-layers", answers: [.claimLaterLayers], alsoAnswers: [.findBestLayer],
  claims: [peakLiesInside.claim]
) { page in
  //: ## The effect by layer
  //:
  //: In both doses.
  let depth = try PeakDepth(in: page.lab)
  page.plot(
    try depth.figure(),
    caption:
      "Mean selective effect on the test items, 90 % intervals by template; between the marks the claim puts"
      + " the peak.")
  //: ## In the model's own words
  //:
  //: The same layers by what the model writes: 24 new tokens after each prompt, scored by VADER, a published lexicon of
  //: sentiment, with the vector at equal cost minus without. This is how `find_best_layer` is usually described.
  if let written = try depth.writtenProfile(in: page.lab) {
    page.plot(
      .effectByLayer(
        "Generated text by layer", effect: "VADER compound, change",
        [try written.series("equal cost", by: depth.templates)]),
      caption: "Mean change of the compound score on the test prompts, 90 % intervals by template.")
  }

  //: ## The verdict
  try page.judge(
    peakLiesInside.claim, effect: depth.effect,
    checks: [
      Measurement(
        of: effectAtPeak, .estimate(estimate(depth.effectAtPeak, by: depth.templates)))
    ], secondaries: depth.secondaries(),
    provenance: page.provenance(
      SelectiveVector(.sentiment, in: page.lab), layer: depth.peak, coefficient: depth.coefficient,
      dataHash: page.lab.subject.dialogues.hash))
}
