//: # S90 · A made-up effect, to show what a page looks like
//: Nothing here was measured: the numbers are drawn from a seed, so that the page tests the
//: *weaving* and nothing else.
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
    controls: [.randomDirections(39), .positiveSlopeMajority]),
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
      columns: ["prompt", "tokens", "mean norm", "p"],
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
    .effectByLayer("Effect by layer", effect: "effect (nats)", [LineChart.Series("c = 1", layers)]),
    caption: "Effect of the vector of each layer at coefficient 1.")

  //: ## Verdicts
  func sample(_ mean: Double) throws -> ClusteredSample {
    let values = (0..<100).map { _ in mean + 0.3 * generator.gaussian() }
    return try ClusteredSample(values: values, clusters: values.indices.map { "t\($0 % 20)" })
  }
  let provenance = Provenance(
    engine: page.engine, modelHash: "0123456789abcdef", dataHash: "fedcba9876543210", seed: seed,
    layer: 15, coefficient: 1, vectorNorm: 3.25, relativeNorm: 0.11)
  page.judge(
    Evidence(
      for: demoClaims[0], contrasts: [Contrast("effect", try sample(effect))],
      gates: [Measurement("baseline agreement", .value(0.55))],
      controls: [
        Measurement(
          "random directions", .null(observed: effect, draws: (0..<39).map { 0.01 * Double($0) })),
        Measurement("positive slopes", .count(successes: 88, trials: 100)),
      ],
      secondaries: [
        Secondary("VADER compound", .estimate(estimate(0.12, 0.05)), note: "same sign, excludes 0")
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
