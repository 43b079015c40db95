/// Writes a safetensors file by hand, whether it makes sense or not.
public struct RawSafetensors: Sendable {
  public var header: String
  public var data: [UInt8]

  public init(_ header: String, data: [UInt8] = []) {
    (self.header, self.data) = (header, data)
  }

  public var bytes: [UInt8] { Self.length(UInt64(header.utf8.count)) + header.utf8 + data }

  public static func length(_ count: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  /// An entry of the header.
  public static func entry(
    _ name: String, _ dtype: String = "F32", _ shape: String = "[1]", _ offsets: String = "[0,4]"
  ) -> String {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  /// Entries as a header.
  public static func file(_ entries: String..., data: Int = 4) -> RawSafetensors {
    RawSafetensors(
      "{\(entries.joined(separator: ","))}", data: .init(repeating: 0, count: data))
  }

  /// Where a part of the header begins in the file.
  public func offset(of part: String) -> Int {
    8 + (header.range(ofBytes: part)?.lowerBound ?? 0)
  }

  /// Metadata and tensors of several types, a scalar, one without elements and one at an odd place; the
  /// header is padded with spaces, and not in the order of the data.
  public static let sound = RawSafetensors(
    "{\"__metadata__\":{\"format\":\"pt\",\"note\":\"\"},"
      + entry("m", "F32", "[2,2]", "[0,16]") + "," + entry("half", "BF16", "[2]", "[17,21]") + ","
      + entry("flag", "BOOL", "[1]", "[16,17]") + "," + entry("scalar", "F16", "[]", "[21,23]")
      + "," + entry("none", "I64", "[0,3]", "[23,23]") + "}   ",
    data: SmallModelFile.float32([1, -2, 0.5, 0]) + [1] + [0x80, 0x3F, 0x40, 0xC0] + [0, 0x3C])
}

extension String {
  /// Compared by bytes; nil where it is not there.
  fileprivate func range(ofBytes part: String) -> Range<Int>? {
    let (text, part) = (Array(utf8), Array(part.utf8))
    return text.indices.first { text[$0...].starts(with: part) }.map { $0..<$0 + part.count }
  }
}
