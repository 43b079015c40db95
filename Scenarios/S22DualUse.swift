//: # S22 · The same vector, backwards: dual use
//:
//: A vector that makes a model more honest is a direction, and a direction has two ends. Does subtracting it
//: make the model as deceptive as adding it makes it honest, at what cost, with how little effort, and would
//: anybody notice? Measured for five behaviours, and then discussed: what should a laboratory
//: weigh that publishes a tool like this one?
//:
//: ## Answer
//:
//: Yes: what a vector gives, its reverse takes, for sentiment on {{count S22 | The same vector at both signs |
//: sentiment | dose −1 (nats) | < 0}}, for sycophancy on {{them S22 | The same vector at both signs |
//: sycophancy | dose −1 (nats) | < 0}}, for corrigibility on {{them S22 | The same vector at both signs |
//: corrigibility | dose −1 (nats) | < 0}}. Backwards over forwards it is {{range S22 | The same vector at both
//: signs | sentiment | backwards over forwards}} for sentiment, {{range S22 | The same vector at both signs |
//: corrigibility | backwards over forwards}} for corrigibility, {{range S22 | The same vector at both signs |
//: confidence | backwards over forwards}} for confidence and {{range S22 | The same vector at both signs |
//: sycophancy | backwards over forwards}} for sycophancy, where more than 1 says that it is easier to make a
//: model agree more than less (with what is false; [S04](S04-sycophancy.md) says how little of that is for
//: pleasing anybody). For honesty, the case that one would ask about first, the reverse lowers
//: it on {{them S22 | The same vector at both signs | honesty | dose −1 (nats) | < 0}} ({{range S22 | The same
//: vector at both signs | honesty | dose −1 (nats)}} nats, where random directions move it by {{range S22 | The
//: same vector at both signs | honesty | random directions at 1}}). On the planted model honesty reverses as
//: well as it adds ({{S22 | The same vector at both signs | honesty | backwards over forwards @planted}}).
//:
//: What the harmful sign costs depends on the behaviour: for sycophancy the NLL of neutral text changes by
//: {{range S22 | The same vector at both signs | sycophancy | NLL at −1}} at the harmful sign and by {{range
//: S22 | The same vector at both signs | sycophancy | NLL at 1}} at the wanted one, for sentiment by {{range
//: S22 | The same vector at both signs | sentiment | NLL at −1}} and {{range S22 | The same vector at both
//: signs | sentiment | NLL at 1}}.
//:
//: Little is needed. For corrigibility one pair does a harm of {{range S22 | Harm from few pairs | 1 |
//: corrigibility (nats)}} nats, ten pairs {{range S22 | Harm from few pairs | 10 | corrigibility (nats)}}, all
//: pairs {{range S22 | Harm from few pairs | all | corrigibility (nats)}}. A monitor that reads the same
//: direction notices dose −1 with an AUC of {{range S22 | A monitor that projects | sentiment | notices dose
//: −1}} for sentiment, and of {{range S22 | A monitor that projects | honesty | notices dose −1}} for honesty
//: and {{range S22 | A monitor that projects | corrigibility | notices dose −1}} for corrigibility, where half
//: is chance: one cannot count on seeing it.
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
  //: people rely on. And state what was not found: the honesty vector's reverse moves honesty by
  //: {{value S22 | The same vector at both signs | honesty | dose −1 (nats) @each}} (nats) here, which says nothing
  //: of larger models.

  //: ## Limits
  //:
  //: Harm means here a changed preference between two given replies of a small model, at a strength that
  //: leaves its text intact; nobody was deceived. The monitor knows the direction that was used: one that
  //: has to guess it sees less. Vectors from few pairs were drawn a few times each and measured on 13
  //: items.
}
