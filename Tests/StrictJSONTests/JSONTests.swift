import Foundation
import TestSupport
import Testing

@testable import StrictJSON

@Suite("JSON")
struct JSONTests {
  @Test("every kind of value, with the place where it begins")
  func values() throws {
    let value = try Self.read(
      #" {"a": [1, -2.5e1, true, false, null], "b": {"c": "é\n"}, "d": {}, "e": []} "#)
    #expect(value.offset == 1)
    let object = try #require(value.object)
    #expect(object.members.map(\.key) == ["a", "b", "d", "e"])
    #expect(object.members.map(\.offset) == [2, 39, 59, 68])
    let list = try #require(object["a"]?.list)
    #expect(list.map(\.offset) == [8, 11, 19, 25, 32])
    #expect(list.map(\.integer) == [1, nil, nil, nil, nil])
    #expect(list.map(\.number) == [1, -25, nil, nil, nil])
    #expect(list.map(\.bool) == [nil, nil, true, false, nil])
    #expect(list[4].content == .null)
    #expect(object["b"]?.object?["c"]?.text == "é\n")
    #expect(object["d"]?.object?.members.isEmpty == true && object["e"]?.list?.isEmpty == true)
    #expect(object["f"] == nil)
  }

  @Test(
    "escapes",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u0000""#, "A\u{e9}\0"),
      (#""\uD83D\uDE00x""#, "😀x"), (#""a\u0301""#, "a\u{301}"),
    ])
  func escapes(json: String, text: String) throws {
    #expect(try Self.read(json).text?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test(
    "a number is an integer only when it is written as one",
    arguments: [
      ("0", 0), ("12", 12), ("-1", -1), ("9223372036854775807", Int.max),
      ("-9223372036854775808", Int.min), ("-0", nil), ("1e3", nil), ("2.0", nil), ("1E0", nil),
      ("9223372036854775808", nil), ("18446744073709551614", nil),
    ] as [(String, Int?)])
  func integers(json: String, integer: Int?) throws {
    let value = try Self.read(json)
    #expect(value.integer == integer)
    #expect(value.number == Double(json))
  }

  @Test("a number too large for a double is no number")
  func infinite() throws {
    #expect(try Self.read("1e999").number == nil)
    #expect(try Self.read("-1e-999").number == 0)
  }

  static let faults: [(json: String, line: String)] = [
    ("", "byte 0: expected a value, got the end of the text"),
    (" \n", "byte 2: expected a value, got the end of the text"),
    ("\u{FEFF}1", "byte 0: expected a value, got byte 0xef"),
    ("1 2", "byte 2: expected the end of the text, got '2'"),
    ("[1,]", "byte 3: expected a value, got ']'"),
    ("[1 2]", "byte 3: expected ',' or ']', got '2'"),
    ("[1", "byte 2: expected ',' or ']', got the end of the text"),
    ("{\"a\":1,}", "byte 7: expected a key in quotes, got '}'"),
    ("{a:1}", "byte 1: expected a key in quotes, got 'a'"),
    ("{\"a\" 1}", "byte 5: expected ':', got '1'"),
    ("{\"a\":1 \"b\"", "byte 7: expected ',' or '}', got '\"'"),
    ("{\"a\":1}}", "byte 7: expected the end of the text, got '}'"),
    ("tru", "byte 3: expected 'true', got the end of the text"),
    ("nil", "byte 1: expected 'null', got 'i'"),
    ("NaN", "byte 0: expected a value, got 'N'"),
    ("+1", "byte 0: expected a value, got '+'"),
    ("-", "byte 1: expected a digit, got the end of the text"),
    ("01", "byte 1: expected the end of the text, got '1'"),
    ("1.", "byte 2: expected a digit, got the end of the text"),
    ("1e+", "byte 3: expected a digit, got the end of the text"),
    (".5", "byte 0: expected a value, got '.'"),
    ("\"a", "byte 2: expected a character or a closing quote, got the end of the text"),
    ("\"a\nb\"", "byte 2: expected a character or a closing quote, got byte 0xa"),
    ("\"\\x\"", "byte 2: expected one of \"\\/bfnrtu, got 'x'"),
    ("\"\\", "byte 2: expected an escape, got the end of the text"),
    ("\"\\u12g4\"", "byte 5: expected four hexadecimal digits, got 'g'"),
    (#""\ud800""#, lone(1, "d800")), (#""\udc00""#, lone(1, "dc00")),
    (#""a\ud800\n""#, lone(2, "d800")), (#""\ud800\u0041""#, lone(1, "d800")),
    (#""\ud800\ud800""#, lone(1, "d800")),
    ("{\"k\":1,\"k\":2}", "byte 7: expected each key once, got \"k\" again"),
    (#"{"k":1,"\u006b":2}"#, "byte 7: expected each key once, got \"k\" again"),
    (#"{"\n|<b>":1,"\n|<b>":2}"#, #"byte 12: expected each key once, got "\n|<b>" again"#),
    ("[/**/]", "byte 1: expected a value, got '/'"),
  ]

  private static func lone(_ offset: Int, _ unit: String) -> String {
    "byte \(offset): expected a character, or both halves of a surrogate pair, got \\u\(unit)"
  }

  @Test("what is refused, where, and why", arguments: faults)
  func refused(json: String, line: String) {
    let error = #expect(throws: JSONError.self) { try Self.read(json) }
    #expect(error?.description == line)
  }

  @Test("a key twice is refused however many stand between")
  func duplicateAmongMany() {
    let keys = (0..<500).map { "\"k\($0)\":0" } + ["\"k7\":1"]
    let error = #expect(throws: JSONError.self) {
      try Self.read("{" + keys.joined(separator: ",") + "}")
    }
    guard case .duplicateKey(_, "k7") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("keys that Swift strings call equal are two keys, among few and among many")
  func canonicallyEqualKeys() throws {
    for others in [0, 50] {
      let filler = (0..<others).map { ", \"k\($0)\": 0" }.joined()
      let object = try Self.read("{\"\u{e0}\": 1, \"a\u{300}\": 2\(filler)}").object
      #expect(object?["\u{e0}"]?.integer == 1)
      #expect(object?["a\u{300}"]?.integer == 2)
    }
  }

  @Test("nesting is read to the limit and refused beyond it", arguments: ["[]", "{}"])
  func depth(brackets: String) throws {
    func nested(_ depth: Int) -> String {
      brackets == "[]"
        ? String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        : String(repeating: "{\"k\":", count: depth) + "0" + String(repeating: "}", count: depth)
    }
    #expect(throws: Never.self) { try Self.read(nested(512)) }
    let step = brackets == "[]" ? 1 : 5
    #expect(throws: JSONError.tooDeep(offset: 512 * step, limit: 512)) {
      try Self.read(nested(513))
    }
    #expect(throws: JSONError.tooDeep(offset: 512 * step, limit: 512)) {
      try Self.read(nested(1_000_000))
    }
  }

  /// The standard library decides what UTF-8 is; on every byte pair, and on sequences cut and changed.
  @Test("bytes that are not UTF-8 are refused at the first of them, and only they")
  func utf8() throws {
    func check(_ bytes: [UInt8]) {
      let found = bytes.withUnsafeBufferPointer(firstInvalidUTF8)
      let valid = String(validating: bytes, as: UTF8.self) != nil
      #expect((found == nil) == valid, "\(bytes)")
      if let found {
        #expect(String(validating: bytes[..<found], as: UTF8.self) != nil, "\(bytes)")
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        #expect(error == .notUTF8(offset: found, got: bytes[found]))
      }
    }
    for first in UInt8.min...UInt8.max {
      for second in stride(from: UInt8.min, to: .max, by: 5) {
        check([first, second, 0x80, 0x80])
        check([0x22, first, second])
      }
    }
    let text = Array("ascii, é, 中, 😀, \u{d7ff}\u{e000}\u{10ffff} and ascii again".utf8)
    for end in 0...text.count { check(Array(text[..<end])) }
    for place in text.indices {
      for byte: UInt8 in [0x00, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xed, 0xf0, 0xf4, 0xf5] {
        var changed = text
        changed[place] = byte
        check(changed)
      }
    }
  }

  /// What a text of many parts is made of, joined by commas and put in brackets.
  static let parts: [(open: String, part: @Sendable (Int) -> String, close: String)] = [
    ("[", { "\"piece \($0)\"" }, "]"), ("[", { _ in #""\u0120\n\ud83d\ude00""# }, "]"),
    ("{", { "\"k\($0)\": \($0)" }, "}"), ("[", { _ in "{}" }, "]"), ("[", { "[\($0)]" }, "]"),
    ("[\"", { _ in "x" }, "\"]"), ("[\"", { _ in "\\n" }, "\"]"), ("[1", { _ in "0" }, "]"),
  ]

  @Test("sixteen times the text takes about sixteen times as long", arguments: parts.indices)
  func linear(index: Int) throws {
    let (open, part, close) = Self.parts[index]
    let separator = part(1) == part(2) && part(1).count <= 2 && part(1) != "{}" ? "" : ","
    let texts = Dictionary(
      uniqueKeysWithValues: [4_000, 64_000].map { count in
        (count, Array((open + (0..<count).map(part).joined(separator: separator) + close).utf8))
      })
    let ratio = growth(from: 4_000, to: 64_000, enough: 30) { count in
      _ = texts[count].map { text in
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
      }
    }
    #expect(ratio < 40, "\(ratio) times as long")
  }

  /// A tokenizer.json takes several megabytes and should not be waited for.
  @Test("a vocabulary is read at tens of megabytes a second")
  func speed() throws {
    let vocabulary = (0..<150_000).map { "\"Ġpiece\($0)\":\($0)" }.joined(separator: ",")
    let merges = (0..<150_000).map { "\"Ġpi ece\($0)\"" }.joined(separator: ",")
    let text = Array("{\"vocab\":{\(vocabulary)},\"merges\":[\(merges)]}".utf8)
    let seconds = (0..<3).map { _ in
      processorSeconds { #expect(throws: Never.self) { try JSONValue(parsing: text) } }
    }
    let speed = Double(text.count) / 1e6 / (seconds.min() ?? 1)
    print("JSON: \(speed) MB/s")
    // A fifth of what one slow processor does, so that a busy machine does not fail it.
    #expect(speed > 4)
  }

  static func read(_ json: String) throws -> JSONValue { try JSONValue(parsing: Array(json.utf8)) }
}
