//: # S05 · Mean difference, PCA, logistic regression or LDA: which vector?
//:
//: A steering vector is a direction that is added to what a layer hands on. It is made from pairs of texts
//: that differ in one thing, here love and hate, and there are several ways to make it. The *mean
//: difference* subtracts the average activation of one side from that of the other. *PCA* (principal
//: components) takes the direction along which the differences within pairs are longest. *Logistic regression*
//: and *LDA* (linear discriminant analysis) take the direction that tells the two sides apart best. Each can
//: read a text's last token, the mean of its tokens, or every token. Does the choice matter, and does it when
//: some labels are wrong?
//:
//: ## Answer
//:
//: It matters less which method makes the vector than which tokens it reads: the mean difference of whole texts
//: does surely less than that of last tokens on {{count S05 | Effect by method and position | mean difference,
//: mean of tokens | < "mean difference, last token"}}. At the last token and at equal length, the mean
//: difference moves the openings by {{range S05 | Effect by method and position | mean difference, last token}}
//: nats, logistic regression by {{range S05 | Effect by method and position | logistic, last token}}, PCA by
//: {{range S05 | Effect by method and position | PCA, last token}} and LDA by {{range S05 | Effect by method
//: and position | LDA, last token}}. A direction that does surely more than the mean difference of last tokens
//: is among the twelve on {{them S05 | Effect by method and position | some row | > "mean difference, last
//: token"}}.
//:
//: The average over a text contains its first token. Of whole texts the mean difference has an effect of
//: {{value S05 | Effect by method and position | mean difference, mean of tokens @each}}, and without that
//: token {{range S05 | Without the first token | mean difference, mean of tokens | effect (nats)}}. PCA of
//: whole texts has {{range S05 | Effect by method and position | PCA, mean of tokens}} with it and {{value S05
//: | Without the first token | PCA, mean of tokens | effect (nats) @each}} without. Classifiers are spared
//: that, since the first token is the same on both sides and tells them nothing.
//:
//: Wrong labels cost little at first. With 30 % of the pairs exchanged the mean difference keeps {{range S05 |
//: Effect with wrong labels | mean difference | 30}} nats and LDA {{range S05 | Effect with wrong labels | LDA
//: | 30}}; with 40 % of the pairs the mean difference {{range S05 | Effect with wrong labels | mean difference
//: | 40}}, logistic regression {{range S05 | Effect with wrong labels | logistic | 40}}, LDA {{range S05 |
//: Effect with wrong labels | LDA | 40}}. PCA never looks at which text of a pair is which, except for its
//: sign, and keeps its vector. Vectors from two halves of the pairs have a corrected cosine of {{range S05 |
//: Stability, last token | mean difference | corrected}} for the mean difference and {{range S05 | Stability,
//: last token | PCA | corrected}} for PCA. So the simplest method is the one to beat, read at the last token.
import Claims
import Formatting
import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

public let methods = Scenario("S05-methods", answers: [.activationAddition]) { page in
  //: ## Twelve directions
  //:
  //: All are made from the same pairs, at the layer that was chosen for the mean difference on the select
  //: openings, and all are given the length of the mean difference of last tokens: what differs is where they
  //: point. The layer favours the mean difference a little. The effect is the change of the log-odds of kind
  //: against unkind words on test openings at c = 1, in nats.
  let (lab, concept) = (page.lab, try page.lab.sentiment())
  let layer = concept.layer
  let corpus = try lab.corpus(.sentiment).pairs
  let recording = try page.model.record(
    pairs: corpus.positive, corpus.negative, position: .all)
  let directions = try lab.directions(of: recording, layer: layer)
  let openings = lab.corpora.openings.test.thinned(to: lab.counts.choiceTestItems)
  let evaluation = try Evaluation(
    of: lab.wordLogOdds(openings), on: page.lab.underTest, steeredAt: [layer])
  let baseline = try evaluation.baseline()
  let part = openings.thinned(to: lab.counts.choiceTestItems / 3)
  let partEvaluation = try Evaluation(
    of: lab.wordLogOdds(part), on: page.lab.underTest, steeredAt: [layer])
  let nulls = try [NullKind.isotropic, .shuffledLabels].map {
    (
      name: $0.name,
      effects: try lab.nullEffects($0, like: concept, coefficient: 1, on: partEvaluation)
    )
  }
  page.plot(
    .effects(
      "Effect by method and position", unit: .nats,
      try directions.map {
        let changes = try lab.changes(
          by: $0.direction, layer: layer, on: evaluation, baseline: baseline)
        return .init($0.name, try estimate(changes, by: openings.templates))
      } + nulls.map { .init($0.name, try range(of: $0.effects), isMuted: true) }),
    caption:
      "Mean effect on the test openings with 90 % intervals by template; grey: mean and whole range "
      + "of 19 draws on a third of the openings.")

  //: ## Do they point the same way?
  //:
  //: A cosine is 1 for the same direction and 0 for unrelated ones.
  let lastToken = directions.filter { $0.position == .last }
  page.show(
    try Table(
      "Cosines", columns: [""] + lastToken.map(\.name),
      rows: directions.map { row in
        [.text(row.name)] + lastToken.map { .number(cosine(row.direction, $0.direction)) }
      }))

  //: Averages over tokens include the first token of a text, where many models park an activation that is hundreds
  //: of times as large as others, whatever the token (Sun et al., arXiv 2402.17762). The same without it:
  let rest = try lab.directionsWithoutFirstTokens(
    of: recording, layer: layer, length: concept.vector.norm(layer))
  page.show(
    try Table(
      "Without the first token",
      columns: ["", "cosine with the mean difference of last tokens", "effect (nats)"],
      rows: try rest.map {
        let changes = try lab.changes(
          by: $0.direction, layer: layer, on: evaluation, baseline: baseline)
        return [
          .text($0.name), .number(cosine($0.direction, directions[0].direction)),
          .estimate(try estimate(changes, by: openings.templates)),
        ]
      }))

  //: ## Other layers
  //:
  //: The four methods at the last token, at a third and two thirds of the chosen depth too.
  let layers = Set([layer / 3, 2 * layer / 3, layer]).sorted()
  page.show(
    try Table(
      "Effect at other layers (nats)", columns: ["method"] + layers.map { "layer \($0)" },
      rows: SteeringVector.Method.ofPairs.map { method in
        try [.text(method.title)]
          + layers.map { layer in
            let rows = try ContrastRows(
              positive: concept.positive, negative: concept.negative, layer: layer)
            let evaluation = try Evaluation(
              of: lab.wordLogOdds(part), on: page.lab.underTest, steeredAt: [layer])
            let changes = try lab.changes(
              by: rows.direction(by: method), layer: layer, on: evaluation,
              baseline: evaluation.baseline())
            return .estimate(try estimate(changes, by: part.templates))
          }
      }))

  //: ## Wrong labels
  //:
  //: The labels of some pairs are exchanged before the vector is made, the same pairs for every method; five
  //: draws at each share. At 50 % no label would say anything.
  let rows = try ContrastRows(
    positive: concept.positive, negative: concept.negative, layer: layer)
  let noise = try SteeringVector.Method.ofPairs.map {
    try lab.labelNoise(
      $0, shares: [0, 0.1, 0.2, 0.3, 0.4], draws: 5, pairs: rows, layer: layer, on: partEvaluation)
  }
  page.plot(
    .lines(
      LineChart(
        title: "Effect with wrong labels", xAxis: "pairs with exchanged labels (%)",
        yAxis: "effect (nats)",
        series: try noise.map { levels in
          .init(
            levels[0].method.title,
            try levels.map { .init(100 * $0.share, try range(of: $0.effects)) })
        } + [
          .init(
            nulls[0].name,
            try [0.0, 40].map { .init($0, try range(of: nulls[0].effects)) }, isNull: true)
        ], marks: .bands)),
    caption:
      "Mean effect at equal length on a third of the openings; bands: the whole range of the draws."
  )
  page.show(
    try Table(
      "Cosine with the vector from clean labels, mean [range over draws]",
      columns: ["method"] + noise[0].dropFirst().map { Formatted.percent($0.share) },
      rows: noise.map { levels in
        try [.text(levels[0].method.title)]
          + levels.dropFirst().map { .text(try rangeText($0.cosines)) }
      }))

  //: ## Two halves
  //:
  //: The templates are cut into two halves at random, twenty times, and a vector is made from each. The cosine of
  //: the two, stepped up to the length of the whole by the formula of Spearman and Brown, says how near to this
  //: vector another set of pairs of the same kind would come.
  page.show(
    try Table(
      "Stability, last token", columns: ["method", "cosine of halves [range]", "corrected"],
      rows: SteeringVector.Method.ofPairs.map { method in
        let cosines = try rows.splitHalfCosines(
          by: method, templates: corpus.templates, splits: 20, seed: Subject.seed)
        return [
          .text(method.title), .text(try rangeText(cosines)),
          .number(try splitHalfStability(cosines)),
        ]
      }))

  //: ## Limits
  //:
  //: One behaviour, small models, one kind of pairs. Equal length is one way to be fair and not how the methods come:
  //: a classifier's weights have no length of their own. Exchanging labels at random is kinder than real
  //: mistakes, which are often mistakes in the same direction. LDA and logistic regression depend on how much
  //: they are regularised, here at fixed defaults that were not tuned.
}
