import Claims
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// A claim of protocol 2: the selective effect of a behaviour's vector.
public struct SelectiveClaim: Sendable {
  /// What was registered.
  public let claim: Claim
  /// Whose vector it is about.
  public let behavior: Behavior

  /// - Parameter id: of the registration that all claims of protocol 2 form.
  public init(_ id: String, _ behavior: Behavior, hypothesis: String) {
    self.behavior = behavior
    claim = Claim(
      id: id, hypothesis: hypothesis, unit: .nats,
      smallestEffectOfInterest: .absolute(SelectiveStudy.delta), contrasts: ["selective effect"],
      gates: SelectiveStudy.gates(of: behavior), controls: SelectiveStudy.controls(of: behavior),
      protocolVersion: 2, registration: 3)
  }
}

extension SelectiveClaim {
  /// With how its effect is measured where there is no page.
  public var measured: MeasuredClaim {
    let behavior = behavior
    return MeasuredClaim(claim) { try $0.selectiveStudy(of: behavior).effect }
  }
}

extension ScenarioPage {
  /// Measures a behaviour as protocol 2 does, shows items, controls, doses and texts, and hands the claim in.
  @discardableResult
  public func judge(
    _ selective: SelectiveClaim, fileID: StaticString = #fileID, line: UInt = #line
  ) throws -> SelectiveStudy {
    let study = try lab.selectiveStudy(of: selective.behavior)
    plot(
      try study.parts(),
      caption:
        "Mean change of y in the wanted direction, 90 % intervals by template; the dashed line is δ. Blue rows are"
        + " what is judged: items less controls.", fileID: fileID, line: line)
    show(try study.doses(), fileID: fileID, line: line)
    show(
      try lab.transcripts(
        study.items.items.prompts, of: study.concept.vector, layer: study.concept.layer,
        coefficients: [-1, 0, 1].map { $0 * abs(study.coefficient) }),
      fileID: fileID, line: line)
    judge(
      try Evidence(
        for: selective.claim, effect: study.effect, checks: study.checks(),
        secondaries: study.secondaries(), itemValues: study.itemValues(),
        provenance: provenance(
          study.concept, layer: study.concept.layer, coefficient: study.coefficient,
          dataHash: lab.subject.dialogues.hash)),
      fileID: fileID, line: line)
    return study
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
    let asked = try asked()
    var secondaries = [
      try secondary(
        "effect on the items", after.change(of: \.items, from: before, sign: wanted),
        "what one would look at alone"),
      try secondary(
        "effect on the controls", after.change(of: \.controls, from: before, sign: wanted),
        "the same words where they say nothing of the behaviour"),
      try secondary(
        "selective effect at |c| = 1",
        items.values(adding: concept.direction, layer: concept.layer, coefficient: wanted)
          .selectiveChange(from: before, sign: wanted),
        "the vector at its own length, whatever it costs"),
      try secondary(
        "selective effect the other way", opposite.selectiveChange(from: before, sign: wanted),
        "the opposite coefficient; should be negative"),
      Secondary(
        "asking in words",
        .estimate(
          try Protocols.estimate(
            asked.toward.selectiveChange(from: asked.away), by: asked.templates)),
        unit: .nats,
        note: "selective; eight requests for the behaviour in turn, against eight for its contrary"
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

  /// The same items in the other format, one of each template; nil where there is none.
  private func chatEffects() throws -> Secondary? {
    guard let chat = try lab.subject.dialogues(behavior).chat else { return nil }
    let few = chat.picking(known).firstOfEachTemplate()
    let items = try SelectiveItems(few, in: lab, steeredAt: [concept.layer])
    let effects = try items.values(
      adding: concept.direction, layer: concept.layer, coefficient: coefficient
    ).selectiveChange(from: items.values(), sign: behavior.wanted)
    return Secondary(
      "in the other format", .estimate(try Protocols.estimate(effects, by: few.templates)),
      unit: .nats, note: "one item of each template; of real models in their own chat template")
  }
}

// MARK: Figures and tables

extension SelectiveStudy {
  /// Items, controls and their difference at the registered dose and its opposite, beside asking.
  public func parts() throws -> Chart {
    let wanted = behavior.wanted
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

  private static let usualDoses = [1, 2, 5]

  /// Doses that are usually tried beside the registered one, by what they cost and what they do; on one item of
  /// each template.
  public func doses() throws -> Table {
    let few = try SelectiveItems(
      items.items.firstOfEachTemplate(), in: lab, steeredAt: [concept.layer])
    let unsteered = try few.values()
    let wanted = behavior.wanted
    return try Table(
      "By coefficient, one item of each template",
      columns: [
        "dose", "c", "KL of the next token (nats)", "items (nats)", "controls (nats)",
        "selective (nats)",
      ],
      rows: ([("equal cost", coefficient)]
        + Self.usualDoses.map { ("|c| = \($0)", wanted * Double($0)) }).map {
          name, c in
          let values = try few.values(
            adding: concept.direction, layer: concept.layer, coefficient: c)
          func cell(_ values: [Double]) throws -> Table.Cell {
            .estimate(try Protocols.estimate(values, by: few.items.templates))
          }
          return [
            .text(name), .number(c),
            .number(try cost.cost(of: concept.direction, layer: concept.layer, coefficient: c)),
            try cell(values.change(of: \.items, from: unsteered, sign: wanted)),
            try cell(values.change(of: \.controls, from: unsteered, sign: wanted)),
            try cell(values.selectiveChange(from: unsteered, sign: wanted)),
          ]
        })
  }
}
