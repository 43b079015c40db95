//: # S14 · Which layer and position carry the answer?
//:
//: Two prompts differ in one fact: "The capital of France is the city of", "The capital of Italy is the
//: city of". While the model reads one of them, what it computed on the other is put in place of one
//: activation, the numbers that one layer holds at one word. If the answer goes with it, that layer and
//: word carry what the answer depends on. This is *activation patching*. It tells where to look for what a
//: steering vector is to change.
//:
//: ## Answer
//:
//: The fact stays at its subject and is fetched to the last word late: at the first layer the subject's state
//: alone brings back more than half of the answer on {{count S14 | What is enough | 0 | subject | > 0.5}}, and
//: at some later layer the last word's on {{them S14 | What is enough | some row | last | > 0.5}}. One layer's
//: attention does much of the fetching: on {{them S14 | Parts of layers at the last word | attention | some
//: column | > 0.25}} there is one that restores more than a quarter by itself; an MLP that does so, on {{them
//: S14 | Parts of layers at the last word | MLP | some column | > 0.25}}.
//:
//: The attention of layer {{column S14 | Parts of layers at the last word | attention | largest column @each}}
//: writes at the last word what restores {{S14 | Parts of layers at the last word | attention | largest column
//: @each}} of the answer by itself. On {{model:smollm2-135m}} the subject ("France") still brings back {{value
//: S14 | What is enough | 20 | subject @smollm2-135m}} of it at layer {{row S14 | What is enough | 20 | subject
//: @smollm2-135m}}, and at layer {{row S14 | What is enough | 27 | last @smollm2-135m}} nothing, where the last
//: word brings back {{value S14 | What is enough | 27 | last @smollm2-135m}}; on {{model:gemma-3-270m}} these
//: are {{value S14 | What is enough | 10 | subject @gemma-3-270m}} at layer {{row S14 | What is enough | 10 |
//: subject @gemma-3-270m}} and {{value S14 | What is enough | 16 | last @gemma-3-270m}} at layer {{row S14 |
//: What is enough | 16 | last @gemma-3-270m}}. A change of the same size in a random direction restores at most
//: {{value S14 | Patch against a random change | subject, random | largest column @each}} at the subject: where
//: that is much, a part of what the subject seems to carry is disturbance. These are nine relations, in prompts
//: that name the subject well before the end.
//:
//: On the planted model, where truth is written at the attribute first and carried to the last word by the
//: attention of a single block, patching finds this layer and these positions.
import Protocols
import Reporting
import Steering

public let patching = Scenario("S14-patching", answers: [.activationPatching]) { page in
  //: ## The prompts
  //:
  //: The measure is the log-odds of the answer, log p(Paris) − log p(Rome), in nats. The difference between
  //: the two prompts is what a patch can restore or take away; if its interval included 0, nothing would be
  //: patched. On the planted model the pairs are true and false statements ("the sky is blue", "the sky is
  //: green") and the answer is to accept. Nothing here was registered: all of it is exploratory. Intervals
  //: are of 90 %, drawn by relation; on the planted model, by wording frame.
  let (pairs, positions) = try page.lab.patchingPairs()
  guard let denoising = try page.lab.patching(pairs, positions: positions) else {
    return page.show("The two prompts do not differ in the answer: nothing to patch.")
  }
  page.show(
    try Table(
      "Log-odds of the first prompt's answer (nats)",
      columns: ["pairs", "relations or frames", "first prompt − second prompt"],
      rows: [
        [
          .integer(pairs.count), .integer(Set(pairs.map(\.template)).count),
          .estimate(denoising.difference),
        ]
      ]))

  //: ## What is enough, and what is needed
  //:
  //: *Denoising* puts the first prompt's activation into the run of the second: a share of 1 means that
  //: this layer and position alone bring the whole answer back. *Noising* does the reverse and shows what
  //: the answer cannot do without. Every share is a ratio of sums over pairs, since the ratio of one pair
  //: explodes where that pair's difference is small. The layers are evenly spaced, at most twelve.
  page.plot(
    try denoising.heatMap("What is enough", "share of the answer restored"),
    caption:
      "Denoising: share of the difference restored by the residual stream of one layer at one "
      + "position; 90 % intervals.")
  if let noising = try page.lab.patching(pairs, .noising, positions: positions) {
    page.plot(
      try noising.heatMap("What is needed", "share of the answer lost"),
      caption: "Noising: share of the difference lost; 90 % intervals.")
  }

  //: ## Control: a change of the same size, but at random
  //:
  //: The same positions, each moved as far as the other prompt's activation lies away, in a random
  //: direction, one draw a pair. What this restores, any disturbance of that size would.
  let ends = [positions.contains("attribute") ? "attribute" : "subject", "last"]
  if let control = try page.lab.patching(pairs, positions: ends, isControl: true) {
    page.plot(
      .effectByLayer(
        "Patch against a random change", effect: "share of the answer restored",
        ends.map { denoising.series($0, at: $0) }
          + ends.map { control.series("\($0), random", at: $0, isNull: true) }),
      caption: "Denoising by layer, 90 % intervals; grey: random changes of equal size.")
  }

  //: ## Which part of a layer brings it to the last word
  //:
  //: The residual stream adds up all layers so far. Patching only what one layer's attention, or its
  //: feed-forward part (MLP), writes at the last word shows which layers fetch the answer to where it is
  //: needed. All layers.
  let layers = Array(0..<page.model.configuration.layerCount)
  let parts = try [("attention", .attnOut), ("MLP", .mlpOut)].compactMap { name, hook in
    try page.lab.patching(pairs, at: hook, layers: layers, positions: ["last"])?
      .series(name, at: "last")
  }
  page.plot(
    .effectByLayer("Parts of layers at the last word", effect: "share restored", parts),
    caption: "Denoising with the output of one layer's attention or MLP at the last position, 90 % "
      + "intervals.")

  //: ## Limits
  //:
  //: A share says where information is that decides between these two answers, on prompts of this form; it
  //: does not say how it is used. A patch replaces a whole state; that a vector added at the same place
  //: changes the answer does not follow. Where two places carry the same thing, noising one of them loses nothing.
  //: Relations are few, so intervals are wide; the cells are not adjusted for their number.
}
