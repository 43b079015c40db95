/// Finds room for labels beside points, so that none lies on another or on a point.
struct LabelPlacer {
  struct Box {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    func overlaps(_ other: Box, gap: Double) -> Bool {
      left < other.right + gap && other.left < right + gap
        && top < other.bottom + gap && other.top < bottom + gap
    }
  }

  struct Line {
    let x1: Double
    let y1: Double
    let x2: Double
    let y2: Double
  }

  /// A label in its place; `leader` is a line to its point where it stands away from it.
  struct Place {
    let text: String
    let x: Double
    let baseline: Double
    let leader: Line?
  }

  private let frame: PlotFrame
  private var taken: [Box] = []
  private var thin: [Box] = []

  init(within frame: PlotFrame) { self.frame = frame }

  mutating func avoid(_ box: Box) { taken.append(box) }

  /// A line: a label stands on it only where there is no other room.
  mutating func avoidIfPossible(_ line: Line) {
    let (dx, dy) = (line.x2 - line.x1, line.y2 - line.y1)
    // In pieces, since the box of a slanting line is far larger than the line.
    let pieces = dx == 0 || dy == 0 ? 1 : max(1, Int((max(abs(dx), abs(dy)) / 4).rounded(.up)))
    for piece in 0..<pieces {
      let ends = [piece, piece + 1].map { Double($0) / Double(pieces) }
      let (xs, ys) = (ends.map { line.x1 + $0 * dx }, ends.map { line.y1 + $0 * dy })
      thin.append(
        Box(
          left: min(xs[0], xs[1]) - 1, top: min(ys[0], ys[1]) - 1, right: max(xs[0], xs[1]) + 1,
          bottom: max(ys[0], ys[1]) + 1))
    }
  }

  /// Nil where there is no room within reach.
  mutating func place(_ text: String, at x: Double, _ y: Double) -> Place? {
    for lines in [thin, [Box]()] {
      for distance in [9.0, 16, 26, 38, 52] {
        for (dx, dy) in Self.directions {
          let box = candidate(text, at: (x + dx * distance, y + dy * distance), dx, dy)
          guard isInside(box), !taken.contains(where: { box.overlaps($0, gap: 4) }),
            !lines.contains(where: { box.overlaps($0, gap: 0) })
          else { continue }
          taken.append(box)
          let reach = distance - 2
          let leader = Line(x1: x + 6 * dx, y1: y + 6 * dy, x2: x + reach * dx, y2: y + reach * dy)
          return Place(
            text: text, x: box.left, baseline: box.top + Self.ascent,
            leader: distance > 16 ? leader : nil)
        }
      }
    }
    return nil
  }

  private static let ascent = 10.0
  private static let height = 13.0
  private static let directions: [(Double, Double)] = [
    (0.8, -0.6), (1, 0), (0.8, 0.6), (-0.8, -0.6), (-1, 0), (-0.8, 0.6), (0, -1), (0, 1),
  ]

  /// The box whose side or corner that faces the point lies at `anchor`.
  private func candidate(
    _ text: String, at anchor: (x: Double, y: Double), _ dx: Double, _ dy: Double
  ) -> Box {
    let width = SVG.width(of: text)
    let left = dx > 0 ? anchor.x : dx < 0 ? anchor.x - width : anchor.x - width / 2
    let top = dy > 0 ? anchor.y : dy < 0 ? anchor.y - Self.height : anchor.y - Self.height / 2
    return Box(left: left, top: top, right: left + width, bottom: top + Self.height)
  }

  private func isInside(_ box: Box) -> Bool {
    box.left >= frame.left + 2 && box.right <= frame.right - 2 && box.top >= frame.top + 2
      && box.bottom <= frame.bottom - 2
  }
}

extension LabelPlacer.Box {
  init(around x: Double, _ y: Double, _ reach: Double) {
    self.init(left: x - reach, top: y - reach, right: x + reach, bottom: y + reach)
  }
}
