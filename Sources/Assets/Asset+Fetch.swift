import Files
import Foundation

extension Asset {
  /// Brings the file into the cache unless it is there already and intact.
  ///
  /// The folder that `STEER_MIRROR` names is looked at first, then each of `sources` is tried until
  /// one gives the pinned bytes. The file's place holds nothing or the whole verified file. What came
  /// before a cut or a kill is kept hidden beside it (``PartialFile``), and the next fetch goes on from
  /// there; of two processes that fetch at once the second waits and then finds the file.
  ///
  /// - Parameters:
  ///   - acceptingTerms: whether the user has accepted ``terms``, where there are any.
  ///   - environment: What python3 runs in; its `PATH` decides which python3.
  ///   - progress: Receives one line before each step that takes time, and why a source failed.
  ///   - advanced: Receives how many bytes of the file are there, again and again.
  /// - Returns: The file's place, as `located()` gives it.
  /// - Throws: `AssetError`.
  @discardableResult
  public func fetch(
    acceptingTerms: Bool = false,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    progress: @escaping (String) -> Void = { _ in },
    advanced: @escaping (Int) -> Void = { _ in }
  ) throws(AssetError) -> URL {
    try fetch(
      acceptingTerms: acceptingTerms,
      with: Fetch.Setting(
        environment: environment, progress: progress, advanced: advanced, freeSpace: freeSpace))
  }

  /// What `fetch` begins with: of several assets, all can be asked before one is fetched.
  ///
  /// - Throws: `AssetError.termsNotAccepted`, unless the file is in the cache: then they were.
  public func checkTerms(accepted: Bool) throws(AssetError) {
    guard let terms, !accepted, (try? located()) == nil else { return }
    throw .termsNotAccepted(asset: name, terms: terms)
  }

  func fetch(
    acceptingTerms: Bool = false, with setting: Fetch.Setting
  ) throws(AssetError) -> URL {
    if let found = try? located() { return found }
    try checkTerms(accepted: acceptingTerms)
    try makeFolder(url.deletingLastPathComponent())
    return try alone(waiting: setting.progress) { () throws(AssetError) in
      if let found = try? located() { return found }
      let work = try emptyWorkFolder()
      defer { try? FileManager.default.removeItem(at: work) }
      try Fetch(asset: self, setting: setting, work: work).run()
      return try located()
    }
  }

  /// Runs `body` while no other process fetches or removes this file. The lock's own file stays: who
  /// waits for a lock whose file was removed would hold it together with the next one who comes.
  func alone<Result>(
    waiting: (String) -> Void, _ body: () throws(AssetError) -> Result
  ) throws(AssetError) -> Result {
    let path = url.deletingLastPathComponent().appendingPathComponent(".\(fileName).lock").path
    let lock = try AssetError.files { () throws(FileError) in
      try FileLock(path) { waiting("\(name): another process is fetching it; waiting") }
    }
    defer { lock.release() }
    return try body()
  }

  /// What the names of work folders begin with.
  var workPrefix: String { ".\(fileName).fetch-" }

  /// Also removes what a killed process left; only the holder of the lock may call this.
  private func emptyWorkFolder() throws(AssetError) -> URL {
    removeSiblings { $0.hasPrefix(workPrefix) }
    // A new name each time: the orphaned pip of a killed process may still write to the old one.
    let work = url.deletingLastPathComponent()
      .appendingPathComponent(workPrefix + UUID().uuidString, isDirectory: true)
    try makeFolder(work)
    return work
  }

  /// Removes files and folders beside the asset's place, by name.
  func removeSiblings(where isRemoved: (String) -> Bool) {
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where isRemoved(name) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }
}

func makeFolder(_ folder: URL) throws(AssetError) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw .fileSystem(
      FileError("make the folder", folder.path, reason: error.localizedDescription))
  }
}
