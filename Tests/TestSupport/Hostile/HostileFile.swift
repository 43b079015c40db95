import Testing

/// A file of the list of hostile input that must be refused, with the exact line that says why.
public struct HostileFile: Sendable, CustomTestStringConvertible {
  /// What it is opened as.
  public enum Kind: Sendable {
    case gguf, model, safetensors
  }

  /// Its row in ``ReliabilityList``.
  public let row: Int
  public let name: String
  public let kind: Kind
  public let bytes: [UInt8]
  public let line: String

  public var testDescription: String { "row \(row): \(name)" }

  public init(
    _ row: Int, _ name: String, _ bytes: [UInt8], _ line: String, kind: Kind = .gguf
  ) {
    (self.row, self.name, self.kind, self.bytes, self.line) = (row, name, kind, bytes, line)
  }

  public static var all: [HostileFile] { get throws { try gguf + models() + safetensors } }
}
