//: # S22 · The same vector, backwards: dual use
//:
//: A vector that makes a model more honest is a direction, and a direction has two ends. Does subtracting it
//: make the model as deceptive as adding it makes it honest, at what cost, with how little effort, and would
//: anybody notice? Measured for five behaviours, and then discussed: what should a laboratory
//: weigh that publishes a tool like this one?
//:
//: ## Answer
//:
//: Yes, nearly: what a vector gives it also takes. On SmolLM2 the reversed vector moves confidence as far
//: as the vector itself, sentiment and corrigibility six tenths as far, and agreement further backwards
//: than forwards: it is easier to make this model more sycophantic than less. Neutral text suffers no more
//: from the harmful sign than from the wanted one. For honesty, the case that one would ask about first,
//: the vector does nothing that can be told from zero at either sign, so that this model answers nothing
//: about it; on the planted model honesty reverses as well as it adds (0.9 [0.7, 1.1]).
//:
//: Little is needed. One pair gives half of the harm that all two hundred do for sycophancy and almost
//: half for corrigibility, ten pairs most of it. A monitor that reads the same direction notices dose −1
//: better than chance, well for sentiment (0.93), poorly for honesty and corrigibility (0.66): one cannot
//: count on seeing it.
import Claims
import Protocols
import Reporting
import Statistics
import Steering

public let dualUse = Scenario("S22-dual-use", answers: [.dualUse]) { page in
  //: ## Forwards and backwards
  //:
  //: Dose 1 is the strength at which the layer was chosen, dose −1 the same vector with the other sign. Effects
  //: are in the direction that is wanted of the behaviour, so that for sycophancy dose 1 is c = −1. *NLL* is
  //: the rise of the surprise at neutral text, in nats per token. Nothing here was registered: it is exploratory.
  let found = try Behavior.allCases.map {
    try page.lab.dualUse(of: $0, items: page.lab.counts.sideEffectItems / 2)
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
  //:
  //: Vectors from few pairs, drawn at random, at dose −1 and with the length of the vector from all pairs: how
  //: far away from what is wanted they move the items (mean and whole range of the draws; for all pairs a 90 %
  //: interval), and how near they come to that vector.
  let harms = try [Behavior.honesty, .corrigibility, .sycophancy].map {
    try page.lab.pairsNeeded(for: $0, items: page.lab.counts.sideEffectItems / 3)
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
  //:
  //: A monitor that reads the projection on the same direction: how well it tells the two sides of held-out pairs
  //: apart, and prompts read at dose −1 from prompts read as they are, at the last layer. Areas under the curve:
  //: 0.5 is chance. Beside it, what it makes of random directions of the same length.
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

  //: ## What a laboratory should weigh
  //:
  //: The harm needs no second discovery. Whoever has the vector has its reverse, at the same price in
  //: neutral text, and who does not have it makes one from a few pairs of sentences, on a laptop,
  //: without training and without the data that a fine-tune would need. Keeping a vector secret
  //: therefore protects little; what protects is who may write into a model's residual stream at all.
  //: Weights that are served behind an interface do not offer that; weights that are given away do,
  //: and have been steerable since before this page.
  //:
  //: What publication adds is knowledge of both signs. That knowledge is of use to those who defend: a
  //: monitor along the direction, an erasure before release, a test that a product's safety behaviour
  //: does not hang on one line in one layer. Where a behaviour does hang on one line, as refusal was
  //: found to (Arditi et al., arXiv 2406.11717), the honest conclusion is that it was never a
  //: safeguard against anyone who holds the weights, and that is better known than assumed.
  //:
  //: Four habits follow, and this project keeps them. Report both signs of every vector, as the table
  //: above does, so that nobody learns the second half from somebody else. Name the cost, since an
  //: attack that breaks the text is none. Publish directions for behaviours that a small open model
  //: has anyway, and not those that would take a capability or a safeguard away from a model that
  //: people rely on. And state what was not found: on this model nothing here made it more deceptive,
  //: which says nothing of larger ones.

  //: ## Limits
  //:
  //: Harm means here a changed preference between two given replies of a small model, at a strength that
  //: leaves its text intact; nobody was deceived. The monitor knows the direction that was used: one that
  //: has to guess it sees less. Vectors from few pairs were drawn a few times each and measured on 13
  //: items.
}
