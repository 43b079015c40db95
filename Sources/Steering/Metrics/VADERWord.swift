/// One word or emoticon of a text, as VADER's rules see it.
struct VADERWord: Sendable {
  let lower: ExactString
  /// Has a capital and no small letter.
  let isUpper: Bool

  init(_ scalars: Substring.UnicodeScalarView) {
    let text = String(scalars)
    lower = ExactString(text.lowercased())
    var hasCapital = false
    var hasOther = false
    for scalar in scalars {
      let properties = scalar.properties
      hasCapital = hasCapital || properties.isUppercase
      hasOther =
        hasOther || properties.isLowercase || properties.generalCategory == .titlecaseLetter
    }
    isUpper = hasCapital && !hasOther
  }

  var negates: Bool { VADERRules.negations.contains(lower) || lower.contains("n't") }

  /// Splits at white space and takes the punctuation off each end.
  ///
  /// Two or fewer characters left mean that the word is likely an emoticon, which keeps its own.
  static func words(of text: String.UnicodeScalarView) -> [VADERWord] {
    text.split(whereSeparator: isSpace).map { word in
      let letters = word.trimmed(while: isPunctuation)
      return VADERWord(letters.count <= 2 ? word : letters)
    }
  }

  /// White space as Python's `str.split` knows it: Unicode's and the four ASCII separators.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// Python's `string.punctuation`: what ASCII prints beside letters, digits and the space.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
    default: false
    }
  }
}

/// A string that equals another only if their bytes are the same.
///
/// Swift's own `==` also equates canonically equivalent text, such as ";" and the Greek question
/// mark, which the reference tells apart.
struct ExactString: Sendable, Hashable, ExpressibleByStringLiteral {
  private let utf8: [UInt8]

  init(_ text: some StringProtocol) { utf8 = Array(text.utf8) }

  init(stringLiteral text: String) { self.init(text) }

  init(joining words: [ExactString]) {
    utf8 = Array(words.map(\.utf8).joined(separator: [UInt8(ascii: " ")]))
  }

  func contains(_ other: ExactString) -> Bool {
    let count = other.utf8.count
    guard utf8.count >= count else { return false }
    return (0...(utf8.count - count)).contains { utf8[$0..<($0 + count)] == other.utf8[...] }
  }
}

extension Substring.UnicodeScalarView {
  fileprivate func trimmed(while predicate: (Unicode.Scalar) -> Bool) -> Self {
    guard let first = firstIndex(where: { !predicate($0) }),
      let last = lastIndex(where: { !predicate($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
