import Claims

/// A drawing built element by element: coordinates in pixels, colours by role.
///
/// GitHub shows an SVG as an image, with the system's light or dark setting but none of the page's
/// own colours. So the panel is opaque, and every role has a colour for each setting.
struct SVG {
  enum Role: String, CaseIterable {
    case panel, border, ink, muted, grid, null, first, second, third, fourth

    static let series: [Role] = [.first, .second, .third, .fourth]

    /// Light and dark; the four series follow Okabe and Ito, to be told apart by most eyes.
    var colours: (light: String, dark: String) {
      switch self {
      case .panel: ("#ffffff", "#0d1117")
      case .border: ("#d1d9e0", "#3d444d")
      case .ink: ("#1f2328", "#f0f6fc")
      case .muted: ("#59636e", "#9198a1")
      case .grid: ("#e4e8ec", "#262c36")
      case .null: ("#818b98", "#818b98")
      case .first: ("#0072b2", "#56b4e9")
      case .second: ("#c04f00", "#f0883e")
      case .third: ("#00805f", "#3fbf9a")
      case .fourth: ("#a8517f", "#e29bc3")
      }
    }
  }

  enum Anchor: String { case start, middle, end }

  private let width: Double
  private let height: Double
  private let title: String
  private var body: [String] = []

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
    rectangle(0.5, 0.5, width - 1, height - 1, .panel, border: .border)
    text(title, 16, 26, .ink, size: 15, bold: true)
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

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Role, border: Role? = nil
  ) {
    let size = "x=\"\(px(x))\" y=\"\(px(y))\" width=\"\(px(width))\" height=\"\(px(height))\""
    body.append("<rect class=\"\(role.rawValue)\" \(size) rx=\"6\" fill=\"currentColor\"/>")
    if let border {
      body.append(
        "<rect class=\"\(border.rawValue)\" \(size) rx=\"6\" fill=\"none\" stroke=\"currentColor\"/>"
      )
    }
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ role: Role, anchor: Anchor = .start,
    size: Double = 13, bold: Bool = false, rotated: Bool = false
  ) {
    body.append(
      "<text class=\"\(role.rawValue)\" x=\"\(px(x))\" y=\"\(px(y))\" fill=\"currentColor\""
        + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
        + (size == 13 ? "" : " font-size=\"\(px(size))\"")
        + (bold ? " font-weight=\"600\"" : "")
        + (rotated ? " transform=\"rotate(-90 \(px(x)) \(px(y)))\"" : "")
        + ">\(Self.escape(text))</text>")
  }

  var source: String {
    func style(_ colour: (Role) -> String) -> String {
      Role.allCases.map { ".\($0.rawValue){color:\(colour($0))}" }.joined()
    }
    let size = "width=\"\(px(width))\" height=\"\(px(height))\""
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(px(width)) \(px(height))" \
      role="img" font-family="system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif" \
      font-size="13">
      <title>\(Self.escape(title))</title>
      <style>\(style { $0.colours.light })
      @media (prefers-color-scheme:dark){\(style { $0.colours.dark })}</style>
      """
    return ([head] + body + ["</svg>", ""]).joined(separator: "\n")
  }

  /// Roughly how wide a text is; no font is at hand, so rather too wide.
  static func width(of text: String, size: Double = 13) -> Double {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x300...0x36F: width  // combining
      case 0x1100...0x11FF, 0x2E80...0xFFDC, 0x1F000...: width + size
      default: width + ("iljft.,:;|'![]() ".unicodeScalars.contains(scalar) ? 0.36 : 0.61) * size
      }
    }
  }

  /// Cut to fit, with an ellipsis.
  static func fitted(_ text: String, to limit: Double, size: Double = 13) -> String {
    guard width(of: text, size: size) > limit else { return text }
    var kept = text
    while !kept.isEmpty, width(of: kept + "…", size: size) > limit { kept.removeLast() }
    return kept + "…"
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

  private static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result += " "
      // XML has no way to write these at all.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += "�"
      case "\u{FFFE}", "\u{FFFF}": result += "�"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
