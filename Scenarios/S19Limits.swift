//: # S19 · Where does it stop working?
//:
//: A *steering vector* that works on the texts it was tried on may fail elsewhere: after other words, at another
//: strength, where the question is put in another form, or on single items. Each of these limits is measured here, for
//: five behaviours, on texts that had no part in making the vector or in choosing its layer.
//:
//: ## Answer
//:
//: TO BE WRITTEN.
import Claims
import Experiments
import Reporting
import Statistics
import Steering

public let limits = Scenario("S19-limits", claims: []) { page in
  //: ## The measurements
  //:
  //: All effects are in the direction that is wanted of the behaviour (for sycophancy, less of it), in *nats*
  //: of log-odds: 0.7 nats double the odds. *Dose* 1 is the strength at which the layer was chosen: the
  //: *coefficient* c is 1, or −1 for sycophancy. Nothing on this page was registered: it is exploratory.
  //:
  //: *Wordings*: eight sentences that ask for nothing ("Please read on.") are put before the same items. The
  //: spread of the slopes (nats per unit of dose) is split into what differs between wordings, between
  //: items, and the rest (standard deviations). *Strength*: from dose 1 up and down, as long as at least half of
  //: the effect at 1 is left, of doses from 0 to 4. *Backwards*: how far dose −1 moves the other way, 1 being as far.
  //: *Wrong way*: items that move against the vector, with a 95 % interval.
  let found = try Behavior.allCases.map {
    try page.lab.limits(
      of: $0, wordingItems: page.lab.scale.sideEffectItems / 6,
      formatItems: page.lab.scale.sideEffectItems / 4)
  }
  page.show(
    try Table(
      "Limits by behaviour",
      columns: [
        "behaviour", "effect of dose 1 (nats)", "mean slopes by wording, from–to",
        "s.d. wordings / items / rest", "at least half of the effect, doses", "backwards",
        "second format over first", "wrong way",
      ],
      rows: try found.map { limit in
        [
          .text(limit.doses.behavior.rawValue), .estimate(try limit.doses.effect(1)),
          .text(limit.wordings.range), .text(limit.wordings.components),
          .text(try limit.doses.usefulRangeText), try limit.doses.reversal.cell,
          limit.formatRatio.cell, .estimate(try limit.doses.antiSteerableShare),
        ]
      }))

  //: ## Another format
  //:
  //: The same question as plain text and in a chat, or in the planted language as a dialogue and after a sentence. Sentiment
  //: was made and tried in the first format alone; for honesty, confidence and corrigibility both formats were
  //: among the texts that chose the layer. Grey: random directions of the vector's length, mean and whole range.
  page.plot(
    .effects(
      "Effect by format", unit: .nats,
      try found.flatMap { limit in
        let name = limit.doses.behavior.rawValue
        return limit.formats.map { ForestChart.Row("\(name), \($0.name)", $0.effect) } + [
          ForestChart.Row(
            "\(name), random directions", try range(of: limit.doses.random), isMuted: true)
        ]
      }),
    caption: "Effect of dose 1 in the wanted direction, 90 % intervals by template.")

  //: ## Items that move the wrong way
  //:
  //: The two worst of each behaviour; the others that failed are counted above.
  page.show(
    try Table(
      "Anti-steerable items", columns: ["behaviour", "slope (nats per unit of dose)", "prompt"],
      rows: found.flatMap { limit in
        limit.doses.antiSteerable.prefix(2).map { item in
          [
            .text(limit.doses.behavior.rawValue), .number(limit.doses.slopes[item]),
            .text(page.lab.shownPrompt(limit.doses.items.prompts[item])),
          ]
        }
      }))

  //: ## Limits
  //:
  //: TO BE WRITTEN.
}
