/// A line on a terminal that says how far a run is and when it will be done.
final class ProgressBar {
  private let title: String
  private let total: Int
  private let isVisible: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  init(title: String, total: Int, isVisible: Bool) {
    self.title = title
    self.total = max(total, 1)
    self.isVisible = isVisible
    start = clock.now
  }

  func update(_ done: Int) {
    guard isVisible, done > 0 else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let width = 24
    let filled = min(width * done / total, width)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    let rest = (now - start) / done * max(total - done, 0)
    writeError("\r\(title) [\(bar)] \(done)/\(total), \(rest.components.seconds) s left \u{1B}[K")
  }

  /// Takes the line away.
  func finish() {
    if isVisible { writeError("\r\u{1B}[K") }
  }
}
