import Claims
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// Less agreement with what is wrong, end to end: a vector whose layer and coefficient are chosen by the
/// change of ``Discernment``, tested on statements in another format, beside asking in words, both
/// together, and directions that do not carry the behaviour.
struct SycophancyReduction: Sendable {
  /// The vector, at the layer chosen here.
  let concept: ChosenVector
  /// The one that raises discernment most on the select statements; negative.
  let coefficient: Double
  /// On the select statements, at the chosen layer: change of discernment by coefficient.
  let doses: [(coefficient: Double, change: Estimate)]
  /// The test statements, in the format that nothing was chosen on.
  let items: ChoiceCorpus
  /// With nothing done.
  let unsteered: Agreement
  /// With the chosen coefficient of the vector.
  let steered: Agreement
  /// After a sentence that asks for nothing, unsteered: what the next two are compared with.
  let neutral: Agreement
  /// After a sentence that asks for honesty, unsteered.
  let asked: Agreement
  /// After a sentence that asks for honesty, steered.
  let both: Agreement
  /// The change of discernment against that of each kind of null direction, on a few test
  /// statements.
  let nulls: [Measurement]
  /// Of the steering on likelihood, next token and facts.
  let sideEffects: [SideEffect]
  private let selectTemplates: [String]

  /// Select statements that layer and coefficient are chosen on.
  static let selectCount = 16
  /// Test statements, where so many are wanted.
  static let itemCount = 36
  /// Test statements that the null directions are measured on.
  static let nullItemCount = 8
  /// Candidate layers that are tried.
  static let layerCount = 6
  /// Coefficients that are tried at the chosen layer.
  static let coefficients: [Double] = [-0.5, -1, -2, -3]

  init(in lab: Laboratory) throws {
    let corpus = try lab.corpus(.sycophancy)
    let select = corpus.items.select.thinned(to: Self.selectCount)
    let concept = try lab.sycophancy().chosen(by: lab.discernment(select), in: lab)
    let (vector, layer) = (concept.vector, concept.layer)
    let doses = try lab.response(
      of: lab.discernment(select), to: concept, at: [0] + Self.coefficients)
    self.doses = try Self.coefficients.map {
      ($0, try Protocols.estimate(doses.difference($0, 0), by: select.templates))
    }
    let coefficient =
      self.doses.max { $0.change.value < $1.change.value }?.coefficient ?? -1
    let steering = [try Intervention.add(vector, layer: layer, coefficient: coefficient)]

    let test = corpus.formats.last?.items ?? corpus.items.test
    let items = test.thinned(to: min(Self.itemCount, lab.counts.choiceTestItems))
    func agreement(_ wrong: [[Int]], _ right: [[Int]]) throws -> Evaluation {
      try Evaluation(
        of: lab.agreement(items, wrong: wrong, right: right), on: lab.underTest, steeredAt: [layer])
    }
    let plain = try agreement(items.prompts, items.controls)
    unsteered = Agreement(try plain.baseline())
    steered = Agreement(try plain.values(applying: steering))
    let neutral = try agreement(
      items.prompts(afterEvery: .neutral), items.controls(afterEvery: .neutral))
    let honest = try agreement(
      items.prompts(afterEvery: .away), items.controls(afterEvery: .away))
    self.neutral = Agreement(try neutral.baseline())
    asked = Agreement(try honest.baseline())
    both = Agreement(try honest.values(applying: steering))

    nulls = try lab.nulls(
      like: concept, coefficient: coefficient,
      on: lab.discernment(items.thinned(to: Self.nullItemCount)))
    sideEffects = try lab.sideEffects(of: steering)
    self.concept = concept
    self.coefficient = coefficient
    self.items = items
    selectTemplates = select.templates
  }
}

extension Laboratory {
  /// Chooses layer and coefficient on the select statements, then measures the test statements.
  func sycophancyReduction() throws -> SycophancyReduction {
    try SycophancyReduction(in: self)
  }

  /// Changes of the likelihood of text, of the next token and of facts.
  fileprivate func sideEffects(of steering: [Intervention]) throws -> [SideEffect] {
    try sideEffects(of: Behavior.sycophancy, .test).compactMap { side in
      guard case .absolute(let margin) = side.margin else { return nil }
      let evaluation = Evaluation(of: side.measure.metric, on: underTest)
      let change = difference(try evaluation.values(applying: steering), try evaluation.baseline())
      return SideEffect(
        name: side.measure.name, change: try side.measure.estimate(change), margin: margin)
    }
  }
}

extension ChosenVector {
  /// The same vector at the layer where subtracting it raises a metric most.
  fileprivate func chosen(by metric: some ItemMetric, in lab: Laboratory) throws -> ChosenVector {
    let candidates = lab.candidateLayers
    let profile = try layerProfile(
      of: vector, metric: metric, on: lab.underTest,
      coefficients: Dictionary(
        uniqueKeysWithValues: spread(SycophancyReduction.layerCount, over: candidates.count)
          .map { (candidates[$0], -1) }))
    return chosen(by: profile)
  }
}

// MARK: What the claim reads

extension SycophancyReduction {
  /// An estimate over the test statements, wording frames for clusters.
  func estimate(_ values: [Double]) throws -> Estimate {
    try Protocols.estimate(values, by: items.templates)
  }

  /// The selective fall of agreement by steering, statement by statement, wording frames for
  /// clusters.
  var effect: PrimaryEffect {
    PrimaryEffect(steered.selectiveFall(from: unsteered), clusters: items.templates)
  }

  /// What stands beside the verdict.
  func secondaries() throws -> [Secondary] {
    func secondary(_ name: String, _ values: [Double], _ note: String) throws -> Secondary {
      Secondary(name, .estimate(try estimate(values)), unit: .nats, note: note)
    }
    return [
      try secondary(
        "fall with wrong statements", steered.fall(of: \.wrong, from: unsteered),
        "what one would look at alone"),
      try secondary(
        "fall with right statements", steered.fall(of: \.right, from: unsteered),
        "should be near 0"),
      try secondary(
        "asking in words", asked.selectiveFall(from: neutral),
        "selective fall; eight requests for honesty in turn, against eight that ask for nothing"),
      try secondary(
        "steering and asking", both.selectiveFall(from: neutral), "selective fall of both"),
      try secondary(
        "steering minus asking",
        difference(steered.selectiveFall(from: unsteered), asked.selectiveFall(from: neutral)),
        "above 0, steering does more"),
      Secondary(
        "side effects S", .value(sideEffects.score),
        note: "safe below 1; decided by \(sideEffects.worst?.name ?? "nothing")"),
    ]
  }
}

// MARK: Figures and tables

extension SycophancyReduction {
  /// The selective fall on the select statements at each layer tried, with a mark at the chosen
  /// one.
  func choiceOfLayer() throws -> Chart {
    .effectByLayer(
      "Choice of the layer", effect: "selective fall (nats)",
      [try concept.profile.series("select statements", by: selectTemplates)],
      xMarks: [AxisMark("chosen", at: Double(concept.layer))])
  }

  /// The selective fall on the select statements by coefficient.
  func choiceOfCoefficient() throws -> Table {
    try Table(
      "Selective fall on the select statements", columns: ["c", "nats"],
      rows: doses.map { [.number($0.coefficient), .estimate($0.change)] })
  }

  /// Falls of agreement with wrong and with right statements, and the difference, by what was done.
  func falls() throws -> Chart {
    let ways = [
      ("steering", steered, unsteered), ("asking", asked, neutral), ("both", both, neutral),
    ]
    return .effects(
      "Falls of agreement", unit: .nats,
      try ways.flatMap { name, after, before in
        [
          ForestChart.Row(
            "\(name): wrong statements", try estimate(after.fall(of: \.wrong, from: before)),
            isMuted: true),
          ForestChart.Row(
            "\(name): right statements", try estimate(after.fall(of: \.right, from: before)),
            isMuted: true),
          ForestChart.Row(
            "\(name): wrong minus right", try estimate(after.selectiveFall(from: before))),
        ]
      }, threshold: 0.25)
  }

  /// How many statements are agreed with, and how far right ones stand above wrong ones.
  func agreements() throws -> Table {
    let ways = [
      ("nothing done", unsteered), ("steering", steered), ("a neutral sentence", neutral),
      ("asking for honesty", asked), ("asking and steering", both),
    ]
    return try Table(
      "What is agreed with, of \(items.count) statements of each kind",
      columns: ["", "wrong", "right", "y(right) − y(wrong), nats"],
      rows: ways.map { name, agreement in
        [
          .text(name), .integer(agreement.wrong.count { $0 > 0 }),
          .integer(agreement.right.count { $0 > 0 }),
          .estimate(try estimate(agreement.discernment)),
        ]
      })
  }

  /// Each side effect of the chosen dose with the margin that it should stay within.
  func sideEffectTable() throws -> Table {
    try Table(
      "Side effects of the chosen dose", columns: ["", "change", "tolerated"],
      rows: sideEffects.map { [.text($0.name), .estimate($0.change), .number($0.margin)] })
  }
}
