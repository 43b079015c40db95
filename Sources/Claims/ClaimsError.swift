/// Why evidence cannot be judged: a fault of the harness, never a verdict about the claim.
public enum ClaimsError: Error, Equatable, CustomStringConvertible {
  case duplicateClaim(id: String)
  case unregisteredClaim(id: String, registered: [String])
  case duplicateEvidence(id: String)
  case wrongEngine(id: String, expected: String, got: String)
  case protocolMismatch(id: String, expected: Int, got: Int)
  /// The names measured are not the names registered. `kind` is contrast, control, gate or reference.
  case mismatch(id: String, kind: String, expected: [String], got: [String])
  /// A reading of a kind that its rule cannot be applied to, or with too little in it.
  case unfitReading(id: String, check: String, expected: String, got: String)
  /// A registered number that no evidence could ever satisfy or fail.
  case badRegistration(id: String, reason: String)

  public var description: String {
    switch self {
    case .duplicateClaim(let id): "claim \(id) is registered twice"
    case .unregisteredClaim(let id, let registered):
      "evidence for \(id), which is not registered (\(registered.joined(separator: ", ")))"
    case .duplicateEvidence(let id): "claim \(id) has two pieces of evidence on one engine"
    case .wrongEngine(let id, let expected, let got):
      "claim \(id): evidence from engine \(got) in the family of engine \(expected)"
    case .protocolMismatch(let id, let expected, let got):
      "claim \(id) is registered as protocol v\(expected); the evidence was made under v\(got)"
    case .mismatch(let id, let kind, let expected, let got):
      "claim \(id): \(kind) registered \(list(expected)), measured \(list(got))"
    case .unfitReading(let id, let check, let expected, let got):
      "claim \(id), check '\(check)': expected \(expected), got \(got)"
    case .badRegistration(let id, let reason): "claim \(id): \(reason)"
    }
  }
}

private func list(_ names: [String]) -> String { "[\(names.joined(separator: ", "))]" }
