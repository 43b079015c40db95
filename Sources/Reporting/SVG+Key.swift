extension SVG {
  /// What a color and a marker, or a dashed line, stand for.
  struct KeyEntry: Equatable {
    let name: String
    let role: Role
    var isDashed = false
  }

  /// Entries in rows from the left; returns the height that they take.
  @discardableResult
  mutating func key(_ entries: [KeyEntry], at top: Double, from left: Double = 16) -> Double {
    guard !entries.isEmpty else { return 0 }
    var (x, row) = (left, 0)
    for entry in entries {
      let name = Self.fitted(entry.name, to: width - left - 58)
      let indent = entry.isDashed ? 26.0 : 16
      let needed = indent + Self.width(of: name) + 22
      if x > left, x + needed - 22 > width - 16 { (x, row) = (left, row + 1) }
      let y = top + 20 * Double(row)
      if entry.isDashed {
        line(x, y + 9.5, x + 19, y + 9.5, entry.role, dashed: true)
      } else {
        marker(x + 5, y + 9.5, entry.role)
      }
      text(name, x + indent, y + 14, entry.role == .null ? .muted : .ink)
      x += needed
    }
    return 20 * Double(row + 1)
  }
}
