//: # S07 · Does a vector of confidence change the tone or the knowledge?
//:
//: "The noise from the attic at night is …": *clearly*, or *perhaps*? A *steering vector* made from assured and
//: hedged statements is added, *c* times (the coefficient), to what the model computes at one layer while it
//: reads. It should make assured words likelier. Whether the model then also *knows* more or less is another
//: question, and one that matters: somebody who takes an assured tone for knowledge is misled by it.
//:
//: ## Answer
//:
//: That the vector makes the model sound surer, beyond a taste for sure words, {{S07.2.outcome}}. Every effect
//: here is counted at the same cost to ordinary prose, and only as far as it exceeds that on the same words
//: read out from a page. Sure words gain {{S07.2.effect on the items@each}} where the reply answers and
//: {{S07.2.effect on the controls@each}} where it reads them out: selectively {{S07.2.effect@each}}. So most of
//: what one sees is a taste for certain words, and a part is tone. Right answers to questions of fact change by
//: {{S07.2.facts lost@each}}; the details say where a loss of five points can be ruled out. An assured tone
//: from this vector is no sign of knowledge.
//:
//: A claim stays untested where requests for firm statements, against requests for cautious ones, are not shown
//: to move these replies ({{S07.2.asking in words moves it@each}}). The first protocol ended so as well: there
//: the control prompts moved by {{S07.1.effect on the control prompts@each}} beside {{S07.1.effect@each}} on
//: the items. On the planted model the vector moves the tone where it is at stake, and no facts.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering

//: ## What was registered
//:
//: y is log Σ p(assured words or replies) − log Σ p(hedged ones), in nats (natural logarithm: 0.69 nats double
//: the odds). The effect is y(c = 1) − y(0), item by item. It counts if even the lower end of its 90 %
//: interval exceeds δ = 0.25 nats. The items' wording frames (*templates*) fall into a *select* part,
//: where the layer is chosen, and a *test* part, where everything below is measured.
//:
//: The gate asks whether the model can be tested at all: a sentence that asks for firm statements must
//: move y. The discriminant: each item has a control prompt where the same words say nothing about
//: being sure ("the adverb in the first row of cards is"), and there the vector must move y less, or else
//: it prefers certain words. And the share of questions of fact that are answered right must change by less
//: than 5 percentage points in either direction: tone, not knowledge.
private let askingForConfidence = Check(
  "a sentence that asks for confidence", .lowerBound(above: 0.25), unit: .nats)
private let movesMoreThanControls = Check.discriminant(
  "moves more than the control prompts", unit: .nats,
  otherwise: "prefers the words, not confidence")
private let factsLost = Check("facts lost", .lowerBound(above: -5), unit: .percentagePoints)
private let factsWon = Check("facts won", .upperBound(below: 5), unit: .percentagePoints)

public let confidenceRises = MeasuredClaim(
  Claim(
    id: "S07.1",
    hypothesis:
      "Coefficient +1 of the confidence vector raises the log-odds of assured against hedged"
      + " words and leaves knowledge alone.",
    unit: .nats, smallestEffectOfInterest: 0.25,
    gates: [askingForConfidence],
    controls: [
      movesMoreThanControls,
      .randomDirections(Laboratory.draws), .covarianceMatchedDirections(Laboratory.draws),
      .shuffledLabels(Laboratory.draws), .positiveSlopeMajority,
      factsLost,
      factsWon,
    ],
    registration: 2)
) { lab in
  let items = try lab.studyItems(of: .confidence)
  let curve = try lab.response(of: lab.logOdds(items), to: lab.concept(.confidence), at: [0, 1])
  return PrimaryEffect(curve.difference(1, 0), clusters: items.templates)
}

//: ## What protocol 2 registers
//:
//: "Should I expect the canteen to be full at ten? On market days," *I know* or *I guess*? y is log Σ p(assured) −
//: log Σ p(hedged). In the control the same words are read from a page ("Most copies say,"). The effect is the rise of
//: y on the item minus the rise on its control, at equal cost and as [S01](S01-sentiment.md) describes for all claims
//: of protocol 2.
//:
//: The gate: requests for firm statements against requests for cautious ones, eight wordings in turn, must move y by δ.
//: Facts answered right may change by less than 5 points either way, and more than half of the effect must stay
//: when the sentiment vector's direction is taken out.
public let confidenceIsSelective = SelectiveClaim(
  "S07.2", .confidence,
  hypothesis:
    "At equal cost the vector raises assured against hedged continuations by more than where they are only"
    + " quoted, and leaves facts alone.")

public let confidence = Scenario(
  "S07-confidence", answers: [.confidence],
  claims: [confidenceRises.claim, confidenceIsSelective.claim]
) { page in
  //: ## The vector and its layer
  //:
  //: The vector is the mean difference over the pairs of assured and hedged statements, read at the last
  //: token. Its layer is the one where c = 1 moves the select items most.
  let study = try page.lab.study(.confidence)
  page.plot(
    try study.choiceOfLayer(),
    caption: "Mean effect of c = 1 on the select items by layer, 90 % intervals by template.")

  //: ## Dose and response
  //:
  //: At that layer, on the test items: five coefficients, on the prompts and on their controls.
  page.plot(
    try study.doseResponse("sure or not", control: "control prompts"),
    caption: "Mean change of y from c = 0, 90 % intervals by template; the dashed line is δ.")

  //: ## Tone or knowledge
  //:
  //: Questions of fact with two answers, such as "The capital of France is" with Paris and Rome. The model's
  //: answer is the likelier of the two, and its *stated probability* is what it gives it: 50 % is a guess, 100 %
  //: is certainty. The *Brier score* is the mean squared distance of p(right answer) from 1, so that 0.25
  //: is what guessing gets and 0 is best. The *calibration error* is how far stated probability and share of right
  //: answers lie apart, on average over five bins: 0 means that its certainty can be taken at its word.
  let knowledge = try FactualCalibration(of: study.concept, in: page.lab)
  page.show(try knowledge.table())
  page.plot(
    try knowledge.reliability(),
    caption:
      "Share of right answers among those stated alike, 90 % Clopper–Pearson intervals (facts taken"
      + " as independent); bins of five facts or more. On the grey line the two agree.")

  //: ## What it writes
  //:
  //: Test prompts at even distances, not picked; the most likely token at each step.
  page.show(
    try page.lab.transcripts(
      study.items.prompts, of: study.concept.vector, layer: study.concept.layer,
      coefficients: [-1, 0, 1]))

  //: ## Verdict
  //:
  //: The nulls are directions of the vector's length: random ones, random ones with the covariance of the
  //: activations, and the vector again from pairs with shuffled labels. To be first among 20 gives p = .05.
  let change = Reading.estimate(try knowledge.accuracyChange(at: 1))
  try page.judge(
    confidenceRises,
    checks: [
      Measurement(of: askingForConfidence, study.askingInWords())
    ] + study.controls(discriminant: movesMoreThanControls)
      + [Measurement(of: factsLost, change), Measurement(of: factsWon, change)],
    secondaries: study.secondaries(),
    provenance: page.provenance(study.concept, layer: study.concept.layer, coefficient: 1))

  //: ## Protocol 2
  //:
  //: Assured against hedged continuations where the reply answers, and where it reads them out.
  try page.judge(confidenceIsSelective)
}

//: ## Limits
//:
//: Small models ({{models S07}}), 36 items in 24 wording frames. The replies are adverbs in half of
//: the frames and short sentences in the other half, and nearly all items lean to assured words before any
//: steering, so that no preference has room to change sides. Knowledge is choosing between two given answers to
//: easy questions; a change of calibration smaller than the intervals above would not be seen, and the
//: intervals of the calibration error are rough, since that measure is never negative.
