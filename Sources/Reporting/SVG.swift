import Claims
import Formatting

/// A drawing built element by element: coordinates in pixels, colors by role.
///
/// GitHub shows an SVG as an image, with the system's light or dark setting but none of the page's
/// own colors. So the panel is opaque, and every role has a color for each setting.
struct SVG {
  enum Anchor: String { case start, middle, end }

  let width: Double
  /// That of a panel follows from what is drawn in it.
  var height: Double
  private let title: String
  private var body: [String] = []
  private var values: (elements: [String], prefix: String) = ([], "")

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
    rectangle(0.5, 0.5, width - 1, height - 1, .panel, border: .border)
    let shown = Self.fitted(title, to: (width - 32) / Self.bold, size: 15)
    text(shown, 16, 26, .ink, size: 15, bold: true)
  }

  /// A part of a figure, without a ground and a title of its own: see `place`.
  ///
  /// - Parameter name: what its values are of, which each of them says.
  init(panelOf width: Double, name: String? = nil) {
    (self.width, height, title) = (width, 0, "")
    values.prefix = name.map { "\($0): " } ?? ""
  }

  /// Puts a panel into the figure, its upper left corner at a place.
  mutating func place(_ panel: SVG, at x: Double, _ y: Double) {
    func moved(_ elements: [String]) -> [String] {
      elements.isEmpty
        ? [] : ["<g transform=\"translate(\(px(x)) \(px(y)))\">"] + elements + ["</g>"]
    }
    body += moved(panel.body)
    values.elements += moved(panel.values.elements)
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ role: Role, width: Double = 1,
    dashed: Bool = false
  ) {
    body.append(
      "<line class=\"\(role.rawValue)\" x1=\"\(px(x1))\" y1=\"\(px(y1))\" x2=\"\(px(x2))\""
        + " y2=\"\(px(y2))\" stroke=\"currentColor\" stroke-width=\"\(px(width))\""
        + (dashed ? " stroke-dasharray=\"5 4\"" : "") + "/>")
  }

  mutating func polyline(_ points: [(Double, Double)], _ role: Role, width: Double = 2) {
    body.append(
      "<polyline class=\"\(role.rawValue)\" points=\"\(list(points))\" fill=\"none\""
        + " stroke=\"currentColor\" stroke-width=\"\(px(width))\" stroke-linejoin=\"round\"/>")
  }

  mutating func polygon(_ points: [(Double, Double)], _ role: Role, opacity: Double = 1) {
    body.append(
      "<polygon class=\"\(role.rawValue)\" points=\"\(list(points))\" fill=\"currentColor\""
        + (opacity < 1 ? " fill-opacity=\"\(Formatted.fixed(opacity, decimals: 2))\"" : "") + "/>")
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ role: Role) {
    body.append(
      "<circle class=\"\(role.rawValue)\" cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"\(px(radius))\""
        + " fill=\"currentColor\"/>")
  }

  /// A circle whose inside hides what it lies on.
  mutating func ring(_ x: Double, _ y: Double, _ radius: Double, _ role: Role) {
    circle(x, y, radius, role)
    circle(x, y, radius - 2, .panel)
  }

  /// A cell's tint; full at opacity 1.
  mutating func tint(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Role, opacity: Double
  ) {
    guard opacity >= 0.005 else { return }
    body.append(
      "<rect class=\"\(role.rawValue)\" \(size(x, y, width, height)) fill=\"currentColor\""
        + (opacity < 1 ? " fill-opacity=\"\(Formatted.fixed(opacity, decimals: 2))\"" : "") + "/>")
  }

  mutating func frame(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Role,
    stroke: Double = 1
  ) {
    body.append(
      "<rect class=\"\(role.rawValue)\" \(size(x, y, width, height)) fill=\"none\""
        + " stroke=\"currentColor\" stroke-width=\"\(px(stroke))\"/>")
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Role, border: Role? = nil
  ) {
    let size = size(x, y, width, height)
    body.append("<rect class=\"\(role.rawValue)\" \(size) rx=\"6\" fill=\"currentColor\"/>")
    if let border {
      body.append(
        "<rect class=\"\(border.rawValue)\" \(size) rx=\"6\" fill=\"none\" stroke=\"currentColor\"/>"
      )
    }
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ role: Role, anchor: Anchor = .start,
    size: Double = 13, bold: Bool = false, rotated: Bool = false, monospaced: Bool = false
  ) {
    body.append(
      "<text class=\"\(role.rawValue)\" x=\"\(px(x))\" y=\"\(px(y))\" fill=\"currentColor\""
        + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
        + (size == 13 ? "" : " font-size=\"\(px(size))\"")
        + (bold ? " font-weight=\"600\"" : "")
        + (monospaced
          ? " font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\"" : "")
        + (rotated ? " transform=\"rotate(-90 \(px(x)) \(px(y)))\"" : "")
        + ">\(Self.escape(text))</text>")
  }

  /// What a place of the drawing says to a pointer that rests there, in a page; a file is shown as an
  /// image, which no pointer enters.
  mutating func value(
    _ text: String, over x: Double, _ y: Double, _ width: Double, _ height: Double
  ) {
    values.elements.append(
      "<rect class=\"value\" role=\"img\" \(size(x, y, width, height))>"
        + "<title>\(Self.escape(values.prefix + text))</title></rect>")
  }

  /// The same for a point.
  mutating func value(_ text: String, around x: Double, _ y: Double) {
    value(text, over: x - 8, y - 8, 16, 16)
  }

  /// A file of its own.
  var source: String {
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" \(frame) \
      role="img" \(Self.font)>
      <title>\(Self.escape(title))</title>
      <style>\(Self.style { $0.colors.light })
      @media (prefers-color-scheme:dark){\(Self.style { $0.colors.dark })}</style>
      """
    return ([head] + body + ["</svg>", ""]).joined(separator: "\n")
  }

  /// A part of a page, whose own style has the colors (`style`); with values where a pointer rests.
  func inline(named name: String) -> String {
    let head =
      "<svg class=\"chart\" \(frame) aria-label=\"\(Self.escape(name))\" \(Self.font)>"
    return ([head] + body + values.elements + ["</svg>"]).joined(separator: "\n")
  }

  /// Rules that give each role its color, inside the elements that `scope` selects.
  static func style(scope: String = "", _ color: (Role) -> String) -> String {
    Role.allCases.map { "\(scope).\($0.rawValue){color:\(color($0))}" }.joined()
  }

  private static let font =
    "font-family=\"system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\" font-size=\"13\""

  private var frame: String {
    "width=\"\(px(width))\" height=\"\(px(height))\" viewBox=\"0 0 \(px(width)) \(px(height))\""
  }

  private func size(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
    "x=\"\(px(x))\" y=\"\(px(y))\" width=\"\(px(width))\" height=\"\(px(height))\""
  }

  private func list(_ points: [(Double, Double)]) -> String {
    points.map { "\(px($0)),\(px($1))" }.joined(separator: " ")
  }

  /// To a tenth of a pixel, in ASCII.
  private func px(_ x: Double) -> String {
    let tenths = (x * 10).rounded()
    guard let n = Int(exactly: tenths) else { return "0" }
    let sign = n < 0 ? "-" : ""
    return sign + "\(n.magnitude / 10)" + (n % 10 == 0 ? "" : ".\(n.magnitude % 10)")
  }
}
