import Inference
import Randomness
import Testing

@testable import Steering

@Suite("Linear probes")
struct LinearProbeTests {
  @Test("scikit-learn's weights, accuracy and area under the curve on held-out rows")
  func reference() throws {
    for reference in try ContrastMethods.reference.get().cases where reference.position != .all {
      let (positive, negative) = (reference.positiveActivations, reference.negativeActivations)
      func half(_ side: Activations, _ first: Int) -> Activations {
        side.selecting(Array(stride(from: first, to: side.count, by: 2)))
      }
      let probe = try LinearProbe(
        positive: half(positive, 0), negative: half(negative, 0), layer: 0,
        inverseRegularization: 1)
      let difference = largestDifference(
        probe.weights + [probe.intercept],
        reference.probe.weights + [reference.probe.intercept])
      #expect(difference < 1e-8, "\(reference.name): \(difference)")
      let held = try probe.evaluation(
        positive: half(positive, 1), negative: half(negative, 1), layer: 0)
      #expect(abs(held.accuracy - reference.probe.accuracy) < 1e-12)
      #expect(abs(held.areaUnderCurve - reference.probe.auc) < 1e-12)
      #expect(held.majorityRate == 0.5)
    }
  }

  @Test("scaling all activations scales nothing but the weights")
  func scale() throws {
    let reference = try #require(try ContrastMethods.reference.get().cases.first)
    let (positive, negative) = (reference.positiveActivations, reference.negativeActivations)
    let plain = try LinearProbe(positive: positive, negative: negative, layer: 0)
    let large = try LinearProbe(
      positive: positive.replacing(layer: 0) { $0.map { 64 * $0 } },
      negative: negative.replacing(layer: 0) { $0.map { 64 * $0 } }, layer: 0)
    #expect(largestDifference(plain.weights, large.weights.map { 64 * $0 }) < 1e-9)
    #expect(abs(plain.intercept - large.intercept) < 1e-9)
  }

  /// Rows without any concept, but with a component that names their template: one of `count`.
  func templated(
    _ count: Int, rows: Int, using generator: inout SeededGenerator
  ) -> (positive: Activations, negative: Activations, templates: [String]) {
    let templates = (0..<rows).map { "t\($0 % count)" }
    // A template's two sides differ by an offset of its own, which says nothing of another template.
    let offsets = (0..<count).map { _ in (0..<40).map { _ in 3 * generator.gaussian() } }
    func side(_ sign: Double) -> Activations {
      activations(
        (0..<rows).map { row in
          (0..<40).map { Float(sign * offsets[row % count][$0] + generator.gaussian()) }
        })
    }
    return (side(1), side(-1), templates)
  }

  @Test("held-out templates show what held-out rows hide")
  func leakage() throws {
    var generator = SeededGenerator(seed: 4, stream: "probe")
    let data = templated(8, rows: 80, using: &generator)
    let byTemplate = try LinearProbe.crossValidation(
      positive: data.positive, negative: data.negative, layer: 0, templates: data.templates,
      seed: 1)
    let byRow = try LinearProbe.crossValidation(
      positive: data.positive, negative: data.negative, layer: 0,
      templates: data.templates.indices.map { "\($0)" }, seed: 1)
    print(
      "probe on templates: \(byTemplate.accuracy) held out by template, \(byRow.accuracy) by row")
    #expect(byTemplate.count == 160 && byRow.count == 160)
    #expect(byTemplate.accuracy < 0.8)
    #expect(byRow.accuracy > 0.95)
  }

  @Test("planted valence is read on templates that were not trained on")
  func planted() throws {
    let contrast = try TinyContrast(seed: 1)
    let pairs = Array(contrast.pairs.extract.prefix(60))
    let (positive, negative) = try contrast.record(pairs)
    let result = try LinearProbe.crossValidation(
      positive: positive, negative: negative, layer: 4, templates: pairs.map(\.template), seed: 1)
    #expect(result.accuracy > 0.95 && result.areaUnderCurve > 0.95, "\(result)")
    #expect(result.majorityRate == 0.5)
  }

  @Test("folds: whole templates, every item once, by the seed only")
  func folds() throws {
    let templates = (0..<23).map { "t\($0 % 7)" }
    let folds = try templateFolds(templates, count: 3, seed: 5)
    #expect(folds.count == 3)
    #expect(folds.flatMap(\.self).sorted() == Array(0..<23))
    let names = folds.map { Set($0.map { templates[$0] }) }
    #expect(names.map(\.count).reduce(0, +) == 7)
    #expect(try folds == templateFolds(templates, count: 3, seed: 5))
    #expect(try folds != templateFolds(templates, count: 3, seed: 6))
    #expect(try templateFolds(["a", "b"], count: 9, seed: 5).count == 2)
    #expect(throws: DataError.self) { try templateFolds(["a", "a"], count: 3, seed: 5) }
    #expect(throws: DataError.self) { try templateFolds(["a", "b"], count: 1, seed: 5) }
  }

  @Test func badArguments() throws {
    let (one, two) = (activations([[1, 2]]), activations([[2, 1]]))
    let probe = try LinearProbe(positive: one, negative: two, layer: 0)
    #expect(throws: SteeringError.noSuchLayer(1, available: [0])) {
      try LinearProbe(positive: one, negative: two, layer: 1)
    }
    #expect(throws: SteeringError.self) {
      try probe.evaluation(positive: activations([[1]]), negative: activations([[1]]), layer: 0)
    }
    #expect(throws: SteeringError.noSuchLayer(-1, available: [0])) {
      try probe.evaluation(positive: one, negative: two, layer: -1)
    }
    #expect(throws: SteeringError.self) {
      try LinearProbe.crossValidation(
        positive: one, negative: two, layer: 0, templates: ["a", "b"], seed: 1)
    }
    // Rows that are all alike: no weights, and log-odds of 0 count one half.
    let flat = try LinearProbe(positive: one, negative: one, layer: 0)
    let result = try flat.evaluation(positive: one, negative: one, layer: 0)
    #expect(result.accuracy == 0.5 && result.areaUnderCurve == 0.5)
  }
}
