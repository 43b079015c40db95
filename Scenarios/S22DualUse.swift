//: # S22 · The same vector, backwards: dual use
//:
//: A vector that makes a model more honest is a direction, and a direction has two ends. Does subtracting it
//: make the model as deceptive as adding it makes it honest, at what cost, with how little effort, and would
//: anybody notice? Measured for five behaviours, and then discussed: what should a laboratory
//: weigh that publishes a tool like this one?
//:
//: ## Answer
//:
//: TO BE WRITTEN.
import Claims
import Experiments
import Reporting
import Statistics
import Steering

public let dualUse = Scenario("S22-dual-use", claims: []) { page in
  //: ## Forwards and backwards
  //:
  let found = try Behavior.allCases.map {
    try page.lab.dualUse(of: $0, items: page.lab.scale.sideEffectItems / 2)
  }
  page.plot(
    .lines(
      LineChart(
        title: "Both ends", xAxis: "dose (in the wanted direction)",
        yAxis: "change in the wanted direction (nats)",
        series: try found.map { use in
          LineChart.Series(
            use.doses.behavior.rawValue,
            try SignedDoses.doses.filter { abs($0) <= 2 }.map {
              .init($0, try use.doses.effect($0))
            })
        }, marks: .bands)),
    caption: "Mean change on test items with 90 % intervals by template.")
  page.show(
    try Table(
      "The same vector at both signs",
      columns: [
        "behaviour", "dose 1 (nats)", "dose −1 (nats)", "backwards over forwards",
        "random directions at 1", "items on the wanted side at −1, 0, 1", "NLL at 1", "NLL at −1",
      ],
      rows: try found.map { use in
        [
          .text(use.doses.behavior.rawValue), .estimate(try use.doses.effect(1)),
          .estimate(try use.doses.effect(-1)), try use.doses.reversal.cell,
          .estimate(try range(of: use.doses.random)), .text(use.doses.sides),
          .estimate(use.cost), .estimate(use.reversedCost),
        ]
      }))

  //: ## How little it takes
  let harms = try [Behavior.honesty, .corrigibility, .sycophancy].map {
    try page.lab.pairsNeeded(for: $0, items: page.lab.scale.sideEffectItems / 3)
  }
  page.show(
    try Table(
      "Harm from few pairs",
      columns: ["pairs"] + harms.flatMap { ["\($0.behavior.rawValue) (nats)", "cosine"] },
      rows: (harms.first?.points ?? []).indices.map { index in
        [.integer(harms[0].points[index].pairs)]
          + (try harms.flatMap { harm in
            [
              .estimate(try range(of: harm.points[index].effects)),
              .number(harm.points[index].cosine),
            ]
          })
      } + [
        ["all"] + harms.flatMap { [.estimate($0.whole), .number(1)] }
      ]))

  //: ## Would anybody notice?
  page.show(
    try Table(
      "A monitor that projects",
      columns: ["behaviour", "reads held-out pairs", "notices dose −1", "random direction"],
      rows: try found.map { use in
        [
          .text(use.doses.behavior.rawValue), .number(use.readingAUC), .number(use.noticingAUC),
          .estimate(try range(of: use.randomAUCs)),
        ]
      }))

  //: ## Limits
  //:
  //: TO BE WRITTEN.
}
