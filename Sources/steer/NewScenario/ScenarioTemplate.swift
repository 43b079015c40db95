import Foundation
import Steering
import StrictJSON

/// What `steer new-scenario` writes: a scenario in one file.
///
/// `Tests/ScenarioTests/NewScenario` holds what it writes for the name "example". There it is compiled and
/// run like any scenario, and a test compares it byte for byte, so that this text cannot go stale.
struct ScenarioTemplate {
  let number: Int
  let name: ScenarioName
  let pairs: ContrastPairs

  /// "S23"
  var id: String { String(format: "S%02d", number) }
  /// "S23-less-hedging", the page's name.
  var page: String { "\(id)-\(name.text)" }
  /// "S23LessHedging.swift"
  var scenarioFile: String { "\(id)\(name.type).swift" }

  var scenario: String {
    """
    //: # \(id) · Does a vector of \(name.words) work on pairs that it was not made from?
    //:
    //: A *steering vector* is made from some of the contrast pairs below, its layer is chosen on others, and its
    //: effect is measured on the rest. *Say here what \(name.words) is, which texts show it, and who should care.*
    //:
    //: ## Answer
    //:
    //: Not known yet: nothing was run on real weights. *After the run, write here what came out; the first
    //: sentence is what the index shows.*
    import Claims
    import Foundation
    import Protocols
    import Reporting
    import Steering

    //: ## What was registered
    //:
    //: **Commit this cell before the first run on real weights.** What it says never changes afterwards: another δ,
    //: other pairs or controls are a new protocol (`protocolVersion: 3`), and the old verdict stays in the report.
    //:
    //: y is log p(positive side) − log p(negative side) of a pair, both given the beginning that they share, in nats
    //: (0.69 nats double the odds). The effect is y(c = 1) − y(0), pair by pair. It counts if even the lower end of
    //: its 90 % interval exceeds δ. *δ is the smallest effect that would matter to you, not the one that you expect.*
    //:
    //: Controls: directions of the vector's length that do not carry the behaviour must not do as much. Random
    //: ones ask whether any push of this length would do; those with the activations' covariance, whether any push
    //: along the model's own axes would; shuffled labels, whether any difference between these texts would. And
    //: most pairs must respond, not a few by much.
    public let \(name.variable)Claim = Claim(
      id: "\(id).1",
      hypothesis: "Coefficient +1 raises the log-odds of the positive side of held-out pairs.",
      unit: .nats, smallestEffectOfInterest: 0.25,
      controls: [
        .randomDirections(Laboratory.draws), .covarianceMatchedDirections(Laboratory.draws),
        .shuffledLabels(Laboratory.draws), .positiveSlopeMajority,
      ],
      // p is that of an effect of δ or less.
      protocolVersion: 2,
      // A family of its own: multiplicity is adjusted over its claims, and no other verdict changes.
      registration: \(number))

    //: ## The pairs
    //:
    //: One JSON object a line. Two texts of the same content that differ in the behaviour alone, and that begin
    //: with the same word or answer the same "user". Pairs of one "template" stay together when the parts are
    //: dealt out, and count as one observation; without the field each pair is its own.
    let \(name.variable)Pairs = \(pounds)\"""
    \(embedded)
      \"""\(pounds)

    public let \(name.variable)Scenario = Scenario(
      "\(page)", answers: ["Own: \(name.words)"], claims: [\(name.variable)Claim]
    ) { page in
      //: ## The vector and its layer
      //:
      //: Two fifths of the templates make the vector, the mean difference at the last token. One fifth chooses
      //: the layer, where c = 1 moves y most. The planted model knows no words but its own, so there pairs of its
      //: language stand in: a verdict on it checks the method, not the behaviour.
      let own = try ContrastPairs(parsing: Data(\(name.variable)Pairs.utf8), name: "\(page)")
      let pairs = page.isInstrumentCheck ? page.lab.plantedPairs : page.lab.tokens(of: own)
      let study = try page.lab.study(pairs)
      page.plot(
        try study.choiceOfLayer(),
        caption: "Mean effect of c = 1 on the select pairs by layer, 90 % intervals by template.")

      //: ## Dose and response
      //:
      //: Only now the test pairs, at that layer.
      page.plot(
        try study.doseResponse(threshold: 0.25),
        caption: "Mean change of y from c = 0, 90 % intervals by template; the dashed line is δ.")

      //: ## Verdict
      try page.judge(
        \(name.variable)Claim, effect: study.effect, checks: study.controls(),
        secondaries: study.secondaries(),
        provenance: page.provenance(
          study.concept, layer: study.concept.layer, coefficient: 1, dataHash: study.dataHash))
    }

    //: ## Limits
    //:
    //: One small model. The vector is measured on texts of the same kind as it was made from: what it does to what
    //: the model writes, to other behaviours and to fluency is not measured here (S18 and S02 show how). Where one
    //: side of most pairs is longer, a push that makes all text less likely changes y too; the random directions
    //: are the control for that, and sides of equal length are the cure.

    """
  }
}

// MARK: The pairs as a literal

extension ScenarioTemplate {
  /// The pairs as JSON lines, indented as the literal's end is.
  private var embedded: String {
    // Templates say something only where two pairs share one.
    let areClusters = pairs.templates.count < pairs.count
    return pairs.map { pair in
      var fields = [("positive", pair.positive), ("negative", pair.negative)]
      if let user = pair.user { fields.insert(("user", user), at: 0) }
      if areClusters { fields.append(("template", pair.template)) }
      return "  {"
        + fields.map { "\"\($0)\": \(JSONValue.spelling(of: $1))" }.joined(separator: ", ") + "}"
    }.joined(separator: "\n")
  }

  /// So many that nothing in the pairs ends the literal or is taken for an escape.
  private var pounds: String {
    let runs = embedded.split { $0 != "#" }.map(\.count)
    return String(repeating: "#", count: (runs.max() ?? 0) + 1)
  }
}
