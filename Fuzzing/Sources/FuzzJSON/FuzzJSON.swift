import Foundation
import FuzzSupport
import Inference
import StrictJSON

/// JSON is refused with a `JSONError` inside the text, or Foundation reads it too, as the same value.
///
/// The other way round Foundation is more lenient: where it reads what we refuse, the refusal must be
/// one of those that this project adds.
@main
enum FuzzJSON {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] {
    [
      #"{"a": [1, -2.5e1, true, null, {"b": "é\n\u00e9\ud83d\ude00"}], "c": {}, "d": "x"}"#,
      #"[0.1E+2, -0, 9223372036854775807, 1e-300, "\"\\\/\b\f\n\r\t", false, []]"#,
      #""text""#, "[[[[[[]]]]]]",
      #"{"":"","1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"#
        + #""9":9,"10":10,"11":11,"12":12,"13":13}"#,
    ].map { Array($0.utf8) }
  }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  do {
    let value = try JSONValue(parsing: bytes)
    compareWithFoundation(value, Data(bytes))
  } catch let error as JSONError {
    require((0...count).contains(error.offset), "an error at \(error.offset) of \(count)")
    require(!error.description.contains { $0.isNewline }, "not one line: \(error)")
    // Foundation lets a comma stand before a closing bracket.
    let followsComma = error.got == "']'" || error.got == "'}'"
    if case .malformed = error, isPlain(bytes), !followsComma {
      let reads = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: .fragmentsAllowed)
      require(reads == nil, "Foundation reads what is refused: \(error)")
    }
  } catch {
    finding("an error of type \(type(of: error))")
  }
}

/// Whether Foundation keeps to RFC 8259 on a text: ASCII without escapes of surrogates.
private func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  bytes.allSatisfy { $0 != 0 && $0 < 0x80 } && !bytes.contains(UInt8(ascii: "\\"))
}

private func compareWithFoundation(_ value: JSONValue, _ data: Data) {
  // A number that no double holds is JSON, but Foundation refuses it.
  guard allFit(value) else { return }
  do {
    let other = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    require(same(value, other), "Foundation reads \(other)")
  } catch {
    finding("Foundation refuses it: \(error)")
  }
}

private func allFit(_ value: JSONValue) -> Bool {
  switch value.content {
  case .number(let number): number.double != nil
  case .list(let list): list.allSatisfy(allFit)
  case .object(let object): object.members.allSatisfy { allFit($0.value) }
  default: true
  }
}

/// Foundation leaves byte order marks out of texts.
private func withoutMarks(_ text: String) -> [Unicode.Scalar] {
  text.unicodeScalars.filter { $0 != "\u{FEFF}" }
}

private func same(_ value: JSONValue, _ other: Any) -> Bool {
  switch value.content {
  case .null: return other is NSNull
  case .bool(let bool): return (other as? Bool) == bool
  case .text(let text):
    return (other as? String).map { withoutMarks($0) == withoutMarks(text) } ?? false
  case .number(let number):
    guard let theirs = other as? NSNumber else { return false }
    if let integer = number.integer { return theirs.int64Value == Int64(integer) }
    // Foundation reads large whole numbers as decimals and rounds those once more.
    guard let ours = number.double else { return false }
    return abs(ours - theirs.doubleValue) <= 1e-14 * abs(ours)
  case .list(let list):
    guard let others = other as? [Any], others.count == list.count else { return false }
    return zip(list, others).allSatisfy(same)
  case .object(let object):
    guard let others = other as? [String: Any] else { return false }
    // Keys that are canonically equal are one to Foundation, and so are keys that differ in a mark.
    let keys = object.members.map(\.key)
    guard Set(keys).count == keys.count,
      !keys.contains(where: { $0.unicodeScalars.contains("\u{FEFF}") })
    else { return true }
    return others.count == object.members.count
      && object.members.allSatisfy { member in
        others[member.key].map { same(member.value, $0) } ?? false
      }
  }
}
