import Statistics

/// What can be wrong with a vector, an intervention or what a metric is asked to measure.
public enum SteeringError: Error, Equatable, CustomStringConvertible {
  /// No direction, or one without components.
  case emptyVector
  /// A side without texts.
  case noActivations
  /// Two recordings that differ in hook point, read position or number of layers.
  case recordedDifferently
  /// Paired differences need as many positive texts as negative ones.
  case unpaired(positive: Int, negative: Int)
  /// A direction or activation of another number of components.
  case widthMismatch(at: String, expected: Int, got: Int)
  /// A layer that the vector or the recording has not; `available` are those that it has.
  case noSuchLayer(Int, available: [Int])
  /// NaN or infinity; `at` names the argument and, in a direction, the component.
  case notFinite(at: String)
  /// What is at `field` of a file cannot be a steering vector's.
  case badVectorFile(path: String, field: String, expected: String, got: String)
  /// A vector that does not fit the model; `field` says in what.
  case wrongModel(field: String, expected: String, got: String)
  /// Texts, items or effects are missing without which there is no result; the value says which.
  case nothingToMeasure(String)
  /// An argument that no run could make sense of; the first value names it.
  case invalid(String, expected: String, got: String)
  /// Clean and corrupted prompts whose metric does not differ: there is nothing to restore.
  case noDifference(Estimate)

  /// One line: the place, what was expected, what was given.
  public var description: String {
    switch self {
    case .emptyVector: "a steering vector needs at least one direction of at least one component"
    case .noActivations: "no activations on one side: give at least one contrast pair"
    case .recordedDifferently:
      "positive and negative activations must be of the same hook point, position and model"
    case .unpaired(let positive, let negative):
      "paired differences need as many positive texts as negative ones: got \(positive) and "
        + "\(negative)"
    case .widthMismatch(let place, let expected, let got):
      "\(place): expected \(expected) components, got \(got)"
    case .noSuchLayer(let layer, let available):
      "the vector has no direction for layer \(layer); it has \(ranges(available))"
    case .notFinite(let place): "\(place): not a finite number"
    case .badVectorFile(let path, let field, let expected, let got):
      "\(path): \(field): expected \(expected), got \(got)"
    case .wrongModel(let field, let expected, let got):
      "the vector does not fit the model: \(field) is \(got), the model's is \(expected)"
    case .nothingToMeasure(let what): "nothing to measure: \(what)"
    case .invalid(let what, let expected, let got): "\(what): expected \(expected), got \(got)"
    case .noDifference(let estimate):
      "clean and corrupted prompts do not differ in the metric: the interval of the mean difference, "
        + "\(estimate.interval.lower) to \(estimate.interval.upper), includes 0"
    }
  }
}

/// "1...29" or "3, 6, 9": layers as a person would list them.
private func ranges(_ layers: [Int]) -> String {
  guard let first = layers.first, let last = layers.last else { return "none" }
  if layers.count > 2, last - first == layers.count - 1 { return "\(first)...\(last)" }
  return layers.map(String.init).joined(separator: ", ")
}
