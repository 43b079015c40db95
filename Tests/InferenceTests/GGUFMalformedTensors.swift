extension GGUFMalformedTests {
  static let shapes: [MalformedFile] = [
    dimensionCount(0), dimensionCount(5), dimensionCount(.max),
    shape("dimension 0", [4, 0], "each from 1 to \(Int.max)"),
    shape("dimension -1", [4, .max], "each from 1 to \(Int.max)"),
    shape("product wraps to 0", [1 << 32, 1 << 32], "at most \(Int.max) elements"),
    shape("product wraps to negative", [1 << 62, 2], "at most \(Int.max) elements"),
    shape("byte count wraps to 0", [1 << 62], "at most \(Int.max) bytes"),
    shape("byte count wraps to negative", [1 << 61], "at most \(Int.max) bytes"),
    shape("row not a multiple", [48, 32], type: 2, "rows of a multiple of 32 elements for Q4_0"),
    shape("row not a multiple", [128, 2], type: 12, "rows of a multiple of 256 elements for Q4_K"),
    type(4), type(9), type(31), type(999), type(.max),
  ]

  static let places: [MalformedFile] = [
    .init(
      "data cut off by a byte", RawGGUF.tensor(data: 15),
      "data of tensor \"t\" at byte 64: expected 16 bytes, got 15 to the end of the file"),
    .init(
      "no data", Array(RawGGUF.tensor().prefix(57)),
      "data of tensor \"t\" at byte 64: expected 16 bytes, got 0 to the end of the file"),
    .init(
      "size as truncated to 32 bits fits", RawGGUF.tensor(dimensions: [1 << 32 + 4]),
      "data of tensor \"t\" at byte 64: expected 17179869200 bytes, got 16 to the end of the file"),
    .init(
      "the second region past the end", RawGGUF.twoTensors(offsets: (0, 32), data: 47),
      "data of tensor \"b\" at byte 128: expected 16 bytes, got 15 to the end of the file"),
    .init(
      "padding wraps", RawGGUF.tensor(dimensions: [1 << 62 - 1], type: 1),
      "data of tensor \"t\" at byte 64: expected 9223372036854775806 bytes, got 16 to the end of "
        + "the file"),
    .init(
      "two sizes that sum past 2^64",
      RawGGUF.twoTensors(first: [1 << 61 - 8], offsets: (0, 1 << 63 - 32), data: 48),
      "data of tensor \"a\" at byte 96: expected 9223372036854775776 bytes, got 48 to the end of "
        + "the file"),
    offset(8, "misaligned"), offset(.max, "misaligned"), offset(1 << 40, "leaving a gap"),
    offset(.max - 31, "leaving a gap"),
    .init(
      "overlapping", RawGGUF.twoTensors(offsets: (0, 0), data: 48),
      "offset of tensor \"b\" at byte 82: expected 32, the next multiple of 32, got 0, overlapping "
        + "the tensor before"),
    .init(
      "region smaller than its type needs",
      RawGGUF.twoTensors(first: [16], offsets: (0, 32), data: 112),
      "offset of tensor \"b\" at byte 82: expected 64, the next multiple of 32, got 32, "
        + "overlapping the tensor before"),
    .init(
      "gapped", RawGGUF.twoTensors(offsets: (0, 64), data: 112),
      "offset of tensor \"b\" at byte 82: expected 32, the next multiple of 32, got 64, leaving a "
        + "gap"),
    .init(
      "bytes after the padding", RawGGUF.tensor(data: 33),
      "end of the data at byte 96: expected the end of the file, got 1 more bytes"),
    .init(
      "bytes after the header", RawGGUF().bytes + .init(repeating: 0, count: 9),
      "end of the data at byte 32: expected the end of the file, got 1 more bytes"),
  ]

  private static func dimensionCount(_ count: UInt32) -> MalformedFile {
    var bytes = RawGGUF.tensor()
    for i in 0..<4 { bytes[33 + i] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(i))) }
    return .init(
      "\(count) dimensions", bytes,
      "dimension count of tensor \"t\" at byte 33: expected 1 to 4, got \(count)")
  }

  private static func shape(
    _ name: String, _ dimensions: [UInt64], type: UInt32 = 0, _ expected: String
  ) -> MalformedFile {
    .init(
      name, RawGGUF.tensor(dimensions: dimensions, type: type),
      "dimensions of tensor \"t\" at byte 37: expected \(expected), got "
        + "\(Array(dimensions.reversed()))")
  }

  private static func type(_ number: UInt32) -> MalformedFile {
    .init(
      "tensor type \(number)", RawGGUF.tensor(type: number),
      "type of tensor \"t\" at byte 45: expected one of F32 F16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K "
        + "Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS BF16, got ggml type \(number)")
  }

  private static func offset(_ offset: UInt64, _ problem: String) -> MalformedFile {
    .init(
      "offset \(offset)", RawGGUF.tensor(offset: offset),
      "offset of tensor \"t\" at byte 49: expected 0, the next multiple of 32, got \(offset), "
        + problem)
  }
}
