import Claims
import Formatting

extension TokenChart {
  private static let lineHeight = 26.0
  private static let width = 760.0

  /// A token in its place: which line of its text, and where on it.
  private struct Box {
    let text: String
    let token: Token
    let line: Int
    let x: Double
    let width: Double
  }

  var drawing: SVG {
    let tints = Tints(scale, of: texts.flatMap { $0.tokens.map(\.score) })
    let laidOut = texts.map(boxes)
    var top = 44 + Tints.legendHeight
    let heights = laidOut.map { 22 + Self.lineHeight * Double(($0.last?.line ?? 0) + 1) + 12 }
    var svg = SVG(
      width: Self.width, height: top + max(30, heights.reduce(0, +)) + 4, title: title)
    tints.drawLegend(quantity, mark: mark, at: 44, on: &svg)
    for ((text, boxes), height) in zip(zip(texts, laidOut), heights) {
      svg.text(
        SVG.fitted(text.label, to: (Self.width - 32) / SVG.bold), 16, top + 13, .ink, bold: true)
      for box in boxes { draw(box, below: top + 22, tints, &svg) }
      top += height
    }
    if texts.isEmpty { svg.text("no data", Self.width / 2, top + 13, .muted, anchor: .middle) }
    return svg
  }

  private func draw(_ box: Box, below top: Double, _ tints: Tints, _ svg: inout SVG) {
    let y = top + Self.lineHeight * Double(box.line)
    if let (role, opacity) = tints[box.token.score] {
      svg.tint(box.x, y, box.width, 22, role, opacity: opacity)
    }
    if box.token.isMarked {
      svg.frame(box.x + 1, y + 1, box.width - 2, 20, .ink, stroke: 2)
    } else {
      svg.frame(box.x, y, box.width, 22, .grid)
    }
    svg.text(box.text, box.x + 4, y + 15.5, .ink, monospaced: true)
    svg.value(
      "\(box.text): \(quantity) = \(Formatted.number(box.token.score))"
        + (box.token.isMarked ? "; \(mark ?? "framed")" : ""), over: box.x, y, box.width, 22)
  }

  /// Line by line from the left; a token that ends a line of the text ends it here too.
  private func boxes(of text: Text) -> [Box] {
    var boxes: [Box] = []
    var (line, x) = (0, 16.0)
    let room = Self.width - 32
    for token in text.tokens {
      var shown = Self.visible(token.text)
      while SVG.monospacedWidth(of: shown) + 8 > room { shown = String(shown.dropLast(2)) + "…" }
      let width = SVG.monospacedWidth(of: shown) + 8
      if x > 16, x + width > Self.width - 16 { (line, x) = (line + 1, 16) }
      boxes.append(Box(text: shown, token: token, line: line, x: x, width: width))
      x += width
      if token.text.utf8.last == UInt8(ascii: "\n") { (line, x) = (line + 1, 16) }
    }
    return boxes
  }

  /// White space by signs that can be seen; an empty token is shown as ∅.
  private static func visible(_ text: String) -> String {
    guard !text.isEmpty else { return "∅" }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ": result += "·"
      case "\n": result += "↵"
      case "\t": result += "⇥"
      case "\r": result += "␍"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
