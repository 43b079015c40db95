//: # S19 · Where does it stop working?
//:
//: A *steering vector* that works on the texts it was tried on may fail elsewhere: after other words, at another
//: strength, where the question is put in another form, or on single items. Each of these limits is measured here, for
//: five behaviours, on texts that had no part in making the vector or in choosing its layer.
//:
//: ## Answer
//:
//: In single items more than in wordings: some of corrigibility's items move the wrong way on {{count S19 |
//: Limits by behaviour | corrigibility | wrong way | > 0}}, some of honesty's on {{them S19 | Limits by
//: behaviour | honesty | wrong way | > 0}}, some of sentiment's on {{them S19 | Limits by behaviour | sentiment
//: | wrong way | > 0}}. The share is {{range S19 | Limits by behaviour | corrigibility | wrong way}} for
//: corrigibility and {{range S19 | Limits by behaviour | honesty | wrong way}} for honesty, whose vector has an
//: effect of {{range S19 | Limits by behaviour | honesty | effect of dose 1 (nats)}} nats on average. Wordings
//: change less: after the least favourable one sentiment's slope is {{range S19 | Limits by behaviour |
//: sentiment | mean slopes by wording, from–to}} nats.
//:
//: At least half of sentiment's effect is left at doses of {{S19 | Limits by behaviour | sentiment | at least
//: half of the effect, doses @each}}; for sycophancy these are {{S19 | Limits by behaviour | sycophancy | at
//: least half of the effect, doses @each}}. Backwards, sentiment moves by {{range S19 | Limits by behaviour |
//: sentiment | backwards}} of what it moves forwards, sycophancy by {{range S19 | Limits by behaviour |
//: sycophancy | backwards}}.
//:
//: As a factor of the selective effect of plain dialogues, the model's own chat template gives for sentiment {{S19 |
//: Limits by behaviour | sentiment | second format over first @each}}, for confidence {{S19 | Limits by
//: behaviour | confidence | second format over first @each}}. A vector that was tried in one format says nothing certain about the next. On the
//: planted model every one of these limits is absent, as built.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering

public let limits = Scenario(
  "S19-limits", answers: [.promptSensitivity, .tuning, .generalisation],
  alsoAnswers: [.evaluateRobustness]
) { page in
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
      of: $0, wordingItems: page.lab.counts.sideEffectItems / 6,
      formatItems: page.lab.counts.sideEffectItems / 2)
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
  //: The same items as plain text, "User: … Assistant: …", and in the model's own chat template, where it has one (in
  //: the planted language: as a dialogue and after a sentence). What is compared is the selective effect at equal
  //: cost of [S01](S01-sentiment.md), whose vectors are made from plain text alone.
  page.plot(
    .effects(
      "Effect by format", unit: .nats,
      try found.flatMap { limit in
        let name = limit.doses.behavior.rawValue
        return limit.formats.map { ForestChart.Row("\(name), \($0.name)", $0.effect) }
      }),
    caption: "Selective effect in the wanted direction, 90 % intervals by template.")

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
  //: Twenty items a behaviour: no item among twenty moving the wrong way still allows for one in six. The
  //: wordings are eight sentences before the prompt and no paraphrases of the prompt itself. Which of the differences
  //: between the two formats matters was not taken apart. Doses end at 4.
}
