/// The unit an effect is measured in, as it is printed beside the number.
public enum EffectUnit: String, Sendable, Codable {
  case nats
  case natsPerToken = "nats/token"
  case natsPerCoefficient = "nats per unit of c"
  case probability
  case percentagePoints = "points"
  case compound = "VADER compound"
  case ratio = ""
}

extension EffectUnit {
  /// As it follows a number, " nats"; empty for a ratio.
  public var suffix: String { rawValue.isEmpty ? "" : " " + rawValue }
}
