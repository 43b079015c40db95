//: # S90 · A made-up effect, to show what a page looks like
//: Nothing here was measured: the numbers are drawn from a seed, so that the page tests the
//: *weaving* and nothing else. Does a page read as a finding?

//: ## Answer
//: It does: the question stands first, e.g. above, and after it the answer in 1.5 lines. What was
//: drawn larger comes out larger | and the figures follow.
import Claims
import Randomness
import Reporting
import Statistics

//: **Registered before the test split was read.**
let demoClaims = [
  Claim(
    id: "S90.1",
    hypothesis: "Coefficient +1 raises the log-odds of positive words on neutral prompts.",
    unit: .nats, smallestEffectOfInterest: 0.25,
    gates: [Check("baseline agreement", .within(0.2, 0.9))],
    controls: [
      .randomDirections(39), .positiveSlopeMajority,
      .discriminant("more than off target", unit: .nats, otherwise: "not specific"),
    ]),
  Claim(
    id: "S90.2", hypothesis: "Later layers dominate.", unit: .nats,
    smallestEffectOfInterest: .fraction(0.1, of: "peak layer's effect"),
    contrasts: ["last − middle", "last − first"], controls: [.shuffledLabels(19)]),
]

func demo(_ page: Page, effect: Double, seed: UInt64) throws {
  //: ## Data
  //: A blank line of prose and one of code do not tear a cell apart.
  //:
  //: | c | meaning |
  //: |---|---|
  //: | 0 | nothing is added |
  var generator = SeededGenerator(seed: seed)
  let doses: [Double] = [-2, -1, -0.5, 0, 0.5, 1, 2]

  page.show(
    try Table(
      "What the prompts look like",
      columns: ["prompt", "tokens", "mean norm", "p (raw)"],
      rows: [
        ["The weather | today `is` <b>fine</b>", 5, 12.5, .pValue(0.0312)],
        ["two\nlines, $x^2$ and a [link](http://example.com)", 7, 9.25, .pValue(1)],
      ]))

  //: A call in a loop shows its outputs in the order of the calls.
  for word in ["love", "hate"] {
    page.show("\(word): a model may write ````\nand <script>, \u{1B}[31mred\u{1B}[0m")
  }

  //: ## Dose and response
  func estimate(_ value: Double, _ half: Double) -> Estimate {
    Estimate(
      value: value,
      interval: Interval(lower: value - half, upper: value + half, confidence: 0.9))
  }
  let curve = doses.map { dose in
    let value = effect * dose - 0.05 * dose * dose + 0.02 * generator.gaussian()
    return LineChart.Point(dose, estimate(value, 0.05 + 0.06 * abs(dose)))
  }
  let random = doses.map { LineChart.Point($0, estimate(0.02 * $0, 0.04 + 0.1 * abs($0))) }
  page.plot(
    .doseResponse(
      "Dose and response", metric: "log-odds of positive words (nats)",
      [
        LineChart.Series("love − hate", curve),
        LineChart.Series("39 random", random, isNull: true),
      ],
      threshold: 0.25),
    caption: "Log-odds of positive words by coefficient, with 90 % intervals.")

  //: ## Depth
  let layers = (0..<30).map { layer in
    let depth = Double(layer) / 29
    return LineChart.Point(
      Double(layer),
      estimate(effect * 4 * depth * (1.1 - depth) + 0.02 * generator.gaussian(), 0.08))
  }
  page.plot(
    .effectByLayer(
      "Effect by layer", effect: "effect (nats)", [LineChart.Series("c = 1", layers)],
      xMarks: [
        AxisMark("first third ends", at: 9.5), AxisMark("second third ends", at: 19.5),
        AxisMark("chosen", at: 16),
      ]),
    caption: "Effect of the vector of each layer at coefficient 1.")

  //: ## Where it is written
  let words = ["The", "new", "restaurant", "on", "the", "corner", "is"]
  page.plot(
    try .heatMap(
      "Recovery by layer and position", "recovery", rowAxis: "layer", columnAxis: "position",
      columns: words,
      rows: stride(from: 28, through: 0, by: -4).map { layer in
        HeatMap.Row(
          "\(layer)",
          words.indices.map { position in
            let near = position == 6 ? 1.0 : position == 2 ? -0.4 : 0
            return near * effect * Double(layer) / 28 + 0.02 * generator.gaussian()
          }, marked: layer == 16 ? [6] : [])
      }, mark: "chosen"),
    caption: "Share of the effect that comes back when one state is patched in.")
  let behaviors = ["honesty", "sycophancy", "confidence", "corrigibility", "sentiment"]
  page.plot(
    try .heatMap(
      "What moves with what", "slope (nats per unit of c)", rowAxis: "vector",
      columnAxis: "behavior measured", columns: behaviors,
      rows: behaviors.enumerated().map { row, name in
        HeatMap.Row(
          name,
          behaviors.indices.map { column in
            let value = (row == column ? 2 : 0.2) * effect + 0.2 * generator.gaussian()
            return HeatMap.Cell(estimate(value, 0.25))
          })
      }, mark: "90 % interval excludes 0"),
    caption: "Entanglement: slope of each behavior under each vector.")

  //: ## Word by word
  page.plot(
    .tokens(
      "Concept monitor", "projection on the direction (σ)",
      [
        TokenChart.Text(
          "honest",
          ["I", " don", "'t", " know", ",", " <really>", ".\n", "Ask", "  me"].map {
            TokenChart.Token($0, 2 * generator.gaussian())
          }),
        TokenChart.Text(
          "a longer one",
          (0..<40).map {
            TokenChart.Token(" word\($0)", 0.1 * Double($0) - 2, isMarked: $0 > 35)
          }),
      ], mark: "the gate is open"),
    caption: "Each token's projection.")

  //: ## What it costs
  func tradeOff(_ share: Double) -> [ScatterChart.Point] {
    doses.filter { $0 > 0 }.map { dose in
      ScatterChart.Point(
        "c = \(dose)", x: estimate(0.05 * dose * dose, 0.02),
        y: estimate(share * effect * dose, 0.08))
    }
  }
  page.plot(
    .scatter(
      "Effect against cost", x: "rise of NLL (nats/token)", y: "effect (nats)",
      [
        ScatterChart.Series("love − hate", tradeOff(1), isConnected: true),
        ScatterChart.Series("random directions", tradeOff(0.1), isNull: true),
      ], xMarks: [AxisMark("harm: 0.1", at: 0.1)], yMarks: [AxisMark("δ = 0.25", at: 0.25)]),
    caption: "The front of what can be had for what price.")

  //: ## Verdicts
  func sample(_ mean: Double) throws -> ClusteredSample {
    let values = (0..<100).map { _ in mean + 0.3 * generator.gaussian() }
    return try ClusteredSample(values: values, clusters: values.indices.map { "t\($0 % 20)" })
  }
  let provenance = Provenance(
    engine: page.engine, modelHash: "0123456789abcdef0123", precision: "exact",
    dataHash: "fedcba9876543210", seed: seed,
    layer: 15, coefficient: 1, vectorNorm: 3.25, relativeNorm: 0.11)
  page.judge(
    Evidence(
      for: demoClaims[0], contrasts: [Contrast("effect", try sample(effect))],
      gates: [Measurement("baseline agreement", .value(0.55))],
      controls: [
        Measurement(
          "random directions", .null(observed: effect, draws: (0..<39).map { 0.01 * Double($0) })),
        Measurement("positive slopes", .count(successes: 88, trials: 100)),
        Measurement("more than off target", .estimate(estimate(0.2, 0.1))),
      ],
      secondaries: [
        Secondary(
          "kindness of the reply", .estimate(estimate(0.12, 0.05)), unit: .compound,
          note: "same sign, excludes 0")
      ],
      provenance: provenance))
  page.judge(
    Evidence(
      for: demoClaims[1],
      contrasts: [
        Contrast("last − middle", try sample(-0.2)), Contrast("last − first", try sample(0.4)),
      ],
      reference: Reference("peak layer's effect", effect),
      controls: [
        Measurement("shuffled labels", .null(observed: 1, draws: Array(repeating: 0, count: 19)))
      ],
      provenance: provenance))
}
