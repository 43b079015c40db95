import Foundation

extension Asset {
  /// Whether tests that need this file are to run.
  ///
  /// They are skipped only when it was never fetched; `STEER_REQUIRE_FULL_ENGINE=1`, which
  /// `make test` sets, makes them run and fail instead, and 0, which `make check` sets, leaves them out. A
  /// damaged file is never a reason to skip.
  public var testsRun: Bool {
    testsRun(environment: ProcessInfo.processInfo.environment)
  }

  func testsRun(environment: [String: String]) -> Bool {
    switch environment["STEER_REQUIRE_FULL_ENGINE"] {
    case "1": true
    case "0": false
    default: FileStamp(of: url) != nil
    }
  }

  /// Why tests that need this file are skipped, and how to get it.
  public var skipReason: String {
    FileStamp(of: url) == nil
      ? "\(AssetError.missing(asset: name, path: url.path))" : "STEER_REQUIRE_FULL_ENGINE is 0"
  }
}
