import Foundation

@testable import Reporting

/// Where the texts of a figure stand, as far as that is known without a font.
struct TextLayout {
  struct Box {
    let text: String
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double
  }

  let boxes: [Box]
  private let width: Double
  private let height: Double

  init(_ svg: String) {
    width = Self.number("width", in: svg) ?? 0
    height = Self.number("height", in: svg) ?? 0
    // Elements stand on lines of their own; those of a panel are moved together.
    var (x, y) = (0.0, 0.0)
    var boxes: [Box] = []
    for line in svg.split(separator: "\n").map(String.init) {
      if let shift = line.firstMatch(of: /<g transform="translate\(([-\d.]+) ([-\d.]+)\)">/) {
        (x, y) = (Double(shift.1) ?? .nan, Double(shift.2) ?? .nan)
      } else if line == "</g>" {
        (x, y) = (0, 0)
      } else if line.hasPrefix("<text "), let box = Self.box(String(line.dropFirst(6))) {
        boxes.append(
          Box(
            text: box.text, left: box.left + x, top: box.top + y, right: box.right + x,
            bottom: box.bottom + y))
      }
    }
    self.boxes = boxes
  }

  /// Pairs that are nearer than 4 pixels both ways, and texts that leave the panel.
  var problems: [String] {
    var problems: [String] = []
    for (index, a) in boxes.enumerated() {
      if a.left < 0 || a.top < 0 || a.right > width || a.bottom > height {
        problems.append("'\(a.text)' leaves the panel")
      }
      for b in boxes[(index + 1)...] {
        let across = max(a.left, b.left) - min(a.right, b.right)
        let down = max(a.top, b.top) - min(a.bottom, b.bottom)
        if max(across, down) < 3.99 { problems.append("'\(a.text)' and '\(b.text)'") }
      }
    }
    return problems
  }

  private static func box(_ element: String) -> Box? {
    guard let end = element.firstIndex(of: ">"), let x = number("x", in: element),
      let y = number("y", in: element)
    else { return nil }
    let tag = element[..<end]
    let text = String(element[element.index(after: end)...].prefix { $0 != "<" })
      .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
    if text.isEmpty { return nil }
    let size = number("font-size", in: String(tag)) ?? 13
    let width =
      (tag.contains("monospace")
        ? SVG.monospacedWidth(of: text, size: size) : SVG.width(of: text, size: size))
      * (tag.contains("font-weight") ? SVG.bold : 1)
    let start = tag.contains("\"middle\"") ? -width / 2 : tag.contains("\"end\"") ? -width : 0
    // From the tops of the capitals to the ends of the descenders.
    let (up, down) = (0.74 * size, 0.22 * size)
    return tag.contains("rotate(-90")
      ? Box(text: text, left: x - up, top: y - start - width, right: x + down, bottom: y - start)
      : Box(text: text, left: x + start, top: y - up, right: x + start + width, bottom: y + down)
  }

  private static func number(_ name: String, in text: String) -> Double? {
    guard
      let start = text.range(of: " \(name)=\"")
        ?? (text.hasPrefix("\(name)=\"")
          ? text.range(of: "\(name)=\"") : nil)
    else { return nil }
    return Double(text[start.upperBound...].prefix { $0 != "\"" })
  }
}
