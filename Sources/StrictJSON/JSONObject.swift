/// The members of a JSON object in the order of the text, no key twice.
///
/// Keys are compared byte by byte: in a vocabulary, `é` and `e◌́` are two keys, which `String` would take
/// for one.
public struct JSONObject: Sendable, Equatable {
  /// A key and its value.
  public struct Member: Sendable, Equatable {
    /// After escapes are read.
    public let key: String
    /// Knows its own place in the text.
    public let value: JSONValue
    /// Where the key begins in the text.
    public let offset: Int
  }

  /// In the order of the text.
  public private(set) var members: [Member] = []
  /// Where each key is in `members`; empty while there are so few that looking through them is faster.
  private var places: [Key: Int] = [:]
  private static let fewMembers = 12

  init() {}

  /// The value of the key with these bytes; nil where there is none.
  public subscript(key: String) -> JSONValue? { place(of: key).map { members[$0].value } }

  /// Appends a member; false, and nothing else happens, when its key is there already.
  mutating func append(_ member: Member) -> Bool {
    if members.count < Self.fewMembers {
      guard place(of: member.key) == nil else { return false }
      members.append(member)
      guard members.count == Self.fewMembers else { return true }
      for (place, member) in members.enumerated() { places[Key(text: member.key)] = place }
      return true
    }
    // One look at the table for each key: a vocabulary has hundreds of thousands.
    if let first = places.updateValue(members.count, forKey: Key(text: member.key)) {
      places[Key(text: member.key)] = first
      return false
    }
    members.append(member)
    return true
  }

  private func place(of key: String) -> Int? {
    if members.count >= Self.fewMembers { return places[Key(text: key)] }
    return members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }

  /// Whether both have the same members in the same order, at the same offsets.
  public static func == (a: Self, b: Self) -> Bool { a.members == b.members }

  /// A text compared by its bytes.
  private struct Key: Hashable, Sendable {
    let text: String

    static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
      let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
        hasher.combine(bytes: UnsafeRawBufferPointer($0))
      }
      if isHashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
  }
}
