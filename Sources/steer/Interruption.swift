import Foundation

/// Says on Ctrl-C that nothing is lost, and ends as Ctrl-C does.
enum Interruption {
  /// In memory that a signal's handler may read; never freed.
  nonisolated(unsafe) private static var message: UnsafeMutableBufferPointer<UInt8>?

  /// - Parameter text: what is kept and how to go on.
  static func say(_ text: String) {
    let bytes = Array("\nsteer: \(text)\n".utf8)
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    message = copy
    // Who ignores it, as a job in a script's background does, goes on ignoring it.
    let before = signal(SIGINT, SIG_IGN)
    if isIgnored(before) { return }
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigprocmask(SIG_UNBLOCK, &set, nil)
    signal(SIGINT) { _ in
      if let message = Interruption.message { _ = write(2, message.baseAddress, message.count) }
      signal(SIGINT, SIG_DFL)
      raise(SIGINT)
    }
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
