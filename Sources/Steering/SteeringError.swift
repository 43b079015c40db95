import Statistics

/// What can be wrong with a vector, an intervention or what a metric is asked to measure.
public enum SteeringError: Error, Equatable, CustomStringConvertible {
  case emptyVector
  case noActivations
  case recordedDifferently
  /// Paired differences need as many positive texts as negative ones.
  case unpaired(positive: Int, negative: Int)
  case widthMismatch(at: String, expected: Int, got: Int)
  case noSuchLayer(Int, available: [Int])
  case notFinite(at: String)
  case badVectorFile(path: String, field: String, expected: String, got: String)
  case wrongModel(field: String, expected: String, got: String)
  case wordNotOneToken(String, ids: [Int])
  case nothingToMeasure(String)
  /// An argument that no run could make sense of; the first value names it.
  case invalid(String, expected: String, got: String)
  /// Clean and corrupted prompts whose metric does not differ: there is nothing to restore.
  case noDifference(Estimate)

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
    case .wordNotOneToken(let word, let ids):
      "'\(word)' is \(ids.count) tokens in this vocabulary; the metric needs words of one token"
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
