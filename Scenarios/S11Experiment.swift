//: # S11 · A whole experiment in one call
//:
//: `steeringExperiment(model, behaviour, positive, negative)` does what one does by hand: it makes a vector from
//: texts that show a behaviour and texts that do not, compares layers, tries coefficients at the best three,
//: weighs the effect against side effects, and measures the choice on texts that played no part in it. This page
//: runs it on two behaviours, and once more on pairs whose labels were shuffled: a procedure that picks the
//: best of many tries must not find anything there.
//:
//: ## Answer
//:
//: In part: for sentiment it finds an effect that has its price on {{count S11 | What the call chose |
//: sentiment, true | found | is effect at a price}}, for sycophancy on {{them S11 | What the call chose |
//: sycophancy, true | found | is effect at a price}}. The dose that it chose for sentiment does {{range S11 |
//: What the call chose | sentiment, true | effect, select (nats)}} nats where it was chosen and {{range S11 |
//: What the call chose | sentiment, true | effect, held out (nats)}} on held-out texts; what comes
//: nearest to its margin is {{S11 | What the call chose | sentiment, true | largest side effect @each}}. For
//: sycophancy S is {{range S11 | What the call chose | sycophancy, true | S, held out}} on held-out texts,
//: where less than 1 would be tolerable. With shuffled labels it finds nothing for sentiment on {{them S11 |
//: What the call chose | sentiment, shuffled | found | is nothing}} and nothing for sycophancy on {{them S11 |
//: What the call chose | sycophancy, shuffled | found | is nothing}}.
//:
//: Regression to the mean, which one fears from picking the best, can be seen on {{model:smollm2-135m}}: with
//: shuffled labels the effect for sycophancy falls from {{S11 | What the call chose | sycophancy, shuffled |
//: effect, select (nats) @smollm2-135m}} to {{S11 | What the call chose | sycophancy, shuffled | effect, held
//: out (nats) @smollm2-135m}}. On {{model:gemma-3-270m}} it stays, from {{S11 | What the call chose |
//: sycophancy, shuffled | effect, select (nats) @gemma-3-270m}} to {{S11 | What the call chose | sycophancy,
//: shuffled | effect, held out (nats) @gemma-3-270m}}: any difference between these texts may carry a little,
//: and only δ keeps it from being called a find.
import Protocols
import Reporting
import Statistics
import Steering

public let wholeExperiment = Scenario("S11-experiment", answers: [.steeringExperiment]) { page in
  //: ## Two behaviours, with their labels and with shuffled ones
  //:
  //: Wanted are more kind words and less agreement with false statements, by at least 0.25 nats. *Sweet* means that
  //: the whole 90 % interval of the effect lies above that and that S, the largest side effect as a multiple of its
  //: margin, is below 1 at the worse end of its interval (the rule of S10, where other behaviours have a share of the
  //: effect and no margin). With shuffled labels no side effects are
  //: counted, so that any effect that is surely large enough would be a find. Items are few here, so intervals, and S
  //: with them, are wide; `steer experiment` takes more of both items and doses.
  let runs = try [Behavior.sentiment, .sycophancy].flatMap { behavior in
    try [false, true].map { shuffled in
      (behavior, shuffled, try page.lab.briefExperiment(on: behavior, shuffled: shuffled))
    }
  }
  page.show(
    try Table(
      "What the call chose",
      columns: [
        "behaviour", "labels", "layer", "c", "found", "effect, select (nats)",
        "effect, held out (nats)", "S, select", "S, held out", "largest side effect",
      ],
      rows: runs.map { behavior, shuffled, run in
        [
          .text(behavior.rawValue), .text(shuffled ? "shuffled" : "true"),
          .integer(run.chosen.layer), .number(run.chosen.coefficient),
          .text(
            run.isSweet
              ? "sweet" : run.chosen.effect.interval.lower > 0.25 ? "effect at a price" : "nothing"),
          .estimate(run.chosen.effect), .estimate(run.heldOut.effect),
          shuffled ? .empty : .number(run.chosen.score),
          shuffled ? .empty : .number(run.heldOut.score),
          .text(run.heldOut.sideEffects.worst?.name ?? ""),
        ]
      }))

  //: ## Regression to the mean
  //:
  //: The largest of many estimates is the largest partly by luck, and luck does not come back. Each row is one run:
  //: the effect of the chosen dose where it was chosen, and on the held-out texts.
  page.plot(
    .effects(
      "The chosen dose, where it was chosen and held out", unit: .nats,
      runs.flatMap { behavior, shuffled, run in
        let name = behavior.rawValue + (shuffled ? ", shuffled" : "")
        return [
          ForestChart.Row("\(name): select", run.chosen.effect, isMuted: true),
          ForestChart.Row("\(name): held out", run.heldOut.effect),
        ]
      }, threshold: 0.25),
    caption:
      "Mean effect in the wanted direction with 90 % intervals by template; the dashed line is δ.")

  //: ## All the doses that were tried
  page.plot(
    .scatter(
      "Effect against side effects", x: "S, the largest side effect / its margin",
      y: "effect, select texts (nats)",
      runs.filter { !$0.1 }.map { behavior, _, run in
        ScatterChart.Series(
          behavior.rawValue,
          run.doses.filter { $0.score < 20 }.map { .init("", x: exactly($0.score), y: $0.effect) })
      }, xMarks: [AxisMark("S = 1", at: 1)], yMarks: [AxisMark("δ", at: 0.25)]),
    caption:
      "One point a layer and coefficient, true labels; those with S of 20 or more lie outside. Sweet is the "
      + "upper left.")
  for (behavior, shuffled, run) in runs where !shuffled {
    page.show(
      try Table(
        "Side effects of the chosen dose, \(behavior.rawValue), held-out texts",
        columns: ["measure", "change", "margin", "multiple", "share of the effect"],
        rows: run.heldOut.sideEffects.map { $0.row(beside: run.heldOut.effect) }))
  }

  //: ## Limits
  //:
  //: Few items and doses, so that the whole page runs in a minute or two: a dose may be missed, and S is
  //: pessimistic. Shuffled labels were drawn once for each behaviour; that the procedure finds nothing
  //: there is a check of the instrument and no estimate of how often it errs. Layers were compared at one
  //: dose, before coefficients were.
}
