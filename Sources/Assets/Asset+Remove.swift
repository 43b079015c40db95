import Files
import Foundation

extension Asset {
  /// Takes the file, and what was kept of it, out of the cache; waits for another process that fetches it.
  ///
  /// - Returns: How many bytes that freed: none of those that another name for the file still has.
  /// - Throws: `AssetError.fileSystem`.
  @discardableResult
  public func remove(progress: (String) -> Void = { _ in }) throws(AssetError) -> Int {
    let folder = url.deletingLastPathComponent()
    guard FileManager.default.fileExists(atPath: folder.path) else { return 0 }
    return try alone(waiting: progress) { () throws(AssetError) in
      removeSiblings { $0.hasPrefix(workPrefix) }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      var freed = 0
      for name in names.sorted() where name == fileName || isPartial(name) {
        let path = folder.appendingPathComponent(name).path
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        guard unlink(path) == 0 else { throw .fileSystem(.system("remove", path)) }
        if status.st_nlink == 1 { freed += Int(status.st_size) }
      }
      return freed
    }
  }

  private func isPartial(_ name: String) -> Bool {
    name.hasPrefix(PartialFile.prefix(of: self))
  }
}
