/// Where a tensor lies in a GGUF file and how it is stored.
public struct GGUFTensor: Sendable, Hashable {
  /// Such as `blk.0.attn_q.weight`; at most 64 bytes, anything but empty.
  public let name: String
  /// How its elements are stored.
  public let type: GGUFTensorType
  /// Outermost first, `[rows, columns]` for a matrix: the reverse of ggml's `ne`.
  public let shape: [Int]
  /// The data's place in the file, in bytes from its start.
  public let byteRange: Range<Int>

  /// Elements in a row, the innermost dimension.
  public var rowLength: Int { shape.last ?? 1 }
  /// The product of all dimensions but the innermost.
  public var rowCount: Int { shape.dropLast().reduce(1, *) }
  /// The product of all dimensions.
  public var elementCount: Int { rowCount * rowLength }
  /// A row is a whole number of blocks.
  var bytesPerRow: Int { rowLength / type.blockSize * type.bytesPerBlock }
}
