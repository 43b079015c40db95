//: # S13 · Reading a concept token by token
//:
//: A direction that can be added to a model can also be read: the projection of each token's inner state
//: on it says how strongly the concept is present there. If that works on texts that the direction was not
//: made from, it is a *concept monitor*: it shows where in a text a model meets kindness or honesty, and
//: what it is about to write itself.
//:
//: ## Answer
//:
//: Sentiment can be read better than by chance on {{count S13 | AUC against control directions | sentiment:
//: held-out pairs, last token | AUC | > 0.5}}, where it is put into words and in wordings that the direction
//: was not made from; honesty on {{them S13 | AUC against control directions | honesty: held-out pairs, last
//: token | AUC | > 0.5}}. Half of the statements' templates give a direction that tells the other half apart
//: with an AUC of {{S13 | AUC against control directions | sentiment: held-out pairs, last token | AUC @each}}.
//: The best of 99 random directions reaches {{range S13 | AUC against control directions | sentiment: held-out
//: pairs, last token | best of 99 random directions}}, the best of 99 from shuffled labels {{range S13 | AUC
//: against control directions | sentiment: held-out pairs, last token | best of 99 shuffled labels}}. Openings
//: completed by praise or blame are told apart at their last token ({{range S13 | AUC against control
//: directions | sentiment: praise and blame, last token | AUC}}), but hardly less by the best from shuffled
//: labels ({{range S13 | AUC against control directions | sentiment: praise and blame, last token | best of 99
//: shuffled labels}}). Averaged over all tokens little is left ({{range S13 | AUC against control directions |
//: sentiment: praise and blame, mean of tokens | AUC}}): the reading is strong at the decisive word and fades
//: around it. For honesty the AUC is {{S13 | AUC against control directions | honesty: held-out pairs, last
//: token | AUC @each}}.
//:
//: What the model writes under the vector is read as kinder on {{count S13 | Mean score of the written tokens,
//: change from c = 0 (σ) | vector, c = 1 | change | > 0}} (by {{range S13 | Mean score of the written tokens,
//: change from c = 0 (σ) | vector, c = 1 | change}} σ), and under its reverse as less kind on {{them S13 | Mean
//: score of the written tokens, change from c = 0 (σ) | vector, c = −1 | change | < 0}} ({{range S13 | Mean
//: score of the written tokens, change from c = 0 (σ) | vector, c = −1 | change}} σ), with nothing added during
//: the reading. On the planted model valence is read from the opinion word on, as it was planted; there the
//: texts of a pair differ in so little else that some random directions tell their last tokens apart as well.
import Protocols
import Reporting
import Statistics
import Steering

public let conceptMonitor = Scenario("S13-monitor", answers: [.representationReading]) { page in
  //: ## A few texts
  //:
  //: The direction is the mean difference over half of the wording templates; the texts are evenly spaced
  //: among the others, not picked. The layer is the one where the vector steers best. A score is in
  //: standard deviations (σ) of the tokens of neutral text; at 4 the color is full. A text's first token is
  //: left without a score, since many models park an outsized activation there. Nothing on this page was
  //: registered: all of it is exploratory.
  let sentiment = try page.lab.heldOut(.sentiment)
  let honesty = try page.lab.heldOut(.honesty)
  let monitor = try page.lab.monitor(sentiment, layer: sentiment.concept.layer)
  page.plot(
    try page.lab.tokenChart(
      "Sentiment in held-out statements", of: sentiment, by: monitor, pairs: 4),
    caption: "Warm: toward kind; cool: toward unkind.")
  page.plot(
    try page.lab.tokenChart(
      "Honesty in held-out statements", of: honesty,
      by: page.lab.monitor(honesty, layer: honesty.concept.layer), pairs: 3),
    caption: "Warm: toward honest; cool: toward deceptive.")

  //: ## How well does it tell texts apart?
  //:
  //: The area under the curve (AUC) is the share of text pairs, one with the concept and one without, in
  //: which the first scores higher: 0.5 is chance, 1 is always. Beside the held-out statements stand
  //: openings completed by a word of praise or blame ("The new restaurant on the corner is dreadful."), in
  //: wordings that no statement has; read at their last token, or as the mean over all. The controls are 99
  //: directions each: random ones, ones with the activations' covariance, and differences of shuffled labels.
  //: Each may choose its sign on the fitted half. The p-values are ranks among them, adjusted for their
  //: number (Benjamini–Hochberg).
  let separations =
    try [page.lab.separation(of: sentiment, layer: sentiment.concept.layer)]
    + page.lab.praiseSeparation(of: sentiment, layer: sentiment.concept.layer)
    + [page.lab.separation(of: honesty, layer: honesty.concept.layer)]
  let pValues = try benjaminiHochberg(
    separations.flatMap { one in try NullKind.allCases.map { try one.pValue($0) } })
  page.show(
    try Table(
      "AUC against control directions",
      columns: ["texts", "AUC"]
        + NullKind.allCases.flatMap { ["best of 99 \($0.name)", "adjusted p"] },
      rows: separations.enumerated().map { row, one in
        [.text(one.name), .estimate(one.area)]
          + NullKind.allCases.enumerated().flatMap { column, kind in
            [
              .number(one.nulls[kind]?.max() ?? 0),
              .pValue(pValues[row * NullKind.allCases.count + column]),
            ]
          }
      }))

  //: ## At which layers can it be read?
  //:
  //: Each layer with its own direction, on the held-out statements of sentiment. Grey: mean and range of the
  //: random directions.
  let layers = page.lab.candidateLayers
  let byLayer = try layers.map { try page.lab.separation(of: sentiment, layer: $0) }
  page.plot(
    .effectByLayer(
      "AUC by layer", effect: "AUC on held-out statements",
      [
        LineChart.Series("direction", zip(layers, byLayer).map { .init(Double($0), $1.area) }),
        range("random directions", layers, byLayer.map { $0.nulls[.isotropic] ?? [] }),
      ], limits: 0.4...1),
    caption: "90 % intervals by template; 0.5 is chance.")

  //: ## Reading what the model writes itself
  //:
  //: Twenty tokens after each of 16 neutral openings, written with the vector at c = −1, 0 and 1, and with
  //: random directions of the same length at c = 1. Then the text is read without any vector in place, so
  //: that only what was written counts.
  let openings = page.lab.corpora.openings.test.thinned(to: 16)
  func writing(_ direction: [Float], _ coefficient: Double) throws -> [ConceptReading] {
    try page.lab.ownWriting(
      after: openings, tokens: 20, direction, coefficient: coefficient, read: monitor)
  }
  let layer = sentiment.concept.layer
  let direction = try sentiment.concept.vector.direction(layer)
  let doses = [-1.0, 0, 1]
  let readings = try doses.map { try writing(direction, $0) }
  let random = try page.lab.nullDirections(
    .isotropic, like: sentiment.concept, layer: layer, count: 3
  ).map { try writing($0, 1) }
  func change(_ written: [ConceptReading]) throws -> Table.Cell {
    .estimate(
      try estimate(
        difference(written.map(\.meanOfWritten), readings[1].map(\.meanOfWritten)),
        by: openings.templates))
  }
  page.show(
    try Table(
      "Mean score of the written tokens, change from c = 0 (σ)",
      columns: ["written with", "change"],
      rows: [
        ["vector, c = −1", change(readings[0])], ["vector, c = 1", change(readings[2])],
      ] + random.enumerated().map { ["random direction \($0 + 1), c = 1", try change($1)] }))
  let shown = [0, openings.count / 2]
  page.plot(
    .tokens(
      "What the model wrote", "projection on the sentiment direction (σ of neutral text)",
      shown.flatMap { item in
        zip(["c = −1", "c = 0", "c = 1"], readings).map { $1[item].text($0) }
      }, scale: .diverging(limit: 4)),
    caption: "Two openings, the first and the middle one, with what was written after them.")

  //: ## Limits
  //:
  //: The statements name their feeling in words, so that a monitor may read the words and not a state.
  //: That a direction separates two kinds of text does not mean that the model uses it; whether it does is
  //: asked where the vector is added or erased. A few texts are an illustration, the AUC is the measurement.
}
