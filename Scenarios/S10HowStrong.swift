//: # S10 · How strong? The sweet spot and what it costs
//:
//: The *coefficient* c says how often the steering vector is added. Too little does nothing, too much breaks the
//: text. Between them there may be a sweet spot, and this page looks for it with a rule that is fixed first.
//: The *effect* is the rise of the log-odds of kind words (nats). The *side effects* are what should stay as it is:
//: the likelihood of neutral text, the distribution of the next token, and answers to questions of fact. Each has
//: a margin of what is tolerable: 0.1 nats per token, 0.1 nats of divergence, 5 percentage points. Other behaviours
//: move in proportion to the effect, whatever the dose, so that their share of it is told once, and no dose is held
//: to it.
//:
//: **The rule.** S is the largest side effect as a multiple of its margin, taken at the worse end of its 90 %
//: interval: S < 1 says that even the worst plausible change is tolerable. A dose is *sweet* when the lower
//: end of the effect's interval exceeds 0.25 nats and S < 1. Of the sweet doses the one with the largest effect is
//: chosen, on the *select* texts; the *test* texts say what it is worth.
//:
//: ## Answer
//:
//: A sweet spot, a dose that surely works and leaves the rest alone, is found on {{count S10 | Doses, select
//: texts | some row | sweet | is yes}}. The gentlest dose, c = 0.25, has an effect of {{range S10 | Doses, select
//: texts | 0.25 | effect (nats)}} nats, and an S of {{range S10 | Doses, select texts | 0.25 | S}}, where less
//: than 1 is tolerable. At c = 1 neutral text becomes less likely than is tolerable on {{them S10 |
//: Side effects by coefficient | likelihood of text | 1 | > 1}}, and answers to questions of fact may change by
//: more than that on {{them S10 | Side effects by coefficient | facts | 1 | > 1}}. Facts are asked on few
//: questions, so that S errs on the side of harm.
//:
//: What the vector does to other behaviours no dose mends: at the chosen dose agreement changes by {{S10 | Side
//: effects of the chosen dose, test texts | sycophancy | share of the effect @each}} of the effect, corrigibility
//: by {{S10 | Side effects of the chosen dose, test texts | corrigibility | share of the effect @each}}.
import Claims
import Formatting
import Protocols
import Reporting
import Statistics
import Steering

public let howStrong = Scenario(
  "S10-how-strong", answers: [.magnitudes], alsoAnswers: [.tuning]
) { page in
  //: ## Every dose on the select texts
  //:
  //: The vector is the mean difference of statements of love and hate; its layer is the one that moves the select
  //: openings most. Six coefficients that are usually tried, 0.5, 1, 1.5, 2, 3 and 5, and three
  //: between and below them.
  let lab = page.lab
  let concept = try lab.sentiment()
  let study = try lab.doseStudy(of: .sentiment, items: lab.counts.sideEffectItems * 2 / 5)
  page.plot(
    .doseResponse(
      "Effect by coefficient", metric: "change of log-odds (nats)",
      [
        .init("vector", study.select.map { .init($0.coefficient, $0.effect) }),
        study.random.range("random directions"),
      ], threshold: DoseStudy.smallestEffect),
    caption:
      "Mean change from c = 0 with 90 % intervals by template; grey: mean and range over 19 random "
      + "directions as long as the vector; the dashed line is δ.")
  page.plot(
    try .heatMap(
      "Side effects by coefficient", "worse end of the interval / margin", rowAxis: "side effect",
      columnAxis: "coefficient c", columns: study.select.map { Formatted.number($0.coefficient) },
      rows: study.sideEffectRows, scale: .sequential(0...2), mark: "1 or more: not tolerable"),
    caption:
      "Each side effect as a multiple of its margin, select texts; what is larger than 9.9 is shown as "
      + "9.9. S is the largest of a column.")
  page.show(
    try Table(
      "Doses, select texts",
      columns: ["c", "ρ", "effect (nats)", "S", "largest side effect", "sweet", "on the front"],
      rows: try study.select.map { dose in
        [
          .number(dose.coefficient),
          .number(
            try lab.relativeNorm(
              concept.vector, layer: dose.layer, coefficient: dose.coefficient)),
          .estimate(dose.effect), .number(dose.score),
          .text(dose.sideEffects.worst?.name ?? ""),
          .text(dose.isSweet(above: DoseStudy.smallestEffect) ? "yes" : "no"),
          .text(study.select.paretoFront.contains(dose) ? "yes" : "no"),
        ]
      }))

  //: ## What is gained against what it costs
  //:
  //: A dose is on the *Pareto front* when no other has more effect for no more side effect.
  page.plot(
    .scatter(
      "Effect against side effects", x: "S, the largest side effect / its margin",
      y: "effect (nats)",
      [
        study.scatter("vector, on the front", study.select.paretoFront, isConnected: true),
        study.scatter(
          "vector, beaten", study.select.filter { !study.select.paretoFront.contains($0) }),
      ], xMarks: [AxisMark("S = 1", at: 1)],
      yMarks: [AxisMark("δ", at: DoseStudy.smallestEffect)]),
    caption:
      "One point a coefficient, select texts. Sweet is the upper left: above δ and left of S = 1.")

  //: ## The choice on the test texts
  //:
  //: The chosen dose, the ones beside it, and all side effects of the choice, on texts that played no part in it.
  page.show(
    try Table(
      "Chosen dose and its neighbours, select and test",
      columns: ["c", "effect, select", "effect, test", "S, select", "S, test", "sweet on test"],
      rows: study.test.map { dose in
        let before = study.select.first { $0.coefficient == dose.coefficient }
        return [
          .text(
            Formatted.number(dose.coefficient)
              + (dose.coefficient == study.chosen.coefficient ? " (chosen)" : "")),
          before.map { .estimate($0.effect) } ?? .empty, .estimate(dose.effect),
          before.map { .number($0.score) } ?? .empty, .number(dose.score),
          .text(dose.isSweet(above: DoseStudy.smallestEffect) ? "yes" : "no"),
        ]
      }))
  page.show(
    try Table(
      "Side effects of the chosen dose, test texts",
      columns: ["measure", "change", "margin", "multiple", "share of the effect"],
      rows: study.heldOut.sideEffects.map { $0.row(beside: study.heldOut.effect) }))

  //: ## What it writes
  //:
  //: Text written under steering, scored by the model without it: a loop is likely text, so the share of repeated
  //: 4-grams stands beside the NLL.
  let openings = lab.corpora.openings.test.thinned(to: lab.counts.controlItems / 2)
  page.show(
    try Table(
      "24 new tokens on neutral openings",
      columns: ["c", "NLL under the unsteered model (nats/token)", "repeated 4-grams"],
      rows: try Set([0, study.chosen.coefficient, 2, 5]).sorted().map { coefficient in
        let written = try lab.write(
          openings, tokens: 24, concept.vector, concept.layer, coefficient)
        return [
          .number(coefficient),
          .estimate(
            try estimate(lab.unsteeredNLL(openings, written), by: openings.templates)),
          .estimate(
            try estimate(written.map { fourGramRepetition($0) }, by: openings.templates)),
        ]
      }))

  //: ## Limits
  //:
  //: The margins are a choice, stated before the doses were run. S takes the worse end of an interval and the largest
  //: of three measures, so that it shrinks with the number of items. One layer, one vector, one
  //: kind of opening. Continuations are greedy and 24 tokens long: loops that set in later are not seen.
}
