extension HostileFile {
  /// Files that are no well-formed GGUF, each with the line that says why.
  public static let gguf: [HostileFile] = notGGUF + counts + metadata + names + shapes + places

  private static let notGGUF: [HostileFile] = [
    .init(1, "empty", [], "magic at byte 0: expected \"GGUF\", got an empty file"),
    .init(
      1, "magic only", Array("GGUF".utf8),
      "version at byte 4: expected 4 bytes, got 0 to the end of the file"),
    .init(2, "three bytes", Array("GGU".utf8), "magic at byte 0: expected \"GGUF\", got \"GGU\""),
    .init(
      2, "other magic", Array("GGML0000".utf8), "magic at byte 0: expected \"GGUF\", got \"GGML\""),
    .init(
      2, "control characters as magic", [0x1b, 0x5b, 0x0a, 0xff],
      #"magic at byte 0: expected "GGUF", got "\u{1B}[\n\u{FFFD}""#),
    .init(
      2, "HTML", Array("\n <!DOCTYPE html><html>".utf8),
      "magic at byte 0: expected \"GGUF\", got an HTML page (a saved web page, not the model file)"),
    .init(
      2, "git-lfs", Array("version https://git-lfs.github.com/spec/v1\noid sha256:0".utf8),
      "magic at byte 0: expected \"GGUF\", got a git-lfs pointer (run `git lfs pull` for the file "
        + "itself)"),
    .init(
      2, "zip", [0x50, 0x4b, 3, 4, 0],
      "magic at byte 0: expected \"GGUF\", got a zip archive (a wheel or a PyTorch checkpoint)"),
    .init(
      3, "version 0", RawGGUF(version: 0).bytes, "version at byte 4: expected 2 or 3, got 0"),
    .init(
      3, "version 1", RawGGUF(version: 1).bytes, "version at byte 4: expected 2 or 3, got 1"),
    .init(
      3, "version 4", RawGGUF(version: 4).bytes, "version at byte 4: expected 2 or 3, got 4"),
    .init(
      3, "big-endian", RawGGUF(version: 0x0300_0000).bytes,
      "version at byte 4: expected 2 or 3, got a big-endian file (little-endian is supported)"),
  ]

  private static let counts: [HostileFile] = [
    .init(
      4, "2^64 - 1 tensors", RawGGUF(tensors: .max).bytes,
      "tensor count at byte 8: expected at most 0 (8 bytes are left), got 18446744073709551615"),
    .init(
      4, "5e8 keys in 24 bytes", RawGGUF(keys: 500_000_000).bytes,
      "metadata count at byte 16: expected at most 0 (0 bytes are left), got 500000000"),
    .init(
      4, "a key too many", withKeyCount(3, RawGGUF.pair("k", type: 0, UInt8(1))),
      "metadata count at byte 16: expected at most 1 (14 bytes are left), got 3"),
  ]

  private static let metadata: [HostileFile] = [
    .init(
      5, "key of 2^64 - 1 bytes", rawKey(length: .max),
      "key 0 at byte 32: expected 18446744073709551615 bytes, got 8 to the end of the file"),
    .init(
      5, "key longer than the file", rawKey(length: 9),
      "key 0 at byte 32: expected 9 bytes, got 8 to the end of the file"),
    .init(
      6, "empty key", RawGGUF.pair("", type: 0, UInt8(1), then: [0]),
      "key 0 at byte 24: expected 1 to 65535 ASCII bytes, got 0 bytes, \"\""),
    .init(
      6, "key not ASCII", RawGGUF.pair("é", type: 0, UInt8(1)),
      #"key 0 at byte 24: expected 1 to 65535 ASCII bytes, got 2 bytes, "\u{00E9}""#),
    .init(
      6, "key of 65,536 bytes",
      RawGGUF.pair(String(repeating: "k", count: 65_536), type: 0, UInt8(1)),
      "key 0 at byte 24: expected 1 to 65535 ASCII bytes, got 65536 bytes, "
        + "\"\(String(repeating: "k", count: 96))…\""),
    .init(
      6, "duplicate key", duplicateKey(),
      "key 1 at byte 38: expected a name not used before, got \"k\" again"),
    .init(
      7, "value type 13", RawGGUF.pair("k", type: 13, UInt8(1)),
      "type of \"k\" at byte 33: expected a value type from 0 to 12, got 13"),
    .init(
      21, "value cut off", Array(RawGGUF.pair("k", type: 4, UInt32(1)).dropLast()),
      "value of \"k\" at byte 37: expected 4 bytes, got 3 to the end of the file"),
    .init(
      7, "boolean 2", RawGGUF.pair("k", type: 7, UInt8(2)),
      "value of \"k\" at byte 37: expected a boolean, 0 or 1, got 2"),
    .init(
      7, "boolean 2 in an array", array(type: 7, count: 2, [1, 2]),
      "value of \"k\" [1] at byte 50: expected a boolean, 0 or 1, got 2"),
    .init(
      5, "string longer than the file", RawGGUF.pair("k", type: 8, UInt64.max),
      "value of \"k\" at byte 45: expected 18446744073709551615 bytes, got 0 to the end of the "
        + "file"),
    .init(
      8, "array of 2^63", array(type: 0, count: 1 << 63, [1, 2]),
      "array length of value of \"k\" at byte 41: expected at most 2 (2 bytes are left), got "
        + "9223372036854775808"),
    .init(
      8, "array longer than the file", array(type: 10, count: 2, .init(repeating: 0, count: 15)),
      "array length of value of \"k\" at byte 41: expected at most 1 (15 bytes are left), got 2"),
    .init(
      5, "string in an array longer than the file",
      array(type: 8, count: 2, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 128]),
      "value of \"k\" [1] at byte 65: expected 9223372036854775809 bytes, got 0 to the end of the "
        + "file"),
    .init(
      7, "array element type 13", array(type: 13, count: 1, [1]),
      "element type of value of \"k\" at byte 37: expected a value type from 0 to 12, got 13"),
    .init(
      9, "nested arrays", array(type: 9, count: 1, nest(depth: 10_000)),
      "element type of value of \"k\" at byte 37: expected no array inside an array, got one"),
    alignment(0), alignment(4), alignment(13), alignment(1 << 31),
    .init(
      10, "alignment of type int32", RawGGUF.pair("general.alignment", type: 5, UInt32(32)),
      "value of \"general.alignment\" at byte 53: expected uint32, got int32"),
    .init(
      10, "alignment of type uint64", RawGGUF.pair("general.alignment", type: 10, UInt64(32)),
      "value of \"general.alignment\" at byte 53: expected uint32, got uint64"),
  ]

  private static let names: [HostileFile] = [
    .init(
      22, "tensor name empty", RawGGUF.tensor(name: []),
      "name of tensor 0 at byte 24: expected 1 to 64 bytes of UTF-8, got 0 bytes, \"\""),
    .init(
      22, "tensor name of 65 bytes", RawGGUF.tensor(name: .init(repeating: 0x6e, count: 65)),
      "name of tensor 0 at byte 24: expected 1 to 64 bytes of UTF-8, got 65 bytes, "
        + "\"\(String(repeating: "n", count: 65))\""),
    .init(
      22, "tensor name not UTF-8", RawGGUF.tensor(name: [0xc3]),
      #"name of tensor 0 at byte 24: expected 1 to 64 bytes of UTF-8, got 1 bytes, "\u{FFFD}""#),
    .init(
      5, "tensor name longer than the file", nameLength(.max),
      "name of tensor 0 at byte 32: expected 18446744073709551615 bytes, got 48 to the end of the "
        + "file"),
    .init(
      22, "duplicate tensor name", RawGGUF.twoTensors(("a", "a"), offsets: (0, 32), data: 48),
      "name of tensor 1 at byte 57: expected a name not used before, got \"a\" again"),
    .init(
      22, "canonically equal tensor names",
      RawGGUF.twoTensors(("\u{e0}", "a\u{300}"), offsets: (0, 32), data: 48),
      #"name of tensor 1 at byte 58: expected a name not used before, got "a\u{0300}" again"#),
  ]

  // MARK: Parts

  private static func withKeyCount(_ count: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    result[16] = count
    return result
  }

  private static func rawKey(length: UInt64) -> [UInt8] {
    var raw = RawGGUF(keys: 1)
    raw.add(length)
    return raw.bytes + [0x6b, 0, 0, 0, 0, 0, 0, 0]
  }

  private static func duplicateKey() -> [UInt8] {
    var raw = RawGGUF(keys: 2)
    raw.add(key: "k", type: 0, value: UInt8(1))
    raw.add(key: "k", type: 0, value: UInt8(2))
    return raw.bytes
  }

  private static func array(type: UInt32, count: UInt64, _ elements: [UInt8]) -> [UInt8] {
    var raw = RawGGUF(keys: 1)
    raw.add(key: "k", type: 9, value: type)
    raw.add(count)
    return raw.bytes + elements
  }

  private static func nest(depth: Int) -> [UInt8] {
    let level: [UInt8] = [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    return Array(repeatElement(level, count: depth).joined())
  }

  private static func nameLength(_ length: UInt64) -> [UInt8] {
    var bytes = RawGGUF.tensor()
    for i in 0..<8 { bytes[24 + i] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(i))) }
    return bytes
  }

  private static func alignment(_ value: UInt32) -> HostileFile {
    .init(
      10, "alignment \(value)", RawGGUF.pair("general.alignment", type: 4, value),
      "value of \"general.alignment\" at byte 53: expected a power of two from 8 to 65536, got "
        + "\(value)")
  }
}
