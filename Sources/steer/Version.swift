import Inference

/// The version of this program, in one place.
enum Version {
  static let program = "0.1.0-dev"

  /// With the engine's, of which each precision has its own: results of another one are never mixed in.
  static var text: String {
    let engine = Precision.allCases.map { "\($0.rawValue) \($0.engineVersion)" }
    return "\(program), engine versions: \(engine.joined(separator: ", "))"
  }
}
