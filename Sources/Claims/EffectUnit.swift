/// The unit an effect is measured in, as it is printed beside the number.
public enum EffectUnit: String, Sendable, Codable {
  /// Natural logarithms: log odds, log likelihoods and their differences.
  case nats
  /// Negative log-likelihood of text, averaged over its tokens.
  case natsPerToken = "nats/token"
  /// The slope of a log-odds metric over the coefficient.
  case natsPerCoefficient = "nats per unit of c"
  case probability
  /// Percentage points.
  case percentagePoints = "points"
  /// VADER's sentiment score of a text, in −1...1.
  case compound = "VADER compound"
  /// A number without a unit.
  case ratio = ""
}

extension EffectUnit {
  /// As it follows a number, " nats"; empty for a ratio.
  public var suffix: String { rawValue.isEmpty ? "" : " " + rawValue }
}
