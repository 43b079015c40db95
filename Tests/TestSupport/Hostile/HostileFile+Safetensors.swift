import Inference

extension HostileFile {
  private typealias Raw = RawSafetensors

  /// Files that are no well-formed safetensors: rows 30 to 36.
  static let safetensors: [HostileFile] =
    lengths + headers + names + dataPlaces + entryShapes + numbers

  private static func file(
    _ row: Int, _ name: String, _ bytes: [UInt8], _ line: String
  ) -> HostileFile {
    .init(row, name, bytes, line, kind: .safetensors)
  }

  /// - Parameter at: the part of the header that the error is about.
  private static func file(
    _ row: Int, _ name: String, _ raw: RawSafetensors, _ field: String, at part: String,
    _ expected: String, _ got: String
  ) -> HostileFile {
    file(
      row, name, raw.bytes,
      "\(field) at byte \(raw.offset(of: part)): expected \(expected), got \(got)")
  }

  private static let lengths: [HostileFile] = [
    file(
      30, "empty", [],
      "header length at byte 0: expected 8 bytes, got 0 to the end of the file"),
    file(
      30, "seven bytes", .init(repeating: 0, count: 7),
      "header length at byte 0: expected 8 bytes, got 7 to the end of the file"),
    file(
      30, "header length 2^64-1", Raw.length(.max) + [0x7B, 0x7D],
      "header length at byte 0: expected at most 100000000, got 18446744073709551615"),
    file(
      30, "header length 2^63", Raw.length(1 << 63) + [0x7B, 0x7D],
      "header length at byte 0: expected at most 100000000, got 9223372036854775808"),
    file(
      30, "header length 100,000,001", Raw.length(100_000_001) + [0x7B, 0x7D],
      "header length at byte 0: expected at most 100000000, got 100000001"),
    file(
      30, "header length 100,000,000 in 10 bytes", Raw.length(100_000_000) + [0x7B, 0x7D],
      "header at byte 8: expected 100000000 bytes, got 2 to the end of the file"),
    file(
      30, "header longer than the file", Raw.length(3) + [0x7B, 0x7D],
      "header at byte 8: expected 3 bytes, got 2 to the end of the file"),
    file(30, "no header", Raw.length(0), "header at byte 8: expected '{', got no byte"),
    file(
      30, "HTML", Array("<!DOCTYPE html><html></html>".utf8),
      "header length at byte 0: expected at most 100000000, got an HTML page (a saved web page, "
        + "not the model file)"),
    file(
      30, "GGUF", RawGGUF().bytes,
      "header length at byte 0: expected at most 100000000, got a GGUF file"),
  ]

  private static let headers: [HostileFile] = [
    file(
      31, "header not UTF-8", Raw.length(4) + [0x7B, 0x22, 0xFF, 0x7D],
      "header at byte 10: expected UTF-8, got byte 0xff"),
    file(31, "a list", Raw("[]").bytes, "header at byte 8: expected '{', got byte 0x5b"),
    file(31, "a space in front", Raw(" {}").bytes, "header at byte 8: expected '{', got byte 0x20"),
    file(
      31, "513 deep",
      Raw(
        String(repeating: "{\"a\":", count: 513) + "0" + String(repeating: "}", count: 513)
      ).bytes, "header at byte 23: expected at most 3 values inside each other, got one more"),
    file(
      31, "cut off", Raw("{\"a\":{").bytes,
      "header at byte 14: expected a key in quotes, got the end of the text"),
    file(
      31, "text after the object", Raw("{} x").bytes,
      "header at byte 11: expected the end of the text, got 'x'"),
    file(
      31, "half of a surrogate pair", Raw("{\"\\ud800\":0}").bytes,
      "header at byte 10: expected a character, or both halves of a surrogate pair, got \\ud800"),
    file(
      31, "an entry that is a number", Raw("{\"a\":1}", data: []), "tensor \"a\"", at: "1",
      "an object", "1"),
    file(
      31, "metadata that is a list", Raw("{\"__metadata__\":[]}", data: []), "__metadata__",
      at: "[", "an object of texts", "a list"),
    file(
      31, "metadata with a number", Raw("{\"__metadata__\":{\"a\\n\":1}}", data: []),
      #"__metadata__ "a\n""#, at: "1", "a text", "1"),
    file(
      31, "an unknown key", Raw(#"{"a":{"dtype":"F32","x":0}}"#), "tensor \"a\"", at: "\"x\"",
      "no keys but dtype, shape, data_offsets", "\"x\""),
    file(
      31, "a missing key", Raw(#"{"a":{"dtype":"F32","shape":[]}}"#), "tensor \"a\"",
      at: "{\"dtype", "the key data_offsets", "none"),
  ]

  private static let names: [HostileFile] = {
    let twice = Raw.file(Raw.entry("a\\n"), Raw.entry("a\\u000a"))
    let equal = Raw.file(Raw.entry("\u{e0}"), Raw.entry("a\u{300}", "F32", "[1]", "[4,8]"), data: 8)
    return [
      file(
        32, "duplicate name, spelled in two ways", twice, "header", at: "\"a\\u000a",
        "each key once", #""a\n" again"#),
      file(
        32, "canonically equal names", equal, "tensor name", at: "\"a\u{300}",
        "a name not used before", #""a\u{0300}" again"#),
      file(
        32, "a key twice in an entry", Raw(#"{"a":{"shape":[],"shape":[1]}}"#), "header",
        at: "\"shape\":[1]", "each key once", "\"shape\" again"),
    ]
  }()

  private static func offsets(
    _ row: Int, _ name: String, _ raw: RawSafetensors, at part: String, tensor: String = "a",
    _ expected: String, _ got: String
  ) -> HostileFile {
    file(row, name, raw, "data_offsets of tensor \"\(tensor)\"", at: part, expected, got)
  }

  private static let dataPlaces: [HostileFile] = {
    let ten = Raw(
      "{\((0..<10).map { Raw.entry("t\($0)") }.joined(separator: ","))}", data: [0, 0, 0, 0])
    let before = "where the tensor before it ends"
    return [
      offsets(
        33, "reversed", .file(Raw.entry("a", "F32", "[1]", "[4,0]")), at: "[4,0]",
        "a begin and an end not before it", "[4, 0]"),
      offsets(
        33, "three offsets", .file(Raw.entry("a", "F32", "[1]", "[0,4,8]")), at: "[0,4,8]",
        "a begin and an end not before it", "[0, 4, 8]"),
      offsets(
        33, "gapped", .file(Raw.entry("b"), Raw.entry("a", "F32", "[1]", "[8,12]"), data: 12),
        at: "[8,12]", "4, \(before)", "8, leaving a gap"),
      offsets(
        33, "a gap in front", .file(Raw.entry("a", "F32", "[1]", "[1,5]"), data: 5), at: "[1,5]",
        "0, \(before)", "1, leaving a gap"),
      offsets(
        33, "overlapping", .file(Raw.entry("b"), Raw.entry("a", "F32", "[1]", "[2,6]"), data: 6),
        at: "[2,6]", "4, \(before)", "2, overlapping the tensor before"),
      file(
        33, "ten tensors on one range", ten.bytes,
        "data_offsets of tensor \"t1\" at byte \(ten.offset(of: "\"t1\"") + 47): expected 4, "
          + "\(before), got 0, overlapping the tensor before"),
      file(
        33, "trailing bytes", Raw.file(Raw.entry("a"), data: 5).bytes,
        "end of the data at byte \(12 + Raw.file(Raw.entry("a")).header.utf8.count): expected the "
          + "end of the file, got 1 more bytes"),
      file(
        33, "data cut off", Raw.file(Raw.entry("a"), data: 3).bytes,
        "data of tensor \"a\" at byte \(8 + Raw.file(Raw.entry("a")).header.utf8.count): expected "
          + "4 bytes, got 3 to the end of the file"),
      offsets(
        34, "a range smaller than the shape", .file(Raw.entry("a", "F32", "[2]")), at: "[0,4]",
        "8 bytes for F32 [2]", "4"),
      offsets(
        34, "a range larger than the shape", .file(Raw.entry("a", "I8", "[2]")), at: "[0,4]",
        "2 bytes for I8 [2]", "4"),
    ]
  }()

  private static func shape(
    _ row: Int, _ name: String, _ shape: String, _ expected: String, _ got: String,
    dtype: String = "F32", at part: String? = nil
  ) -> HostileFile {
    file(
      row, name, .file(Raw.entry("a", dtype, shape)), "shape of tensor \"a\"",
      at: part ?? shape, expected, got)
  }

  private static let digits = "an integer from 0 to \(Int.max) in plain digits"

  private static let entryShapes: [HostileFile] =
    [
      shape(
        34, "shape [2, 2^64-2]", "[2,18446744073709551614]", digits, "18446744073709551614",
        at: "18446744073709551614"),
      shape(
        34, "product wraps to 0", "[4294967296,4294967296]", "at most \(Int.max) bits",
        "[4294967296, 4294967296]"),
      shape(
        34, "bytes wrap to 0", "[4611686018427387904]", "at most \(Int.max) bits",
        "[4611686018427387904]"),
      shape(
        34, "a product that wraps before its zero", "[4611686018427387904,4,0]",
        "at most \(Int.max) bits", "[4611686018427387904, 4, 0]"),
      shape(34, "half a byte", "[3]", "whole bytes of F4", "[3]", dtype: "F4"),
      shape(34, "shape as text", "\"[1]\"", "a list", "\"[1]\""),
    ]
    + ["F33", "f32", "", "Q4_0\\n"].map { dtype in
      file(
        35, "dtype \(dtype)", .file(Raw.entry("a", dtype)), "dtype of tensor \"a\"",
        at: "\"\(dtype)\",",
        "one of \(SafetensorsType.allCases.map(\.rawValue).joined(separator: " "))", "\"\(dtype)\"")
    }

  private static let numbers: [HostileFile] = ["1e0", "1.0", "-1", "-0", "\"1\"", "null"].flatMap {
    number in
    [
      shape(36, "shape written \(number)", "[\(number)]", digits, number, at: number + "]"),
      offsets(
        36, "offset written \(number)", .file(Raw.entry("a", "F32", "[1]", "[0,\(number)]")),
        at: number + "]}", digits, number),
    ]
  }
}
