/// Why evidence cannot be judged: a fault of the harness, never a verdict about the claim.
public enum ClaimsError: Error, Equatable, CustomStringConvertible {
  /// Two registered claims have this id.
  case duplicateClaim(id: String)
  /// Evidence names a claim that is in no registration.
  case unregisteredClaim(id: String, registered: [String])
  /// Two pieces of evidence for one claim on one engine.
  case duplicateEvidence(id: String)
  /// The evidence was gathered on another engine than the one that is judged.
  case wrongEngine(id: String, expected: String, got: String)
  /// The evidence was gathered under another ``Claim/protocolVersion``.
  case protocolMismatch(id: String, expected: Int, got: Int)
  /// The names measured are not the names registered. `kind` is contrast, control, gate or reference.
  case mismatch(id: String, kind: String, expected: [String], got: [String])
  /// A reading of a kind that its rule cannot be applied to, or with too little in it.
  case unfitReading(id: String, check: String, expected: String, got: String)
  /// A registered number that no evidence could ever satisfy or fail.
  case badRegistration(id: String, reason: String)

  /// The claim's id with what was expected and what was found.
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
