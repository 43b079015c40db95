/// A behaviour that the project ships data for.
public enum Behavior: String, CaseIterable, Sendable, Codable {
  case sentiment, sycophancy, honesty, confidence, corrigibility
}
