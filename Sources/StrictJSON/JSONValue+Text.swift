extension JSONValue {
  /// A text as JSON writes it, quotes included. What no reader of the file could see (control and format
  /// characters, line separators, unassigned and private ones) is written as `\u`.
  public static func spelling(of text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case "\n": return "\\n"
      default: break
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        return String(scalar).utf16.map { unit in
          let digits = String(unit, radix: 16)
          return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
      default: return String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
