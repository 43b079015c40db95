import Claims
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

extension Claim {
  /// A claim of protocol 2: the selective effect of a behaviour's vector.
  ///
  /// - Parameter id: of the registration that all claims of protocol 2 form.
  public static func selective(
    _ id: String, _ behavior: Behavior, hypothesis: String
  ) -> Claim {
    Claim(
      id: id, hypothesis: hypothesis, unit: .nats,
      smallestEffectOfInterest: .absolute(SelectiveStudy.delta), contrasts: ["selective effect"],
      gates: SelectiveStudy.gates(of: behavior), controls: SelectiveStudy.controls(of: behavior),
      protocolVersion: 2, registration: 3)
  }
}

extension ScenarioPage {
  /// Measures a behaviour as protocol 2 does and hands it in.
  public func judgeSelective(
    _ claim: Claim, _ study: SelectiveStudy, fileID: StaticString = #fileID, line: UInt = #line
  ) throws {
    judge(
      try Evidence(
        for: claim, effect: study.effect, checks: study.checks(),
        secondaries: study.secondaries(), itemValues: study.itemValues(),
        provenance: provenance(
          study.concept.vector, layer: study.concept.layer, coefficient: study.coefficient)),
      fileID: fileID, line: line)
  }

  /// Where the evidence of a claim on dialogues comes from.
  public func provenance(
    _ vector: SteeringVector, layer: Int, coefficient: Double
  ) throws -> Provenance {
    Provenance(
      engine: engine, modelHash: model.hash, precision: model.precision.rawValue,
      dataHash: lab.subject.dialogues.hash, seed: Subject.seed, layer: layer,
      coefficient: coefficient, vectorNorm: vector.norm(layer),
      relativeNorm: try lab.relativeNorm(vector, layer: layer, coefficient: coefficient))
  }
}

// MARK: Beside the verdict

extension SelectiveStudy {
  /// What stands beside the verdict.
  public func secondaries() throws -> [Secondary] {
    let wanted = behavior.wanted
    func secondary(_ name: String, _ values: [Double], _ note: String) throws -> Secondary {
      Secondary(name, .estimate(try estimate(values)), unit: .nats, note: note)
    }
    func selective(_ coefficient: Double, sign: Double) throws -> [Double] {
      try items.values(
        adding: concept.direction, layer: concept.layer, coefficient: coefficient
      ).selectiveChange(from: before, sign: sign)
    }
    let asked = try asked()
    var secondaries = [
      try secondary(
        "effect on the items", after.change(of: \.items, from: before, sign: wanted),
        "what one would look at alone"),
      try secondary(
        "effect on the controls", after.change(of: \.controls, from: before, sign: wanted),
        "the same words where they say nothing of the behaviour"),
      try secondary(
        "selective effect at |c| = 1", selective(wanted, sign: wanted),
        "the vector at its own length, whatever it costs"),
      try secondary(
        "selective effect the other way", selective(-coefficient, sign: wanted),
        "the opposite coefficient; should be negative"),
      Secondary(
        "asking in words",
        .estimate(
          try Protocols.estimate(
            asked.toward.selectiveChange(from: asked.away), by: asked.templates)),
        unit: .nats,
        note: "selective; eight requests in turn for what is wanted, against eight for its contrary"
      ),
      Secondary(
        "items that move the wrong way",
        .estimate(
          try clopperPearson(
            successes: effects.count { $0 < 0 }, trials: effects.count, confidence: 0.95)),
        note: "anti-steerable share, 95 % Clopper–Pearson; takes items as independent"),
    ]
    if let chat = try chatEffects() { secondaries.append(chat) }
    return secondaries
  }

  /// The same items in the model's own chat template, one of each template; nil where it has none.
  private func chatEffects() throws -> Secondary? {
    guard let chat = try lab.subject.dialogues(behavior).chat else { return nil }
    let few = (known.last.map { $0 < chat.count } ?? false ? chat.picking(known) : chat)
      .firstOfEachTemplate()
    let items = try SelectiveItems(few, in: lab, steeredAt: [concept.layer])
    let effects = try items.values(
      adding: concept.direction, layer: concept.layer, coefficient: coefficient
    ).selectiveChange(from: items.values(), sign: behavior.wanted)
    return Secondary(
      "in the other format", .estimate(try Protocols.estimate(effects, by: few.templates)),
      unit: .nats, note: "one item of each template, in the model's own chat template")
  }
}

// MARK: Figures

extension SelectiveStudy {
  /// Items, controls and their difference at the registered dose and its opposite, beside asking.
  public func parts() throws -> Chart {
    let wanted = behavior.wanted
    let opposite = try items.values(
      adding: concept.direction, layer: concept.layer, coefficient: -coefficient)
    return .effects(
      "Items, controls, and what is left", unit: .nats,
      try [("steered toward it", after), ("steered away", opposite)].flatMap { name, values in
        [
          ForestChart.Row(
            "\(name): items",
            try estimate(values.change(of: \.items, from: before, sign: wanted)), isMuted: true),
          ForestChart.Row(
            "\(name): controls",
            try estimate(values.change(of: \.controls, from: before, sign: wanted)), isMuted: true),
          ForestChart.Row(
            "\(name): selective effect",
            try estimate(values.selectiveChange(from: before, sign: wanted))),
        ]
      }, threshold: Self.delta)
  }
}
