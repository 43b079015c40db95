import Foundation

extension ProseHTML {
  /// Throws `ReportingError.unknownMarkdown`.
  func inline(_ text: some StringProtocol) throws -> String {
    try inline(Array(text)[...])
  }

  private func inline(_ text: ArraySlice<Character>) throws -> String {
    var result = ""
    var rest = text
    while let character = rest.first {
      let previous = rest.startIndex > text.startIndex ? text[rest.startIndex - 1] : " "
      let after = rest.dropFirst()
      switch character {
      case "\\":
        let isSign = after.first.map { $0.isASCII && ($0.isPunctuation || $0.isSymbol) } ?? false
        result += HTML.verbatim(isSign ? String(after.first ?? "\\") : "\\")
        rest = isSign ? after.dropFirst() : after
      case "`":
        let ticks = rest.prefix { $0 == "`" }
        let inner = rest[ticks.endIndex...]
        guard let end = closing(ticks, in: inner) else { throw unknown(String(rest)) }
        let code = String(inner[..<end]).trimmingCharacters(in: .whitespaces)
        result += "<code>\(HTML.verbatim(code))</code>"
        rest = inner[(end + ticks.count)...]
      case "*", "_":
        let marks = rest.prefix { $0 == character }
        let inner = rest[marks.endIndex...]
        let isWord = character == "_" && (previous.isLetter || previous.isNumber)
        guard !isWord, let first = inner.first, !first.isWhitespace else {
          result += String(marks)
          rest = inner
          continue
        }
        guard marks.count <= 2, let end = emphasisEnd(marks, in: inner) else {
          throw unknown(String(rest))
        }
        let tag = marks.count == 2 ? "strong" : "em"
        result += "<\(tag)>\(try inline(inner[..<end]))</\(tag)>"
        rest = inner[(end + marks.count)...]
      case "[":
        guard let (label, target, end) = link(after) else {
          // An interval [0.1, 0.2] is no link; [text][name] would be one, and [name]: say where it leads.
          if let close = after.firstIndex(of: "]"), let next = after[(close + 1)...].first,
            next == "[" || next == ":" && rest.startIndex == text.startIndex
          {
            throw unknown(String(rest))
          }
          result += "["
          rest = after
          continue
        }
        result += "<a href=\"\(HTML.escape(try checked(target)))\">\(try inline(label))</a>"
        rest = after[end...]
      case "!" where after.first == "[", "&" where isEntity(after),
        "<" where after.first.map({ $0.isLetter || "/!?".contains($0) }) ?? false,
        "~" where after.first == "~", "$" where after.contains("$"):
        throw unknown(String(rest))
      default:
        result += HTML.verbatim(String(character))
        rest = after
      }
    }
    return result
  }

  private func closing(
    _ marks: ArraySlice<Character>, in text: ArraySlice<Character>
  ) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      let run = text[index...].prefix { $0 == marks.first }
      if run.count == marks.count { return index }
      index += max(1, run.count)
    }
    return nil
  }

  /// Where marks of emphasis close that open before `text`; code and escaped signs are passed over.
  private func emphasisEnd(
    _ marks: ArraySlice<Character>, in text: ArraySlice<Character>
  ) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if character == "\\" {
        index += 2
      } else if character == "`" {
        let ticks = text[index...].prefix { $0 == "`" }
        guard let end = closing(ticks, in: text[ticks.endIndex...]) else { return nil }
        index = end + ticks.count
      } else if character == marks.first {
        let run = text[index...].prefix { $0 == character }
        let next = text[run.endIndex...].first ?? " "
        let isWord = character == "_" && (next.isLetter || next.isNumber)
        if index > text.startIndex, !text[index - 1].isWhitespace, run.count == marks.count, !isWord
        {
          return index
        }
        index = run.endIndex
      } else {
        index += 1
      }
    }
    return nil
  }

  /// Label and target of a link, and where the text goes on, from the place after its `[`.
  private func link(
    _ text: ArraySlice<Character>
  ) -> (label: ArraySlice<Character>, target: String, end: Int)? {
    guard let close = text.firstIndex(of: "]"), text[(close + 1)...].first == "(",
      let end = text[close...].firstIndex(of: ")")
    else { return nil }
    return (text[..<close], String(text[(close + 2)..<end]), end + 1)
  }

  /// Of links only those that lead to a page or a place.
  private func checked(_ target: String) throws -> String {
    let place = target.prefix { $0 != "/" && $0 != "#" }
    // What names no scheme lies beside this page.
    let scheme = place.contains(":") ? place.prefix { $0 != ":" } : "https"
    guard !target.isEmpty, !target.contains(where: \.isWhitespace),
      ["http", "https", "mailto"].contains(scheme)
    else { throw unknown(target) }
    return href(target)
  }

  private func isEntity(_ text: ArraySlice<Character>) -> Bool {
    let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
    return !name.isEmpty && text[name.endIndex...].first == ";"
  }
}
