//: # S07 · Does a vector of confidence change the tone or the knowledge?
//:
//: "Should I expect the canteen to be full at ten? On market days," *I know*, or *I guess*? A *steering vector* made from assured and
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
//: to move these replies ({{S07.2.asking in words moves it@each}}). On the planted model the vector moves the
//: tone where it is at stake, and no facts.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering

//: ## What was registered
//:
//: "Should I expect the canteen to be full at ten? On market days," *I know* or *I guess*? y is log Σ p(assured) −
//: log Σ p(hedged). In the control the same words are read from a page ("Most copies say,"). The effect is the rise of
//: y on the item minus the rise on its control, at equal cost and as [S01](S01-sentiment.md) describes for all such
//: claims.
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
  "S07-confidence", answers: [.confidence], claims: [confidenceIsSelective.claim]
) { page in
  //: ## The verdict
  //:
  //: Assured against hedged continuations where the reply answers, and where it reads them out.
  let study = try page.judge(confidenceIsSelective)

  //: ## Tone or knowledge
  //:
  //: Questions of fact with two answers, such as "The capital of France is" with Paris and Rome. The model's
  //: answer is the likelier of the two, and its *stated probability* is what it gives it: 50 % is a guess, 100 %
  //: is certainty. The *Brier score* is the mean squared distance of p(right answer) from 1, so that 0.25
  //: is what guessing gets and 0 is best. The *calibration error* is how far stated probability and share of right
  //: answers lie apart, on average over five bins: 0 means that its certainty can be taken at its word.
  let knowledge = try FactualCalibration(
    of: study.concept, in: page.lab, coefficients: [-1, 0, 1].map { $0 * study.coefficient })
  page.show(try knowledge.table())
  page.plot(
    try knowledge.reliability(),
    caption:
      "Share of right answers among those stated alike, 90 % Clopper–Pearson intervals (facts taken"
      + " as independent); bins of five facts or more. On the grey line the two agree.")
}

//: ## Limits
//:
//: Small models ({{models S07}}). Knowledge is choosing between two given answers to
//: easy questions; a change of calibration smaller than the intervals above would not be seen, and the
//: intervals of the calibration error are rough, since that measure is never negative.
