import Files
import Foundation
import Synchronization

/// One pinned file that is fetched into the user's cache folder.
///
/// The hash is the identity: whichever source a file comes from, an asset is the bytes with its SHA-256.
public struct Asset: Sendable, Hashable {
  /// What messages call it, e.g. `smollm2-135m`.
  public let name: String
  /// The file's name in the cache.
  public let fileName: String
  /// Where a mirror has it, below the mirror's folder.
  public let pathInMirror: String
  /// Size of the file.
  public let byteCount: Int
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public let fileHash: String
  /// What its licence is called, e.g. `Apache-2.0`.
  public let licence: String
  /// Address of terms that a user has to accept first; nil where there are none.
  public let terms: String?
  /// Where it is fetched from, in this order; a mirror comes before them.
  public let sources: [AssetSource]
  /// Folder below the cache folder.
  public let folder: String
  /// Folder that holds the project's downloads.
  public let cacheFolder: URL

  /// - Parameters:
  ///   - folder: below `cacheFolder`, the folder that holds the project's downloads.
  ///   - pathInMirror: where it is not the file's name.
  public init(
    name: String, fileName: String, byteCount: Int, fileHash: String, licence: String,
    terms: String? = nil, sources: [AssetSource], folder: String = "models",
    pathInMirror: String? = nil, cacheFolder: URL = Asset.userCacheFolder
  ) {
    self.name = name
    self.fileName = fileName
    self.pathInMirror = pathInMirror ?? fileName
    self.byteCount = byteCount
    self.fileHash = fileHash
    self.licence = licence
    self.terms = terms
    self.sources = sources
    self.folder = folder
    self.cacheFolder = cacheFolder
  }

  /// Where the file is, or will be once it is fetched.
  public var url: URL {
    cacheFolder
      .appendingPathComponent(folder, isDirectory: true)
      .appendingPathComponent(fileName, isDirectory: false)
  }

  /// Finds the file in the cache and checks its bytes against the pinned hash.
  ///
  /// A file that passed is not read again by this process while its size and times stay the same.
  /// - Throws: `AssetError.missing`, `.corrupt`, or `.fileSystem` when it cannot be read.
  public func located() throws(AssetError) -> URL {
    guard let stamp = FileStamp(of: url) else {
      throw .missing(asset: name, path: url.path)
    }
    if Self.verified.withLock({ $0[self] }) == stamp { return url }
    let got = try AssetError.files { () throws(FileError) in try Files.fileHash(of: url) }
    guard got == fileHash else {
      throw .corrupt(asset: name, path: url.path, expected: fileHash, got: got)
    }
    Self.verified.withLock { $0[self] = stamp }
    return url
  }

  private static let verified = Mutex<[Asset: FileStamp]>([:])
}

extension Asset {
  /// `$XDG_CACHE_HOME/steeringlab`, else the platform's cache folder for the user.
  ///
  /// The XDG specification says that a relative `XDG_CACHE_HOME` is to be ignored.
  public static let userCacheFolder = cacheFolder(
    environment: ProcessInfo.processInfo.environment,
    home: FileManager.default.homeDirectoryForCurrentUser)

  static func cacheFolder(environment: [String: String], home: URL) -> URL {
    let base: URL
    if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
      base = URL(fileURLWithPath: path, isDirectory: true)
    } else {
      #if os(macOS)
        base = home.appendingPathComponent("Library/Caches", isDirectory: true)
      #else
        base = home.appendingPathComponent(".cache", isDirectory: true)
      #endif
    }
    return base.appendingPathComponent("steeringlab", isDirectory: true)
  }
}
