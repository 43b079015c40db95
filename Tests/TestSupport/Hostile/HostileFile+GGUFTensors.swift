extension HostileFile {
  static let shapes: [HostileFile] = [
    dimensionCount(0), dimensionCount(5), dimensionCount(.max),
    shape(12, "dimension 0", [4, 0], "each from 1 to \(Int.max)"),
    shape(12, "dimension -1", [4, .max], "each from 1 to \(Int.max)"),
    shape(13, "product wraps to 0", [1 << 32, 1 << 32], "at most \(Int.max) elements"),
    shape(13, "product wraps to negative", [1 << 62, 2], "at most \(Int.max) elements"),
    shape(14, "byte count wraps to 0", [1 << 62], "at most \(Int.max) bytes"),
    shape(14, "byte count wraps to negative", [1 << 61], "at most \(Int.max) bytes"),
    shape(
      18, "row not a multiple", [48, 32], type: 2, "rows of a multiple of 32 elements for Q4_0"),
    shape(
      18, "row not a multiple", [128, 2], type: 12, "rows of a multiple of 256 elements for Q4_K"),
    type(4), type(9), type(31), type(999), type(.max),
  ]

  static let places: [HostileFile] = [
    .init(
      21, "data cut off by a byte", RawGGUF.tensor(data: 15),
      "data of tensor \"t\" at byte 64: expected 16 bytes, got 15 to the end of the file"),
    .init(
      21, "no data", Array(RawGGUF.tensor().prefix(57)),
      "data of tensor \"t\" at byte 64: expected 16 bytes, got 0 to the end of the file"),
    .init(
      17, "size as truncated to 32 bits fits", RawGGUF.tensor(dimensions: [1 << 32 + 4]),
      "data of tensor \"t\" at byte 64: expected 17179869200 bytes, got 16 to the end of the file"),
    .init(
      19, "the second region past the end", RawGGUF.twoTensors(offsets: (0, 32), data: 47),
      "data of tensor \"b\" at byte 128: expected 16 bytes, got 15 to the end of the file"),
    .init(
      16, "padding wraps", RawGGUF.tensor(dimensions: [1 << 62 - 1], type: 1),
      "data of tensor \"t\" at byte 64: expected 9223372036854775806 bytes, got 16 to the end of "
        + "the file"),
    .init(
      15, "two sizes that sum past 2^64",
      RawGGUF.twoTensors(first: [1 << 61 - 8], offsets: (0, 1 << 63 - 32), data: 48),
      "data of tensor \"a\" at byte 96: expected 9223372036854775776 bytes, got 48 to the end of "
        + "the file"),
    offset(8, "misaligned"), offset(.max, "misaligned"), offset(1 << 40, "leaving a gap"),
    offset(.max - 31, "leaving a gap"),
    .init(
      19, "overlapping", RawGGUF.twoTensors(offsets: (0, 0), data: 48),
      "offset of tensor \"b\" at byte 82: expected 32, the next multiple of 32, got 0, overlapping "
        + "the tensor before"),
    .init(
      20, "region smaller than its type needs",
      RawGGUF.twoTensors(first: [16], offsets: (0, 32), data: 112),
      "offset of tensor \"b\" at byte 82: expected 64, the next multiple of 32, got 32, "
        + "overlapping the tensor before"),
    .init(
      19, "gapped", RawGGUF.twoTensors(offsets: (0, 64), data: 112),
      "offset of tensor \"b\" at byte 82: expected 32, the next multiple of 32, got 64, leaving a "
        + "gap"),
    .init(
      19, "bytes after the padding", RawGGUF.tensor(data: 33),
      "end of the data at byte 96: expected the end of the file, got 1 more bytes"),
    .init(
      19, "bytes after the header", RawGGUF().bytes + .init(repeating: 0, count: 9),
      "end of the data at byte 32: expected the end of the file, got 1 more bytes"),
  ]

  private static func dimensionCount(_ count: UInt32) -> HostileFile {
    var bytes = RawGGUF.tensor()
    for i in 0..<4 { bytes[33 + i] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(i))) }
    return .init(
      11, "\(count) dimensions", bytes,
      "dimension count of tensor \"t\" at byte 33: expected 1 to 4, got \(count)")
  }

  private static func shape(
    _ row: Int, _ name: String, _ dimensions: [UInt64], type: UInt32 = 0, _ expected: String
  ) -> HostileFile {
    .init(
      row, name, RawGGUF.tensor(dimensions: dimensions, type: type),
      "dimensions of tensor \"t\" at byte 37: expected \(expected), got "
        + "\(Array(dimensions.reversed()))")
  }

  private static func type(_ number: UInt32) -> HostileFile {
    .init(
      18, "tensor type \(number)", RawGGUF.tensor(type: number),
      "type of tensor \"t\" at byte 45: expected one of F32 F16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K "
        + "Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS BF16, got ggml type \(number)")
  }

  private static func offset(_ offset: UInt64, _ problem: String) -> HostileFile {
    .init(
      19, "offset \(offset)", RawGGUF.tensor(offset: offset),
      "offset of tensor \"t\" at byte 49: expected 0, the next multiple of 32, got \(offset), "
        + problem)
  }
}
