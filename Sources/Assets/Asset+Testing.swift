import Foundation

extension Asset {
  /// Whether tests that need this file are to run.
  ///
  /// They are skipped only when it was never fetched; `STEER_REQUIRE_FULL_ENGINE=1`, which
  /// `make test` sets, makes them run and fail instead. A damaged file is never a reason to skip.
  public var testsRun: Bool {
    testsRun(environment: ProcessInfo.processInfo.environment)
  }

  func testsRun(environment: [String: String]) -> Bool {
    environment["STEER_REQUIRE_FULL_ENGINE"] == "1" || FileStamp(of: url) != nil
  }

  /// Why tests that need this file are skipped, and how to get it.
  public var skipReason: String { "\(AssetError.missing(asset: name, path: url.path))" }
}
