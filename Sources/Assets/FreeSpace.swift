import Foundation

/// Bytes that this user may still write to the file system of `path`; nil where that is not known.
func freeSpace(at path: String) -> Int? {
  var status = statvfs()
  guard statvfs(path, &status) == 0 else { return nil }
  return Int(
    clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
      .partialValue)
}
