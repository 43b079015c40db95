/// Markdown as GitHub reads it, safe against whatever a model file or a model writes.
enum Markdown {
  /// Text that shows as itself inside a paragraph or a table cell, on one line.
  static func escape(_ text: String) -> String {
    let scalars = Array(visible(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let rest = scalars[(index + 1)...]
      switch scalar {
      case "\n": result += " ↵ "
      case "\t": result += " "
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "$": result += "&#36;"  // GitHub typesets $…$
      case "@": result += "&#64;"  // mentions and addresses
      case ":" where rest.starts(with: "//".unicodeScalars): result += "&#58;"  // bare links
      case "." where result.lowercased().hasSuffix("www"): result += "&#46;"
      // An interval [0.1, 0.2] is no link; only these would make one.
      case "]" where rest.first.map { "([:".unicodeScalars.contains($0) } ?? false: result += "\\]"
      case "\\", "`", "*", "_", "|", "~": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text that shows as itself in a block of its own, line breaks kept.
  static func verbatim(_ text: String, language: String = "text") -> String {
    let text = visible(text)
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(4, longest + 1))
    return "\(fence)\(language)\n\(text)\(text.utf8.last == UInt8(ascii: "\n") ? "" : "\n")\(fence)"
  }

  static func table(header: [String], rules: [String]? = nil, rows: [[String]]) -> String {
    let rules = rules ?? header.map { _ in "---" }
    return ([header, rules] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  /// Control characters and direction overrides by name, so that none acts on the reader's screen.
  static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.unicodeScalars.append(scalar)
      case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
