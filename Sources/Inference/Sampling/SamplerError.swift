/// What can be wrong with a sampler's parameters or with the logits it is given.
public enum SamplerError: Error, Equatable, Sendable {
  /// A temperature that is negative or not finite.
  case temperature(got: Double)
  /// A number of candidates below 1.
  case topK(got: Int)
  /// A probability mass outside 0 < p ≤ 1.
  case topP(got: Double)
  /// No logits to choose from.
  case noLogits
  /// A logit that is NaN or +infinity: the forward pass has overflowed. −infinity is allowed and
  /// means that the token is ruled out.
  case invalidLogit(id: Int, got: Float)
  /// Every token is ruled out.
  case allRuledOut
}

extension SamplerError: CustomStringConvertible {
  /// One line: the parameter, what was expected, what was given.
  public var description: String {
    switch self {
    case .temperature(let got): "temperature: expected a finite number of at least 0, got \(got)"
    case .topK(let got): "top-k: expected at least 1, got \(got)"
    case .topP(let got): "top-p: expected a number above 0 and up to 1, got \(got)"
    case .noLogits: "expected one logit for each token of the vocabulary, got none"
    case .invalidLogit(let id, let got): "logit of token \(id): expected a number, got \(got)"
    case .allRuledOut: "every token has logit -infinity"
    }
  }
}
