/// A hash of lines of Swift, blank ones, comments and imports left out (FNV-1a, 64 bits).
func fingerprint(ofCode lines: [String]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for line in lines
  where !isBlank(line) && !isImport(line) && !line.drop(while: { $0 == " " }).hasPrefix("//") {
    for byte in Array(line.utf8) + [UInt8(ascii: "\n")] {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
