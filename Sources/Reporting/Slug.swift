/// ASCII letters and digits of a title in lower case, joined by hyphens, at most 40 of them.
func slug(_ text: String) -> String {
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      result.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte | 0x20)
    default:
      if let last = result.last, last != UInt8(ascii: "-") { result.append(UInt8(ascii: "-")) }
    }
  }
  var kept = result.prefix(40)
  while kept.last == UInt8(ascii: "-") { kept.removeLast() }
  return kept.isEmpty ? "figure" : String(decoding: kept, as: UTF8.self)
}
