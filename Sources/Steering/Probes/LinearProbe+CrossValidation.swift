import Inference
import Randomness

extension LinearProbe {
  /// Trains on all templates but one part and tests on that part, for each part in turn.
  ///
  /// Accuracy and area under the curve are means over the parts. Pair i is the positive and the negative
  /// text i, and `templates[i]` is its template: items of one template are never on both sides.
  ///
  /// - Parameter folds: how many parts; fewer where there are fewer templates.
  /// - Throws: ``SteeringError`` as training, and where texts and templates differ in number;
  ///   ``DataError/tooFewTemplates(file:expected:got:)`` with fewer than two templates or folds.
  public static func crossValidation(
    positive: Activations, negative: Activations, layer: Int, templates: [String], folds: Int = 5,
    seed: UInt64, inverseRegularization: Double = defaultInverseRegularization
  ) throws -> ProbeEvaluation {
    guard positive.textCount == templates.count, negative.textCount == templates.count else {
      throw SteeringError.unpaired(positive: positive.textCount, negative: negative.textCount)
    }
    let parts = try templateFolds(templates, count: folds, seed: seed)
    return try ProbeEvaluation(
      pooling: parts.indices.map { held in
        let training = parts.indices.filter { $0 != held }.flatMap { parts[$0] }.sorted()
        let probe = try LinearProbe(
          positive: positive.selecting(training), negative: negative.selecting(training),
          layer: layer, inverseRegularization: inverseRegularization)
        return try probe.evaluation(
          positive: positive.selecting(parts[held]), negative: negative.selecting(parts[held]),
          layer: layer)
      })
  }
}

/// Indices of items in `count` parts with no template in common, each in ascending order.
///
/// Whole templates are dealt in the order of a seeded shuffle, one to each part in turn. Fewer parts come
/// out where there are fewer templates.
/// - Throws: ``DataError/tooFewTemplates(file:expected:got:)`` with fewer than two templates or parts.
public func templateFolds(
  _ templates: [String], count: Int, seed: UInt64
) throws -> [[Int]] {
  let names = Set(templates).sorted()
  let parts = min(count, names.count)
  guard parts >= 2 else {
    throw DataError.tooFewTemplates(file: "folds", expected: 2, got: parts)
  }
  var generator = SeededGenerator(seed: seed, stream: "folds")
  let dealt = generator.shuffled(names).enumerated().map { ($0.element, $0.offset % parts) }
  let part = Dictionary(uniqueKeysWithValues: dealt)
  return (0..<parts).map { k in templates.indices.filter { part[templates[$0]] == k } }
}
