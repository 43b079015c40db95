//: # S21 · What does one dimension lose?
//:
//: A steering vector is one direction. But the differences between positive and negative texts need not lie on
//: a line: loving a person and loving a film may differ from hating them in different ways. How many
//: dimensions do the differences fill, and is steering with one of them worse than with several?
//:
//: ## Answer
//:
//: That depends on the behaviour: on {{all S21}} the first dimension of the differences keeps {{range S21 |
//: Effect of k dimensions | sentiment | 1}} of the mean difference's effect for sentiment and {{range S21 |
//: Effect of k dimensions | corrigibility | 1}} for corrigibility. For confidence it is {{range S21 | Effect of
//: k dimensions | confidence | 1}}. For sycophancy it is {{value S21 | Effect of k dimensions | sycophancy | 1
//: @each}}. Eight dimensions give {{range S21 | Effect of k dimensions | sentiment | 8}} back for sentiment,
//: {{range S21 | Effect of k dimensions | sycophancy | 8}} for sycophancy, {{range S21 | Effect of k dimensions
//: | confidence | 8}} for confidence and {{range S21 | Effect of k dimensions | corrigibility | 8}} for
//: corrigibility.
//:
//: The differences themselves are wide. What all pairs of a behaviour have in common is, in % of their squared
//: length, {{range S21 | One direction, and probes after ablation | sentiment | in common (%)}} for sentiment
//: and {{range S21 | One direction, and probes after ablation | corrigibility | in common (%)}} for
//: corrigibility.
//:
//: Taking one dimension out is not erasing: a probe still finds sentiment in {{range S21 | One direction, and
//: probes after ablation | sentiment | probe, k = 1 (%)}} % of texts after one, and in {{range S21 | One
//: direction, and probes after ablation | sentiment | probe, k = 8 (%)}} % after eight, where guessing gets
//: half. What is left of the response to a request after one dimension is {{value S21 | Response to a request
//: in words after ablation | 1 | share left @each}}, after eight {{range S21 | Response to a request in words
//: after ablation | 8 | share left}}. So the mean difference is a fair summary for steering, and no single line
//: is the concept. On the planted model, where one dimension was built in, one is found and nothing is left
//: after it.
import Inference
import Protocols
import Reporting
import Statistics
import Steering

public let dimensions = Scenario("S21-dimensions", answers: [.singleDirection]) { page in
  //: ## How much k dimensions hold
  //:
  //: At the layer chosen for each behaviour, the differences of half of the templates give the best k
  //: dimensions (singular vectors, not centred: the mean is the concept). The share of the squared length of
  //: *held-out* differences that lies in them is measured on the other half. Exchanging the labels within pairs
  //: would change no singular value, so the control pairs texts at random that have the same label: differences in
  //: everything but the concept.
  let lab = page.lab
  let behaviors = Behavior.allCases
  let studies = try behaviors.map { behavior in
    let concept = try lab.concept(behavior)
    return (
      behavior: behavior, concept: concept,
      spectrum: try DifferenceSpectrum(
        positive: concept.positive, negative: concept.negative, layer: concept.layer),
      heldOut: try lab.heldOutSpectrum(
        of: concept, templates: lab.corpus(behavior).pairs.templates, layer: concept.layer)
    )
  }
  page.plot(
    .lines(
      LineChart(
        title: "Held-out differences in k dimensions", xAxis: "dimensions k",
        yAxis: "share of squared length",
        series: try studies.map { study in
          .init(
            study.behavior.rawValue,
            try zip(Laboratory.ranks, study.heldOut.shares).map {
              .init(Double($0), try range(of: [$1]))
            })
        } + [
          .init(
            "same label",
            try Laboratory.ranks.map { k in
              .init(
                Double(k), try range(of: studies.map { $0.heldOut.nullShares[k - 1] }))
            }, isNull: true)
        ], marks: .bands)),
    caption:
      "Fitted on half of the templates, measured on the other, both ways; grey: mean and range over the "
      + "behaviours of pairs with the same label.")

  //: ## What one direction holds
  //:
  //: *In common* is the share of a difference's squared length that all pairs have in common, the most that one
  //: fixed direction can carry of it. The accuracy is that of a linear probe, trained anew after the best k
  //: dimensions were taken out, on held-out templates; 50 % is guessing.
  page.show(
    try Table(
      "One direction, and probes after ablation",
      columns: [
        "behaviour", "layer", "first dimension (%)", "in common (%)", "cosine of first with mean",
      ] + studies[0].heldOut.accuracies.map { "probe, k = \($0.rank) (%)" },
      rows: studies.map { study in
        try [
          .text(study.behavior.rawValue), .integer(study.concept.layer),
          .number(100 * study.spectrum.shares[0]), .number(100 * study.heldOut.commonShare),
          .number(
            cosine(
              study.spectrum.directions[0].map { Float($0) },
              study.concept.vector.direction(study.concept.layer))),
        ] + study.heldOut.accuracies.map { .number($0.percent) }
      }))

  //: ## Steering with k dimensions
  //:
  //: The part of the mean difference that lies in the best k dimensions is added at c = 1, as long as it is, to test
  //: items. At k = 1 that is PCA's direction; with all dimensions it is the mean difference itself, the 100 %.
  let steered = try studies.map { study in
    let items = try lab.items(study.behavior, .test, count: lab.counts.choiceTestItems / 3)
    let evaluation = try Evaluation(
      of: lab.measure(study.behavior, on: items).metric, on: page.lab.underTest,
      steeredAt: [study.concept.layer])
    return (
      study: study, templates: items.templates,
      effects: try lab.subspaceEffects(of: study.concept, in: study.spectrum, on: evaluation)
    )
  }
  page.plot(
    .lines(
      LineChart(
        title: "Effect of k dimensions", xAxis: "dimensions k",
        yAxis: "share of the whole vector's effect",
        series: try steered.map { run in
          let whole = run.effects[run.effects.count - 1].changes
          return .init(
            run.study.behavior.rawValue,
            try run.effects.dropLast().map {
              .init(Double($0.rank), try ratio($0.changes, to: whole, by: run.templates))
            })
        }, marks: .bands)),
    caption:
      "Effect on test items as a share of the mean difference's own, 90 % intervals by template.")
  page.show(
    try Table(
      "Steering with k dimensions",
      columns: [
        "behaviour", "effect of k = 1 (nats)", "of k = 8 (nats)", "of the whole (nats)",
        "length at k = 1 (%)", "length at k = 8 (%)",
      ],
      rows: steered.map { run in
        try [.text(run.study.behavior.rawValue)]
          + [0, 7, 8].map { .estimate(try estimate(run.effects[$0].changes, by: run.templates)) }
          + [0, 7].map { .number(100 * run.effects[$0].length) }
      }))

  //: ## Taking k dimensions out of the running model
  //:
  //: Sentiment only: the best k dimensions are taken out from the layer on, at every token but the first. What is left of
  //: the response to asking for kindness in words?
  let items = try lab.items(.sentiment, .test, count: lab.counts.choiceTestItems / 3)
  let ranks = [0, 1, 2, 4, 8]
  let responses = try lab.responsesAfterAblation(
    of: .sentiment, in: studies[0].spectrum, ranks: ranks, items: items)
  page.show(
    try Table(
      "Response to a request in words after ablation",
      columns: ["dimensions taken out", "response (nats)", "share left"],
      rows: try zip(ranks, responses).map { rank, response in
        [
          .integer(rank), .estimate(try estimate(response, by: items.templates)),
          .estimate(try ratio(response, to: responses[0], by: items.templates)),
        ]
      }))

  //: ## Limits
  //:
  //: Dimensions here are linear and at one layer and one token. The best k in least squares are those along which the
  //: texts differ most, which need not be those that the model reads. More dimensions can only add what the mean
  //: difference has in them: a method that chose a direction for each prompt could use more.
}
