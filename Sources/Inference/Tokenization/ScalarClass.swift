/// The four classes of characters that pre-tokenizers tell apart: `\p{L}`, `\p{N}`, `\s`, the rest.
enum ScalarClass: UInt8, Sendable {
  case letter, number, space, other

  init(_ scalar: Unicode.Scalar) {
    self = scalar.isASCII ? Self.ascii[Int(scalar.value)] : Self(properties: scalar.properties)
  }

  private static let ascii: [ScalarClass] = (UInt8.min..<0x80).map {
    ScalarClass(properties: Unicode.Scalar($0).properties)
  }

  // Characters newer than the Unicode version of the reference tokenizers count as unassigned, so
  // that ids do not depend on how new the Swift runtime's own tables are.
  private static let newestVersion = (15, 1)

  private init(properties: Unicode.Scalar.Properties) {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = Self.isKnown(properties) ? .letter : .other
    case .decimalNumber, .letterNumber, .otherNumber:
      self = Self.isKnown(properties) ? .number : .other
    default:
      self = properties.isWhitespace ? .space : .other
    }
  }

  private static func isKnown(_ properties: Unicode.Scalar.Properties) -> Bool {
    properties.age.map { ($0.major, $0.minor) <= newestVersion } ?? false
  }
}
