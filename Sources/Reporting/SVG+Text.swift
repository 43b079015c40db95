import Foundation

extension SVG {
  /// How much wider than the regular face the bold one is.
  static let bold = 1.1

  /// Roughly how wide a text is; no font is at hand, so rather too wide.
  static func width(of text: String, size: Double = 13) -> Double {
    Markdown.visible(text).unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x300...0x36F: width  // combining
      case 0x1100...0x11FF, 0x2E80...0xFFDC, 0x1F000...: width + size
      default: width + emWidth(of: scalar) * size
      }
    }
  }

  private static func emWidth(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case _ where "iljft.,:;|'![]() ".unicodeScalars.contains(scalar): 0.36
    case "m", "w", "M", "W", "@", "%", "…": 0.95
    case "A"..."Z": 0.71
    default: 0.61
    }
  }

  /// Cut to fit, with an ellipsis.
  static func fitted(_ text: String, to limit: Double, size: Double = 13) -> String {
    guard width(of: text, size: size) > limit else { return text }
    var kept = text
    while !kept.isEmpty, width(of: kept + "…", size: size) > limit { kept.removeLast() }
    return kept + "…"
  }

  /// In lines that fit, broken at spaces; a word that is wider stands alone.
  static func wrapped(_ text: String, to limit: Double, size: Double = 13) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let line = lines.last, width(of: line + " " + word, size: size) <= limit {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
  }

  /// In a monospaced face, where most letters are equally wide.
  static func monospacedWidth(of text: String, size: Double = 13) -> Double {
    Markdown.visible(text).unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x300...0x36F: width
      case 0x1100...0x11FF, 0x2E80...0xFFDC, 0x1F000...: width + 1.2 * size
      default: width + 0.61 * size
      }
    }
  }

  /// As XML, on one line; control characters by name. What HTML cannot hold is no XML either.
  static func escape(_ text: String) -> String {
    HTML.verbatim(text).replacingOccurrences(of: "\n", with: " ")
      .replacingOccurrences(of: "\t", with: " ")
  }
}
