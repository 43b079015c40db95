/// Says how far a run is and when it will be done: a line on a terminal that changes, or a line a minute in a log.
final class ProgressBar {
  private let title: String
  private let total: Int
  private let first: Int
  private let place: Place
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  /// Where it is shown.
  enum Place { case terminal, log, nowhere }

  /// - Parameter first: of the total, what was done before, and took none of the time since.
  init(title: String, total: Int, from first: Int = 0, place: Place) {
    self.title = title
    self.total = max(total, 1)
    self.first = first
    self.place = place
    start = clock.now
  }

  /// - Parameter done: of the total, in any unit that grows in proportion to time.
  func update(_ done: Int) {
    let now = clock.now
    switch place {
    case .nowhere: return
    case .terminal:
      // The end is shown however soon it comes.
      if done < total, let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
      lastDrawn = now
      let filled = Int(24 * share(done))
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
      writeError("\r\(title) [\(bar)] \(state(done, now)) \u{1B}[K")
    case .log:
      if now - (lastDrawn ?? start) < .seconds(60) { return }
      lastDrawn = now
      writeError("steer: \(title) \(state(done, now))\n")
    }
  }

  private func share(_ done: Int) -> Double { min(max(Double(done) / Double(total), 0), 1) }

  /// "40 %, 3 min 05 s left"
  private func state(_ done: Int, _ now: ContinuousClock.Instant) -> String {
    let percent = "\(Int(100 * share(done))) %"
    guard done > first else { return percent }
    let left = Double(total - done) / Double(done - first)
    return percent + ", \(text((now - start) * max(left, 0))) left"
  }

  /// Takes the line away, until the next update.
  func finish() {
    if lastDrawn != nil, place == .terminal { writeError("\r\u{1B}[K") }
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
