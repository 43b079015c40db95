/// A line on a terminal that says how far a run is and when it will be done.
final class ProgressBar {
  private let title: String
  private let total: Int
  private let first: Int
  private let isVisible: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  /// - Parameter first: of the total, what was done before, and took none of the time since.
  init(title: String, total: Int, from first: Int = 0, isVisible: Bool) {
    self.title = title
    self.total = max(total, 1)
    self.first = first
    self.isVisible = isVisible
    start = clock.now
  }

  /// - Parameter done: of the total, in any unit that grows in proportion to time.
  func update(_ done: Int) {
    guard isVisible else { return }
    let now = clock.now
    // The end is shown however soon it comes.
    if done < total, let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let share = min(max(Double(done) / Double(total), 0), 1)
    let filled = Int(24 * share)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    var line = "\(title) [\(bar)] \(Int(100 * share)) %"
    if done > first {
      let left = Double(total - done) / Double(done - first)
      line += ", \(text((now - start) * max(left, 0))) left"
    }
    writeError("\r\(line) \u{1B}[K")
  }

  /// Takes the line away, until the next update.
  func finish() {
    if lastDrawn != nil { writeError("\r\u{1B}[K") }
    lastDrawn = nil
  }
}

/// "12 s", "3 min 05 s" or "1 h 02 min".
func text(_ duration: Duration) -> String {
  func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let seconds = duration.components.seconds
  let minutes = seconds / 60
  if seconds < 60 { return "\(seconds) s" }
  if minutes < 60 { return "\(minutes) min \(two(seconds % 60)) s" }
  return "\(minutes / 60) h \(two(minutes % 60)) min"
}
