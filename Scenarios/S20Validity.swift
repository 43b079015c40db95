//: # S20 · The right direction, or one that happens to work?
//:
//: A vector that moves a metric is not yet the concept that it is named after. It may be an accident of a few
//: texts, any push of that length may do as much, it may move the metric by way of something else (a taste
//: for the word "yes"), or along a path that the model never uses by itself. Each suspicion has a check. This page
//: puts all of them to every vector that the other pages use.
//:
//: ## Answer
//:
//: On {{all S20}} the vector of sentiment passes {{range S20 | Checks by vector | passed | sentiment}} of the
//: ten checks, that of honesty {{range S20 | Checks by vector | passed | honesty}}. A vector that passes few is
//: not the one to report a behaviour of, whatever its effect.
//:
//: Not every vector that works is well determined: those from two halves of the pairs agree for sentiment on
//: {{count S20 | Checks by vector | two halves agree | sentiment | begins ✓}}, for confidence on {{them S20 |
//: Checks by vector | two halves agree | confidence | begins ✓}}, for corrigibility on {{them S20 | Checks by
//: vector | two halves agree | corrigibility | begins ✓}} (corrected cosine {{range S20 | Checks by vector |
//: two halves agree | sentiment}}, {{range S20 | Checks by vector | two halves agree | confidence}} and {{range
//: S20 | Checks by vector | two halves agree | corrigibility}}). Where they do not, other pairs would give
//: other vectors. And a tick at "methods agree" asks for no more than shuffled labels give: for sycophancy the
//: methods' cosine is {{range S20 | Checks by vector | methods agree | sycophancy}}, which is next to none. Sycophancy's vector beats those from shuffled labels on {{them S20 | Checks by vector | beats
//: shuffled labels | sycophancy | begins ✓}} and random directions on {{them S20 | Checks by vector | beats
//: random directions | sycophancy | begins ✓}}. Adding honesty's raises honesty on {{them S20 | Checks by
//: vector | adding raises | honesty | begins ✓}}, but beats random directions on {{them S20 | Checks by vector
//: | beats random directions | honesty | begins ✓}}.
//:
//: A random direction of the sentiment vector's length passes the check that adding raises on {{count S20 |
//: Checks of a random direction | adding raises | outcome | begins ✓}}, and the one that compares it with other
//: random directions on {{them S20 | Checks of a random direction | beats random directions | outcome | begins
//: ✓}}. So a test of direction without a test of size says little. On the planted model every vector passes all
//: checks but the natural range, which is flagged, as c = ±1 there goes further than the pairs do.
import Claims
import Protocols
import Reporting
import Statistics
import Steering

public let validity = Scenario("S20-validity", answers: [.rightDirection]) { page in
  //: ## Ten checks
  //:
  //: The vectors are mean differences at the layers that were chosen on the select items; the checks are made on
  //: test items. All vectors are asked as they are made: +1 should raise the behaviour, for sycophancy too.
  //:
  //: 1. *Two halves agree*: vectors from two halves of the templates, 100 random halves; the mean cosine,
  //:    corrected to the full number of pairs by the formula of Spearman and Brown, is at least 0.9.
  //: 2. *Methods agree*: mean difference, PCA and logistic regression, each from a third of the templates; their
  //:    least cosine is above the 99th percentile of 100 draws with shuffled labels.
  //: 3. *Adding raises* (sufficiency): the 90 % interval of the effect of c = 1 is above 0.
  //: 4. *Subtracting lowers*: that of c = −1 is below 0, and the metric rises from −1 over −½, 0, ½ to 1.
  //: 5. and 6. *Beats shuffled labels*, *beats random directions*: 9 draws each at equal length, all below.
  //: 7. *Works in each format*: text and chat, or dialogue and narration; the weaker interval is above 0.
  //: 8. *Ablating takes away* (necessity): the projection is removed from the chosen layer on. Of the difference
  //:    that asking for and against the behaviour in words makes, at least a tenth is gone, and more than after
  //:    removing a random direction. Where asking makes no difference, this cannot be tested.
  //: 9. *Stays in the natural range*: at c = ±1 the median token of the prompts projects within the 1st to 99th
  //:    percentile of natural text, the pairs included. The number is the largest |c| that does. Beyond it the vector
  //:    is flagged (⚑), not failed: the effect may use a *dormant pathway* (Makelov et al., arXiv 2311.17030).
  //: 10. *Not by yes–no, A–B, length or valence*: the part of the vector along these directions, added alone, has less
  //:    than a quarter of the effect. Valence is the sentiment vector, for all vectors but that one.
  let nuisances = try page.lab.nuisances()
  let behaviors = Behavior.allCases
  let results = try behaviors.map {
    try page.lab.validityBattery(of: $0, nuisances: nuisances).run(on: page.lab.underTest)
  }
  page.show(
    try Table(
      "Checks by vector",
      columns: ["check"] + behaviors.map(\.rawValue),
      rows: ValidityQuestion.allCases.map { question in
        [.text(question.name)] + results.map { .text($0[question]?.summary ?? "") }
      } + [
        [.text("passed")]
          + results.map { .text("\($0.questions(.passes).count) of \($0.checks.count)") }
      ]))

  //: ## Dose and response
  //:
  //: What check 3 and 4 look at: the change of each behaviour's own metric.
  page.plot(
    .doseResponse(
      "Dose and response of every vector", metric: "change of log-odds (nats)",
      try zip(behaviors, results).map {
        try $1.doses.series($0.rawValue, by: $1.clusters)
      }),
    caption:
      "Mean change from c = 0 on test items, each vector at its own layer; 90 % intervals by template."
  )

  //: ## A direction that should not pass
  //:
  //: The same checks for a random direction of the sentiment vector's length, in place of the vector.
  let random = try page.lab.validityBattery(of: .sentiment, nuisances: nuisances)
    .withRandomDirection().run(on: page.lab.underTest)
  page.show(
    try Table(
      "Checks of a random direction", columns: ["check", "outcome", "what the number is"],
      rows: random.checks.map {
        [.text($0.question.name), .text($0.summary), .text($0.note)]
      }))

  //: ## The numbers
  for (behavior, result) in zip(behaviors, results) {
    page.show(
      try Table(
        "Checks of the \(behavior.rawValue) vector",
        columns: ["check", "outcome", "what the number is"],
        rows: result.checks.map {
          [.text($0.question.name), .text($0.summary), .text($0.note)]
        }))
  }

  //: ## Limits
  //:
  //: Exploratory, nothing was registered, and ten checks at these levels are passed by chance less often than any
  //: one of them. Passing them all would not show that the direction is the only one, nor that it is the one that
  //: the model itself uses: the ablation asks that of one kind of prompt. Nuisances are those that one thought of.
}
