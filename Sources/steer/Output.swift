import Files
import Foundation

/// Looks at the places of files and folders that a command is to write, before work that may take hours.
///
/// Nothing is made there and nothing is changed.
enum Output {
  /// - Throws: `FileError`, which ends with status 4, for a place that no file can be written to.
  static func check(files paths: [String?]) throws(FileError) {
    for path in paths.compactMap(\.self) { try check(file: path) }
  }

  private static func check(file path: String) throws(FileError) {
    var status = stat()
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw FileError("write", path, reason: "it is a folder") }
      if kind != S_IFREG {
        // A device or a pipe, which is not replaced.
        guard access(path, W_OK) == 0 else { throw .system("write", path) }
        return
      }
    } else if errno != ENOENT {
      throw .system("write", path)
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else {
      throw FileError("write", path, reason: "expected the name of a file")
    }
    try checkWritable(folder: parts.count == 1 ? "." : path.dropLast(name.count) + "", for: path)
  }

  /// The same of a folder, which the command makes where there is none.
  static func check(folder path: String?) throws(FileError) {
    guard let path else { return }
    var nearest = path
    while !nearest.isEmpty, !FileManager.default.fileExists(atPath: nearest) {
      nearest = parentFolder(of: nearest)
    }
    try checkWritable(folder: nearest.isEmpty ? "." : nearest, for: path)
  }

  /// Whether two paths lead to one file, by links too.
  static func isSameFile(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(path, &first) == 0 && stat(other, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func checkWritable(folder: String, for path: String) throws(FileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw FileError("write", path, reason: "there is no folder \(folder)")
    }
    guard isFolder.boolValue else {
      throw FileError("write", path, reason: "\(folder) is no folder")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw FileError("write", path, reason: "\(folder): \(String(cString: strerror(errno)))")
    }
  }
}
