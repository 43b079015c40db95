/// Weights in a safetensors file, mapped into memory and validated before anything is used.
///
/// Eight bytes of header length, a JSON header `{name: {dtype, shape, data_offsets}}`, then the data of
/// all tensors without a gap. Everything in the header is checked against the bytes that are there: a
/// malformed file throws one `SafetensorsError` that names the field and its byte offset.
/// The header is copied at opening; only tensor data is read from the mapping later.
/// Source: <https://github.com/safetensors/safetensors>.
public struct SafetensorsFile: Sendable {
  /// A pair of what the file says of itself (`__metadata__`).
  public struct Metadatum: Sendable, Equatable {
    /// Escapes read, such as `format`.
    public let key: String
    /// Always text: the format allows no other value.
    public let value: String
  }

  /// As given on opening.
  public let path: String
  /// In the order of the file; empty where it says nothing.
  public let metadata: [Metadatum]
  /// In the order of their data.
  public let tensors: [SafetensorsTensor]

  let file: MappedFile
  private let tensorIndex: [String: Int]

  /// Opens and validates a file; throws ``SafetensorsError``.
  public init(path: String) throws {
    let file = try SafetensorsError.mapping { try MappedFile(path: path) }
    let header = try SafetensorsHeader(file)
    self.path = path
    self.file = file
    metadata = header.metadata
    tensors = header.tensors
    tensorIndex = Dictionary(
      header.tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tensor of a name; nil when there is none.
  public func tensorInfo(_ name: String) -> SafetensorsTensor? {
    tensorIndex[name].map { tensors[$0] }
  }

  /// Whether a file begins like one of this format, whatever comes later.
  public static func isLikely(path: String) -> Bool {
    guard let file = try? MappedFile(path: path) else { return false }
    return isLikely(file.numbers(at: 0, count: min(file.count, 9), as: UInt8.self) ?? [])
  }

  /// The same from a file's first bytes.
  static func isLikely(_ head: [UInt8]) -> Bool {
    head.count >= 9 && head[8] == UInt8(ascii: "{")
      && head[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        <= SafetensorsHeader.longest
  }
}
