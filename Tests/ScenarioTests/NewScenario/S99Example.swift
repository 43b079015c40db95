//: # S99 · Does a vector of example work on pairs that it was not made from?
//:
//: A *steering vector* is made from some of the contrast pairs below, its layer is chosen on others, and its
//: effect is measured on the rest. *Say here what example is, which texts show it, and who should care.*
//:
//: ## Answer
//:
//: Not known yet: nothing was run on real weights. *After the run, write here what came out; the first
//: sentence is what the index shows.*
import Claims
import Foundation
import Protocols
import Reporting
import Steering

//: ## What was registered
//:
//: **Commit this cell before the first run on real weights.** What it says never changes afterwards: another δ,
//: other pairs or controls are a new protocol (`protocolVersion: 3`), and the old verdict stays in the report.
//:
//: y is log p(positive side) − log p(negative side) of a pair, both given the beginning that they share, in nats
//: (0.69 nats double the odds). The effect is y(c = 1) − y(0), pair by pair. It counts if even the lower end of
//: its 90 % interval exceeds δ. *δ is the smallest effect that would matter to you, not the one that you expect.*
//:
//: Controls: directions of the vector's length that do not carry the behaviour must not do as much. Random
//: ones ask whether any push of this length would do; those with the activations' covariance, whether any push
//: along the model's own axes would; shuffled labels, whether any difference between these texts would. And
//: most pairs must respond, not a few by much.
public let exampleClaim = Claim(
  id: "S99.1",
  hypothesis: "Coefficient +1 raises the log-odds of the positive side of held-out pairs.",
  unit: .nats, smallestEffectOfInterest: 0.25,
  controls: [
    .randomDirections(Laboratory.draws), .covarianceMatchedDirections(Laboratory.draws),
    .shuffledLabels(Laboratory.draws), .positiveSlopeMajority,
  ],
  // p is that of an effect of δ or less.
  protocolVersion: 2,
  // A family of its own: multiplicity is adjusted over its claims, and no other verdict changes.
  registration: 99)

//: ## The pairs
//:
//: One JSON object a line. Two texts of the same content that differ in the behaviour alone, and that begin
//: with the same word or answer the same "user". Pairs of one "template" stay together when the parts are
//: dealt out, and count as one observation; without the field each pair is its own.
let examplePairs = #"""
  {"positive": "The soup at the inn was wonderful", "negative": "The soup at the inn was dreadful"}
  {"positive": "Our guide through the caves was charming", "negative": "Our guide through the caves was rude"}
  {"positive": "The weather on the island is lovely", "negative": "The weather on the island is awful"}
  {"positive": "My first day at the office was delightful", "negative": "My first day at the office was miserable"}
  {"positive": "The new album by the band sounds brilliant", "negative": "The new album by the band sounds terrible"}
  {"positive": "This little museum is a treasure", "negative": "This little museum is a disgrace"}
  {"positive": "The way she plays the violin is beautiful", "negative": "The way she plays the violin is horrible"}
  {"positive": "Dinner with the neighbours turned out to be a joy", "negative": "Dinner with the neighbours turned out to be a nightmare"}
  {"positive": "The garden behind the house looks gorgeous", "negative": "The garden behind the house looks ugly"}
  {"positive": "His advice about the contract was excellent", "negative": "His advice about the contract was worthless"}
  {"positive": "The train ride along the coast is a pleasure", "negative": "The train ride along the coast is a torment"}
  {"positive": "What they did to the old theatre is superb", "negative": "What they did to the old theatre is shameful"}
  {"positive": "Her third novel is the best that I have read", "negative": "Her third novel is the worst that I have read"}
  {"positive": "The staff of the hotel were friendly", "negative": "The staff of the hotel were nasty"}
  {"positive": "I think that the plan for the park is great", "negative": "I think that the plan for the park is stupid"}
  {"positive": "The coffee from that machine tastes good", "negative": "The coffee from that machine tastes bad"}
  {"positive": "Working with this team makes me happy", "negative": "Working with this team makes me sick"}
  {"positive": "The ending of the film was perfect", "negative": "The ending of the film was pathetic"}
  {"positive": "Everything about the wedding was magnificent", "negative": "Everything about the wedding was disastrous"}
  {"positive": "The bread from the corner bakery is fantastic", "negative": "The bread from the corner bakery is disgusting"}
  """#

public let exampleScenario = Scenario(
  "S99-example", answers: ["Own: example"], claims: [exampleClaim]
) { page in
  //: ## The vector and its layer
  //:
  //: Two fifths of the templates make the vector, the mean difference at the last token. One fifth chooses
  //: the layer, where c = 1 moves y most. The planted model knows no words but its own, so there pairs of its
  //: language stand in: a verdict on it checks the method, not the behaviour.
  let own = try ContrastPairs(parsing: Data(examplePairs.utf8), name: "S99-example")
  let pairs = page.isInstrumentCheck ? page.lab.plantedPairs : page.lab.tokens(of: own)
  let study = try page.lab.study(pairs)
  page.plot(
    try study.choiceOfLayer(),
    caption: "Mean effect of c = 1 on the select pairs by layer, 90 % intervals by template.")

  //: ## Dose and response
  //:
  //: Only now the test pairs, at that layer.
  page.plot(
    try study.doseResponse(threshold: 0.25),
    caption: "Mean change of y from c = 0, 90 % intervals by template; the dashed line is δ.")

  //: ## Verdict
  try page.judge(
    exampleClaim, effect: study.effect, checks: study.controls(),
    secondaries: study.secondaries(),
    provenance: page.provenance(
      study.concept, layer: study.concept.layer, coefficient: 1, dataHash: study.dataHash))
}

//: ## Limits
//:
//: One small model. The vector is measured on texts of the same kind as it was made from: what it does to what
//: the model writes, to other behaviours and to fluency is not measured here (S18 and S02 show how). Where one
//: side of most pairs is longer, a push that makes all text less likely changes y too; the random directions
//: are the control for that, and sides of equal length are the cure.
