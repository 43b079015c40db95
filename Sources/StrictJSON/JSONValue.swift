/// A JSON value with its place in the text that it was read from.
///
/// Read strictly: what two programs might read in two ways is refused (a key twice, text after the
/// value, bytes that are not UTF-8, half a surrogate pair), and a number keeps its spelling. Foundation
/// takes `1e3` for an integer and drops one of two equal keys without a word.
/// Source: RFC 8259.
public struct JSONValue: Sendable, Equatable {
  /// The kinds of value, each with what it holds.
  public enum Content: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case text(String)
    case list([JSONValue])
    case object(JSONObject)
  }

  /// The value without its place.
  public let content: Content
  /// Bytes of the text before the value.
  public let offset: Int

  /// Deeper than any format that this project reads; a file is not to choose how much stack it takes.
  public static let depthLimit = 512

  /// Reads a text that is one JSON value, in time linear in its length; throws ``JSONError``.
  public init(parsing text: some Collection<UInt8>, depthLimit: Int = Self.depthLimit) throws {
    func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> JSONValue {
      var reader = JSONReader(bytes, depthLimit: depthLimit)
      return try reader.document()
    }
    self =
      try text.withContiguousStorageIfAvailable(read) ?? Array(text).withUnsafeBufferPointer(read)
  }

  init(_ content: Content, at offset: Int) {
    (self.content, self.offset) = (content, offset)
  }
}

// MARK: Reading one kind; nil where the value is of another

extension JSONValue {
  /// A text, escapes read; nil for another kind of value.
  public var text: String? { if case .text(let text) = content { text } else { nil } }
  /// The elements of a list; nil for another kind of value.
  public var list: [JSONValue]? { if case .list(let list) = content { list } else { nil } }
  /// An object's members; nil for another kind of value.
  public var object: JSONObject? { if case .object(let object) = content { object } else { nil } }
  /// `true` or `false`; nil for another kind of value.
  public var bool: Bool? { if case .bool(let bool) = content { bool } else { nil } }

  /// A number that is written as a plain integer and fits; `1e3` and `2.0` are none.
  public var integer: Int? {
    if case .number(let number) = content { number.integer } else { nil }
  }

  /// Any finite number.
  public var number: Double? {
    if case .number(let number) = content { number.double } else { nil }
  }

  /// What kind of value it is, for a message.
  public var kind: String {
    switch content {
    case .null: "null"
    case .bool: "a truth value"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// The value on one line where it is short, else its kind, for a message.
  public var summary: String {
    switch content {
    case .number(let number): number.spelling.utf8.count > 40 ? kind : number.spelling
    case .text(let text): quoted(text)
    case .bool(let bool): "\(bool)"
    case .null, .list, .object: kind
    }
  }
}
