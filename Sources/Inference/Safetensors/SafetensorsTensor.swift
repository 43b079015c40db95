/// Where a tensor lies in a safetensors file and how it is stored.
public struct SafetensorsTensor: Sendable, Hashable {
  public let name: String
  public let type: SafetensorsType
  /// Outermost first; empty for a single number, and a dimension may be 0.
  public let shape: [Int]
  /// The data's place in the file, in bytes from its start.
  public let byteRange: Range<Int>

  public var elementCount: Int { shape.reduce(1, *) }
}
