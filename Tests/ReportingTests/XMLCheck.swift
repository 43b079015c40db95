/// A strict little reader of the XML that figures use: tags nest, attributes are quoted, and text
/// holds no bare `<` or `&`.
enum XMLCheck {
  static func problem(in text: String) -> String? {
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      if let fault = badEntity(rest[..<start]) { return fault }
      guard let end = rest[start...].firstIndex(of: ">") else { return "unclosed tag" }
      let tag = rest[rest.index(after: start)..<end]
      if tag.contains("<") { return "bare '<' before \(tag)" }
      if let fault = badEntity(tag) { return fault }
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { return "misnested \(tag)" }
      } else if tag.count(where: { $0 == "\"" }) % 2 != 0 {
        return "unbalanced quotes in \(tag)"
      } else if !tag.hasSuffix("/") {
        guard let first = tag.first, first.isLetter else { return "bare '<'" }
        open.append(String(tag.prefix { $0.isLetter || $0.isNumber }))
      }
      rest = rest[rest.index(after: end)...]
    }
    return open.isEmpty ? nil : "unclosed \(open)"
  }

  private static func badEntity(_ text: Substring) -> String? {
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    where !["amp;", "lt;", "gt;", "quot;"].contains(where: { part.hasPrefix($0) }) {
      return "bare '&' before \(part.prefix(10))"
    }
    return nil
  }
}
