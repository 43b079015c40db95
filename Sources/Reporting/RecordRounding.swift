import Claims
import Formatting
import Foundation

/// How many digits of a measured double a record keeps: the one place where measurements are rounded.
///
/// The last digits of a double hang on the platform's `log`, `erf` or `pow`, which GSL calls. Nine
/// digits are more than any table shows, and on so many the platforms agree, so that a report made on
/// another system is the same. Verdicts, tables and figures are all made from the rounded numbers.
/// Whole numbers (counts, seeds, layers) and text are kept as they are.
enum RecordRounding {
  static let kept = 9

  /// JSON with every fraction in it rounded; doing it again changes nothing.
  static func rounded(json: Data) -> Data {
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    var number: [UInt8] = []
    var (isText, isEscaped) = (false, false)
    func flush() {
      if !number.isEmpty { result += rounded(token: number) }
      number.removeAll(keepingCapacity: true)
    }
    for byte in json {
      if isText {
        result.append(byte)
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if isNumeral(byte, first: number.isEmpty) {
        number.append(byte)
      } else {
        flush()
        result.append(byte)
        isText = byte == UInt8(ascii: "\"")
      }
    }
    flush()
    return Data(result)
  }

  /// `first` keeps the letters of `true` and `false` out.
  private static func isNumeral(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"): !first
    default: false
    }
  }

  private static func rounded(token: [UInt8]) -> [UInt8] {
    let text = String(decoding: token, as: UTF8.self)
    guard token.contains(where: { ".eE".utf8.contains($0) }), let x = Double(text) else {
      return token
    }
    let digits = Formatted.rounded(x, significant: kept).description
    return Array((digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits).utf8)
  }
}
