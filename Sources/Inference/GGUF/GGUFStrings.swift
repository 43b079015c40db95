/// An array of byte strings in two allocations: all bytes end to end, and where each string ends.
///
/// Vocabulary pieces are bytes, not text: some are halves of a character, and Swift's `String` treats
/// canonically equivalent pieces as equal. So the elements are compared byte by byte.
public struct GGUFStrings: Sendable, Hashable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// No strings.
  public init() {}

  /// The UTF-8 of each text.
  public init(_ strings: some Sequence<String>) {
    for string in strings { append(string.utf8) }
  }

  /// Appends one string; its bytes need not be UTF-8.
  public mutating func append(_ string: some Sequence<UInt8>) {
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
  }

  /// Takes both parts as they are; `ends` ascends to `bytes.count`.
  init(bytes: [UInt8], ends: [Int]) {
    (self.bytes, self.ends) = (bytes, ends)
  }
}

extension GGUFStrings: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// How many strings.
  public var endIndex: Int { ends.count }

  /// The bytes of one string; the slice shares the storage.
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
