import StrictJSON

/// A model or vector file in GGUF, mapped into memory and validated before anything is used.
///
/// Little-endian, versions 2 and 3. Everything in the file is checked against the bytes that are there:
/// a malformed file throws one `GGUFError` that names the field and its byte offset.
/// Metadata and tensor infos are copied at opening; only tensor data is read from the mapping later.
/// Source: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.
public struct GGUFFile: Sendable {
  /// As given on opening.
  public let path: String
  /// All keys with their values; a key is 1 to 65,535 ASCII bytes, such as `general.architecture`.
  public let metadata: [String: GGUFValue]
  /// In file order.
  public let tensors: [GGUFTensor]
  /// Bytes that a tensor's data starts at a multiple of.
  public let alignment: Int

  let file: MappedFile
  /// Where each value starts in the file, for errors about it.
  let valueOffsets: [String: Int]
  private let tensorIndex: [String: Int]

  /// Opens and validates a file; throws `GGUFError`.
  public init(path: String) throws {
    let file = try MappedFile(path: path)
    var reader = GGUFReader(file)
    try Self.checkMagic(file)
    let _: UInt32 = try reader.integer("magic")
    let version: UInt32 = try reader.integer("version")
    guard version == 2 || version == 3 else { throw GGUFError.unsupportedVersion(got: version) }

    // The smallest tensor info has a name of one byte and one dimension; the smallest pair a key of
    // one byte and a value of one.
    let tensorCount = try reader.count(ofSize: 8 + 1 + 4 + 8 + 4 + 8, "tensor count")
    let keyCount = try reader.count(ofSize: 8 + 1 + 4 + 1, "metadata count")

    var metadata: [String: GGUFValue] = [:]
    var valueOffsets: [String: Int] = [:]
    for index in 0..<keyCount {
      let key = try Self.key(&reader, index, isUsed: { metadata[$0] != nil })
      let field = { "value of \(quoted(key))" }
      let type = try reader.valueType("type of \(quoted(key))")
      valueOffsets[key] = reader.offset
      metadata[key] = try reader.value(of: type, field())
    }
    let alignment = try Self.alignment(metadata, valueOffsets)

    var infos: [TensorInfo] = []
    var tensorIndex: [String: Int] = [:]
    for index in 0..<tensorCount {
      let info = try TensorInfo(&reader, index, isUsed: { tensorIndex[$0] != nil })
      tensorIndex[info.name] = index
      infos.append(info)
    }

    self.path = path
    self.file = file
    self.metadata = metadata
    self.valueOffsets = valueOffsets
    self.alignment = alignment
    self.tensorIndex = tensorIndex
    tensors = try Self.place(infos, after: reader.offset, alignment: alignment, in: file)
  }

  /// The tensor of a name; nil when there is none.
  public func tensorInfo(_ name: String) -> GGUFTensor? { tensorIndex[name].map { tensors[$0] } }
}

// MARK: Header

extension GGUFFile {
  static let alignmentKey = "general.alignment"
  static let defaultAlignment = 32
  /// A page of the largest common size; larger values only serve to place data out of reach.
  static let largestAlignment = 65_536
  static let longestKey = 65_535
  static let longestTensorName = 64
  static let mostDimensions = 4

  private static func checkMagic(_ file: MappedFile) throws {
    let head = file.numbers(at: 0, count: min(file.count, 64), as: UInt8.self) ?? []
    guard !head.isEmpty else { throw GGUFError.badMagic(got: "an empty file") }
    guard !head.starts(with: "GGUF".utf8) else { return }
    let got = foreignFormat(head) ?? quoted(String(decoding: head.prefix(4), as: UTF8.self))
    throw GGUFError.badMagic(got: got)
  }

  private static func key(
    _ reader: inout GGUFReader, _ index: Int, isUsed: (String) -> Bool
  ) throws -> String {
    let start = reader.offset
    let bytes = try reader.string("key \(index)")
    let key = String(decoding: bytes, as: UTF8.self)
    guard !bytes.isEmpty, bytes.count <= longestKey, bytes.allSatisfy({ $0 < 0x80 }) else {
      throw GGUFError.invalidName(
        field: "key \(index)", offset: start, expected: "1 to \(longestKey) ASCII bytes",
        got: "\(bytes.count) bytes, \(quoted(key))")
    }
    guard !isUsed(key) else {
      throw GGUFError.duplicateName(field: "key \(index)", offset: start, got: key)
    }
    return key
  }

  private static func alignment(
    _ metadata: [String: GGUFValue], _ offsets: [String: Int]
  ) throws -> Int {
    guard let value = metadata[alignmentKey] else { return defaultAlignment }
    let (field, offset) = ("value of \(quoted(alignmentKey))", offsets[alignmentKey] ?? 0)
    guard case .uint32(let alignment) = value else {
      throw GGUFError.wrongType(
        field: field, offset: offset, expected: "uint32", got: value.typeName)
    }
    guard alignment >= 8, alignment <= largestAlignment, alignment.nonzeroBitCount == 1 else {
      throw GGUFError.invalidValue(
        field: field, offset: offset, expected: "a power of two from 8 to \(largestAlignment)",
        got: "\(alignment)")
    }
    return Int(alignment)
  }
}
