import Files
import Foundation

/// One fetch at work, by the holder of the asset's lock: its sources in order, until one gives the bytes.
///
/// Bytes are verified here, by their SHA-256; a download that was cut goes on in `Fetch+Address.swift`.
struct Fetch {
  /// What it runs in, and whom it tells.
  struct Setting {
    var environment: [String: String]
    var progress: (String) -> Void = { _ in }
    var advanced: (Int) -> Void = { _ in }
    /// Bytes that may be written to the file system of a path.
    var freeSpace: (String) -> Int?
    /// Seconds within which an address has to begin its answer: names, connections, redirects and all.
    var patience = 10
  }

  let asset: Asset
  let setting: Setting
  /// A folder for this fetch alone, on the file system of the cache.
  let work: URL

  func run() throws(AssetError) {
    var failures: [AssetError.SourceFailure] = []
    if let mirror = setting.environment["STEER_MIRROR"], !mirror.isEmpty {
      do throws(AssetError) {
        return try install(copy(from: URL(fileURLWithPath: mirror, isDirectory: true)))
      } catch {
        try note(error, of: "STEER_MIRROR, \(mirror)", in: &failures)
      }
    }
    for source in asset.sources {
      do throws(AssetError) {
        return try install(whole(from: source))
      } catch {
        try note(error, of: source.description, in: &failures)
      }
    }
    throw .notFetched(
      asset: asset.name, fileName: asset.pathInMirror, failures: failures, kept: partial.byteCount)
  }

  var partial: PartialFile { PartialFile(of: asset) }

  var python: Python { Python(environment: setting.environment, folder: work) }

  func tell(_ text: String) { setting.progress("\(asset.name): \(text)") }

  /// Checks before bytes are written; a disk that fills meanwhile is told by who writes.
  ///
  /// - Parameter passing: bytes that are there for a while, besides those of the file.
  func checkSpace(passing: Int = 0) throws(AssetError) {
    // So that the disk is not left without a byte for whatever else runs.
    let margin = 32 << 20
    let needed = asset.byteCount - partial.byteCount + passing + margin
    guard let free = setting.freeSpace(work.path), free < needed else { return }
    throw .noSpace(asset: asset.name, path: asset.cacheFolder.path, needed: needed, free: free)
  }

  /// A disk that has become full fails every source, and so the fetch.
  func checkForFullDisk(_ result: Python.Result) throws(AssetError) {
    guard result.errors.contains("No space left on device") else { return }
    throw .noSpace(
      asset: asset.name, path: asset.cacheFolder.path, needed: asset.byteCount - partial.byteCount,
      free: setting.freeSpace(work.path) ?? 0)
  }

  /// Makes the partial file whole, and right.
  private func whole(from source: AssetSource) throws(AssetError) -> URL {
    while true {
      let kept = partial.byteCount
      setting.advanced(kept)
      switch source {
      case .address(let url): try receive(from: url)
      case .wheels(let wheels): try join(wheels)
      }
      setting.advanced(asset.byteCount)
      tell("checking")
      let got = try hash(of: partial.url)
      if got == asset.fileHash { return partial.url }
      partial.remove()
      guard kept > 0 else {
        throw .wrongDownload(what: asset.fileName, expected: asset.fileHash, got: got)
      }
      // The fault may be in what an earlier fetch left, and not the source's.
      tell("what was kept from before is damaged; beginning anew")
    }
  }

  func hash(of url: URL) throws(AssetError) -> String {
    try AssetError.files { () throws(FileError) in try Files.fileHash(of: url) }
  }

  /// Renames a verified file into place, once it is on disk.
  private func install(_ file: URL) throws(AssetError) {
    try AssetError.files { () throws(FileError) in
      try synchronize(file.path)
      guard rename(file.path, asset.url.path) == 0 else {
        throw .system("rename a file to", asset.url.path)
      }
      try synchronize(asset.url.deletingLastPathComponent().path)
    }
    // From a mirror; else it was the partial file that is now in place.
    partial.remove()
  }

  private func note(
    _ error: AssetError, of source: String, in failures: inout [AssetError.SourceFailure]
  ) throws(AssetError) {
    if partial.byteCount == 0 { partial.remove() }
    guard error.isOfSource else { throw error }
    tell("\(source): \(error)")
    failures.append(.init(source: source, reason: error))
  }
}
