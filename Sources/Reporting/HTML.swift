import Files
import Foundation

/// HTML as every browser reads it, safe against whatever a model file or a model writes.
enum HTML {
  /// Text that shows as itself, on one line; inside quotes too.
  static func escape(_ text: String) -> String {
    verbatim(text).replacingOccurrences(of: "\n", with: " ↵ ")
      .replacingOccurrences(of: "\t", with: " ")
  }

  /// Text that shows as itself, line breaks kept.
  static func verbatim(_ text: String) -> String {
    var result = ""
    for scalar in Markdown.visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // The last two places of each plane stand for no character, and a page may not hold them.
      case _
      where scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// - Parameters:
  ///   - header: as HTML.
  ///   - rows: as HTML, with the number that sorting goes by; the text when nil.
  static func table(
    title: String? = nil, header: [(name: String, isNumeric: Bool)],
    rows: [[(content: String, order: Double?)]]
  ) -> String {
    func kind(_ column: Int) -> String { header[column].isNumeric ? " class=\"number\"" : "" }
    let caption = title.map { "<caption>\(escape($0))</caption>\n" } ?? ""
    let head = header.indices.map { column in
      let name = header[column].name
      return name.isEmpty ? "<td></td>" : "<th scope=\"col\"\(kind(column))>\(name)</th>"
    }
    let body = rows.map { row in
      "<tr>"
        + row.enumerated().map { column, cell in
          let order = cell.order.map { " data-order=\"\($0)\"" } ?? ""
          return "<td\(kind(column))\(order)>\(cell.content)</td>"
        }.joined() + "</tr>"
    }
    return """
      <div class="scroll"><table>
      \(caption)<thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  /// What a page's policy calls an inline script or style, so that it runs no other.
  static func policyHash(of text: String) -> String {
    let hasher = SHA256Hasher()
    Array(text.utf8).withUnsafeBytes { hasher.update($0) }
    return "'sha256-\(Data(hasher.finish()).base64EncodedString())'"
  }
}
