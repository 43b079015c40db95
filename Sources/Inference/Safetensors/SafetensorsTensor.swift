/// Where a tensor lies in a safetensors file and how it is stored.
public struct SafetensorsTensor: Sendable, Hashable {
  /// As in the header, such as `model.layers.0.mlp.up_proj.weight`.
  public let name: String
  /// How its elements are stored.
  public let type: SafetensorsType
  /// Outermost first; empty for a single number, and a dimension may be 0.
  public let shape: [Int]
  /// The data's place in the file, in bytes from its start.
  public let byteRange: Range<Int>

  /// The product of all dimensions; 1 for a single number.
  public var elementCount: Int { shape.reduce(1, *) }
}
