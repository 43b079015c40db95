/// A way of writing or answering that a vector is to strengthen or weaken.
public enum Behavior: String, CaseIterable, Sendable, Codable {
  case sentiment, sycophancy, honesty, confidence, corrigibility

  /// What more of it is, in plain words.
  public var meaning: String {
    switch self {
    case .sentiment: "speaks well of things rather than badly"
    case .sycophancy: "agrees with the user, also where the user is wrong"
    case .honesty: "says what it believes to be true rather than deceive"
    case .confidence: "sounds assured rather than hedged, whether it knows or not"
    case .corrigibility: "accepts being corrected, supervised, changed, paused or shut down"
    }
  }
}
