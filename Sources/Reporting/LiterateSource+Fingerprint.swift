extension LiterateSource {
  /// Changes when a line of code changes, here or in what the page uses besides; never with prose, comments
  /// or imports (FNV-1a, 64 bits).
  public var codeFingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func isCode(_ line: String) -> Bool {
      !isBlank(line) && !isImport(line) && !line.drop { $0 == " " }.hasPrefix("//")
    }
    let others = besides.flatMap { lines(of: $0).filter(isCode) }
    for line in codeLines.map(\.text).filter(isCode) + others {
      for byte in Array(line.utf8) + [UInt8(ascii: "\n")] {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
