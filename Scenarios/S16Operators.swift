//: # S16 · Other ways to push
//:
//: Adding a vector is the simplest of several ways to change what a layer holds. One can *clamp* the
//: projection on the direction to a value, *rotate* the state toward it without changing its length, spread
//: the push over *several layers*, push only *where a gate opens*, or add *several vectors* at once. Is any
//: of them cheaper than addition when the effect is the same?
//:
//: ## Answer
//:
//: Hardly: at the effect that the vector has at c = 1, rotation is surely cheaper than addition on {{count S16
//: | At matched effect | rotation | rise of NLL − addition's | < 0}}, a push at five layers on {{them S16 | At
//: matched effect | five layers | rise of NLL − addition's | < 0}} and a clamp on {{them S16 | At matched
//: effect | clamp | rise of NLL − addition's | < 0}}. A clamp surely costs more on {{models S16 | At matched
//: effect | clamp | rise of NLL − addition's | > 0}} (the rise of the NLL less that of addition: {{range S16 |
//: At matched effect | clamp | rise of NLL − addition's}} nats per token).
//:
//: What a push of that length costs by itself differs by model: a random direction raises the NLL by {{value
//: S16 | At matched effect | random direction 1 | rise of NLL @each}}, the vector itself by {{range S16 | At
//: matched effect | addition | rise of NLL}}.
//:
//: What saves costs is to push in fewer places: behind a gate the NLL of neutral text changes by {{range S16 |
//: What the gate keeps and what it saves | rise of NLL of neutral text (nats/token) | gated}}, without it by
//: {{range S16 | What the gate keeps and what it saves | rise of NLL of neutral text (nats/token) | always}}.
//: But the gate is crude. At their last token it opens for {{range S16 | Open gates (% of texts at their last
//: token; of tokens in passages) | unkind statements: should open | gate}} % of unkind statements and {{range
//: S16 | Open gates (% of texts at their last token; of tokens in passages) | kind statements: should not |
//: gate}} % of kind ones, and at {{range S16 | Open gates (% of texts at their last token; of tokens in
//: passages) | tokens of neutral passages: should not | gate}} % of the tokens of neutral passages. When the
//: text goes on after an unkind statement, not all of the effect is left: {{value S16 | What the gate keeps and
//: what it saves | effect after an unkind statement (nats) | gated @each}}, of {{range S16 | What the gate
//: keeps and what it saves | effect after an unkind statement (nats) | always}} nats.
//:
//: Two vectors at once nearly add up: the effect of both on kind words is {{range S16 | Change of log-odds
//: (nats) | sentiment | both}} nats, and the interaction in it {{S16 | Change of log-odds (nats) | sentiment |
//: interaction @each}}. On the planted model the gate opens after unkind words and nowhere else and keeps the
//: whole effect at no cost; there all operators cost next to nothing.
import Protocols
import Reporting
import Steering

public let operators = Scenario("S16-operators", answers: [.operators]) { page in
  //: ## Equal effect, then cost
  //:
  //: The effect is the change of the log-odds of kind against unkind words after neutral openings such
  //: as "The new restaurant on the corner is". Each operator's strength is set on the *select* openings to the effect that the vector has at
  //: c = 1 and reported on the *test* openings. Costs are measured on neutral text: the rise of the NLL
  //: (how unlikely the text becomes, nats per token) and the divergence of the next token's distribution
  //: (KL, nats). All operators leave the first token of a text alone. Strength 1 means: addition c = 1;
  //: clamp to the mean projection plus ‖v‖; rotation by the angle that adding v at a right angle would make;
  //: five neighbouring layers with a fifth of ρ each. Nothing here was registered: all is exploratory.
  let concept = try page.lab.sentiment()
  let bench = try OperatorBench(page.lab, concept)
  let wanted = try bench.selectEffect()
  var strengths: [(kind: SteeringOperator, value: Double)] = []
  for kind in [SteeringOperator.add, .clamp, .rotate, .spread] {
    if let strength = try bench.strength(of: kind, forEffect: wanted) {
      strengths.append((kind, strength))
    }
  }
  let paths = try strengths.map { kind, matched in
    (kind: kind, doses: try [0.5, 1, 2].map { try bench.dose(kind, $0 * matched) })
  }
  let random = try (0..<3).map { try bench.dose(.random, 1, draw: $0) }
  page.plot(
    .scatter(
      "Effect and cost", x: "change of the log-odds of kind words (nats)",
      y: "rise of the NLL (nats/token)",
      paths.map { path in
        ScatterChart.Series(
          path.kind.name, path.doses.map { .init("", x: $0.effect, y: $0.cost) },
          isConnected: true)
      } + [
        ScatterChart.Series(
          "random direction", random.map { .init("", x: $0.effect, y: $0.cost) }, isNull: true)
      ]),
    caption:
      "Each operator at half, once and twice the matched strength; 90 % intervals by template. "
      + "Grey: adding random directions of the vector's length.")
  page.show(
    try Table(
      "At matched effect",
      columns: [
        "operator", "strength", "effect (nats)", "rise of NLL", "rise of NLL − addition's",
        "KL (nats)", "rise of NLL per nat",
      ],
      rows: paths.map { path in
        let dose = path.doses[1]
        return [
          .text(path.kind.name), .number(dose.strength), .estimate(dose.effect),
          .estimate(dose.cost),
          path.kind == .add ? .empty : .estimate(try dose.excessCost(over: paths[0].doses[1])),
          .estimate(dose.divergence), .number(dose.costPerNat),
        ]
      }
        + random.enumerated().map { draw, dose in
          [
            .text("random direction \(draw + 1)"), .number(dose.strength), .estimate(dose.effect),
            .estimate(dose.cost), .estimate(try dose.excessCost(over: paths[0].doses[1])),
            .estimate(dose.divergence), .empty,
          ]
        }))

  //: ## Only where a text is unkind
  //:
  //: A gate adds the vector only at tokens whose projection on the reverse of the direction exceeds a
  //: threshold: halfway between the mean of neutral passages' tokens and the mean of unkind statements' last
  //: tokens. Direction and threshold come from half of the statements' templates and half of the passages'
  //: topics; everything is measured on the others. The control is a gate of the same rule on a random
  //: direction.
  let held = try page.lab.heldOut(.sentiment)
  let gate = try page.lab.gate(held)
  let control = try page.lab.gate(
    held,
    direction: page.lab.nullDirections(.isotropic, like: concept, layer: concept.layer, count: 1)[0]
  )
  let rates = try [gate, control].map { try page.lab.rates(of: $0, held) }
  page.show(
    try Table(
      "Open gates (% of texts at their last token; of tokens in passages)",
      columns: ["", "gate", "gate on a random direction"],
      rows: [
        ("unkind statements: should open", \GateRates.unkind),
        ("openings after an unkind statement: should open", \.afterUnkind),
        ("kind statements: should not", \.kind), ("neutral openings: should not", \.openings),
        ("tokens of neutral passages: should not", \.passages),
      ].map { name, rate in
        [.text(name), .estimate(rates[0][keyPath: rate]), .estimate(rates[1][keyPath: rate])]
      }))
  page.plot(
    try page.lab.tokenChart(of: gate, held, count: 2),
    caption: "Two held-out pairs, evenly spaced, token by token.")
  let always = try bench.interventions(.add, 1)
  let gated = [try gate.add(concept.vector, layer: concept.layer, coefficient: 1)]
  let (open, closed) = (try bench.dose(always), try bench.dose(gated))
  let unkind = try page.lab.effects(of: [always, gated], afterKind: false, held)
  let kind = try page.lab.effects(of: [always, gated], afterKind: true, held)
  page.show(
    try Table(
      "What the gate keeps and what it saves",
      columns: ["", "always", "gated"],
      rows: [
        ["effect after an unkind statement (nats)"] + unkind.map { .estimate($0) },
        ["effect after a kind statement (nats)"] + kind.map { .estimate($0) },
        ["effect on neutral openings (nats)", .estimate(open.effect), .estimate(closed.effect)],
        ["rise of NLL of neutral text (nats/token)", .estimate(open.cost), .estimate(closed.cost)],
        ["KL on neutral text (nats)", .estimate(open.divergence), .estimate(closed.divergence)],
      ]))

  //: ## Two vectors at once
  //:
  //: Sentiment and honesty, both at c = 1, each at its own layer. If effects add up, both together do what
  //: the two do alone, and the interaction is 0.
  let interactions = try [Behavior.sentiment, .honesty].map {
    try page.lab.interaction(.sentiment, .honesty, on: $0)
  }
  page.show(
    try Table(
      "Change of log-odds (nats)",
      columns: ["measured", "sentiment's vector", "honesty's vector", "both", "interaction"],
      rows: interactions.map {
        [
          .text($0.metric), .estimate($0.first), .estimate($0.second), .estimate($0.both),
          .estimate($0.interaction),
        ]
      }))

  //: ## Limits
  //:
  //: One concept, one layer, one metric. Strengths are matched at one effect on few openings, so that what
  //: remains of a difference in effect is seen in the table and not corrected. A gate that reads and writes
  //: at the same layer can only react to what the model has made of the text by then.
}
