import Randomness

/// Damages a file in ways that reach deep into its reader: a field of the format gets an extreme value,
/// bytes change, come, go, or are copied from elsewhere. The same seed gives the same damage.
public struct FileMutator {
  public let original: [UInt8]
  /// Where the format's own fields are: numbers of a binary file, tokens of a text.
  private let fields: [Range<Int>]
  /// What a field of a text may be replaced by; empty for a binary file, whose fields get numbers.
  private let words: [[UInt8]]
  private var generator: SeededGenerator

  public init(
    _ original: [UInt8], fields: [Range<Int>], words: [[UInt8]] = [], seed: UInt64
  ) {
    (self.original, self.fields, self.words) = (original, fields, words)
    generator = SeededGenerator(seed: seed, stream: "mutations")
  }

  private static let extremes: [UInt64] = [
    0, 1, 2, 3, 9, 31, 33, 64, 255, 65_535, 1 << 20, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32,
    1 << 61, 1 << 62, 1 << 63 - 1, 1 << 63, .max - 31, .max - 1, .max,
    0x7FC0_0000, 0x7F80_0000, 0xFF80_0000, 0x3F80_0000,
  ]

  /// The file with one change, seldom with two or three.
  public mutating func next() -> [UInt8] {
    var bytes = original
    // A field's place is known in the original only, so it comes first.
    if index(below: 2) == 0, let field = pick(fields) {
      change(field, of: &bytes)
      if index(below: 4) > 0 { return bytes }
    }
    for _ in 0...(index(below: 4) == 0 ? 1 : 0) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ field: Range<Int>, of bytes: inout [UInt8]) {
    if let word = pick(words) {
      bytes.replaceSubrange(field, with: word)
    } else if index(below: 4) == 0, let other = pick(fields), other.count == field.count {
      bytes.replaceSubrange(field, with: original[other])
    } else {
      let old = field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
      let values = Self.extremes + [old &+ 1, old &- 1, old &* 2, old / 2]
      write(pick(values) ?? 0, to: field, of: &bytes)
    }
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = index(below: bytes.count)
    let stretch = place..<min(bytes.count, place + 1 + index(below: 16))
    switch index(below: 8) {
    case 0: bytes[place] = UInt8(index(below: 256))
    case 1: bytes[place] ^= 1 << UInt8(index(below: 8))
    case 2: write(pick(Self.extremes) ?? 0, to: stretch, of: &bytes)
    case 3: bytes.insert(UInt8(index(below: 256)), at: place)
    case 4: bytes.removeSubrange(stretch)
    case 5: bytes.removeSubrange(place...)
    case 6:
      let from = index(below: bytes.count)
      let part = Array(bytes[from..<min(bytes.count, from + stretch.count)])
      bytes.replaceSubrange(place..<min(bytes.count, place + part.count), with: part)
    default: bytes.insert(contentsOf: Array(bytes[stretch]), at: index(below: bytes.count))
    }
  }

  private func write(_ value: UInt64, to place: Range<Int>, of bytes: inout [UInt8]) {
    for (shift, index) in place.prefix(8).enumerated() {
      bytes[index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))
    }
  }

  private mutating func index(below bound: Int) -> Int { generator.index(below: bound) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[index(below: elements.count)]
  }
}
