extension SVG {
  /// What an element is, which decides its color.
  ///
  /// The colors are held to two rules by tests. Text and lines have a contrast of 4.5 to 1 with the
  /// panel, and `ink` has it with every tint at its fullest. And any two series differ by at least
  /// 15 in CIELAB for eyes without red, green or blue cones too; each also has a marker of its own shape.
  enum Role: String, CaseIterable {
    case panel, border, ink, muted, grid, null
    case first, second, third, fourth, fifth
    /// Tints of cells: below and above the middle of a color scale.
    case cool, warm

    static let series: [Role] = [.first, .second, .third, .fourth, .fifth]

    var colors: (light: String, dark: String) {
      switch self {
      case .panel: ("#ffffff", "#0d1117")
      case .border: ("#d1d9e0", "#3d444d")
      case .ink: ("#1f2328", "#f0f6fc")
      case .muted: ("#59636e", "#9198a1")
      case .grid: ("#e4e8ec", "#262c36")
      case .null: ("#6e7781", "#8b949e")
      case .first: ("#0072b2", "#56b4e9")
      case .second: ("#c04f00", "#f0883e")
      case .third: ("#005a3c", "#5fe3a1")
      case .fourth: ("#480048", "#f0e442")
      case .fifth: ("#9000f0", "#a860f0")
      case .cool: ("#5aa5dc", "#1d6cab")
      case .warm: ("#ec8f45", "#b4540c")
      }
    }

    /// Points of a series, so that color is not all that tells two apart.
    var marker: Marker {
      switch self {
      case .second: .square
      case .third: .triangle
      case .fourth: .diamond
      case .fifth: .cross
      default: .circle
      }
    }
  }

  enum Marker { case circle, square, triangle, diamond, cross }

  /// A point of a series about `center`, as large to the eye as a circle of that radius.
  mutating func marker(_ x: Double, _ y: Double, _ role: Role, radius r: Double = 4) {
    switch role.marker {
    case .circle: circle(x, y, r, role)
    case .square:
      let s = 0.9 * r
      polygon([(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)], role)
    case .triangle:
      polygon([(x, y - 1.3 * r), (x + 1.2 * r, y + 0.8 * r), (x - 1.2 * r, y + 0.8 * r)], role)
    case .diamond:
      polygon([(x, y - 1.35 * r), (x + 1.35 * r, y), (x, y + 1.35 * r), (x - 1.35 * r, y)], role)
    case .cross:
      line(x - r, y - r, x + r, y + r, role, width: 2.5)
      line(x - r, y + r, x + r, y - r, role, width: 2.5)
    }
  }

  /// A value beyond the axis: an open triangle at its edge, pointing out along (`dx`, `dy`).
  mutating func beyond(_ x: Double, _ y: Double, dx: Double, dy: Double, _ role: Role) {
    let tip = (x + 7 * dx, y + 7 * dy)
    polyline([tip, (x - 5 * dy, y - 5 * dx), (x + 5 * dy, y + 5 * dx), tip], role, width: 1.5)
  }
}
