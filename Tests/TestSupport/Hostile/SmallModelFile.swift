import Inference

/// The smallest model file that loads, as a value whose parts a test changes before it is written.
///
/// One head a block, three tokens (`a`, `b`, `ab`), all weights 0 but the norms' and the
/// embedding's, which are 1.
public struct SmallModelFile: Sendable {
  public struct Tensor: Sendable {
    public var name: String
    public var type: GGUFTensorType
    public var shape: [Int]
    public var bytes: [UInt8]
  }

  public var metadata: [(key: String, value: GGUFValue)]
  public var tensors: [Tensor]

  /// - Parameter width: of the residual stream, the head and the hidden layer; even.
  public init(width: Int = 2, blocks: Int = 1) {
    let size = GGUFValue.uint32(UInt32(width))
    metadata = [
      ("general.architecture", .string("llama")), ("llama.block_count", .uint32(UInt32(blocks))),
      ("llama.embedding_length", size), ("llama.feed_forward_length", size),
      ("llama.attention.head_count", .uint32(1)), ("llama.context_length", .uint32(16)),
      ("llama.attention.layer_norm_rms_epsilon", .float32(1e-5)),
      ("tokenizer.ggml.model", .string("gpt2")),
      ("tokenizer.ggml.tokens", .array(.string(GGUFStrings(["a", "b", "ab"])))),
      ("tokenizer.ggml.merges", .array(.string(GGUFStrings(["a b"])))),
    ]
    let ones = Self.float32(.init(repeating: 1, count: width))
    let zeros = [UInt8](repeating: 0, count: 4 * width * width)
    tensors = [
      Tensor(
        name: "token_embd.weight", type: .f32, shape: [3, width], bytes: ones + ones + ones),
      Tensor(name: "output_norm.weight", type: .f32, shape: [width], bytes: ones),
    ]
    for block in 0..<blocks {
      func add(_ part: String, _ shape: [Int], _ bytes: [UInt8]) {
        tensors.append(
          Tensor(name: "blk.\(block).\(part).weight", type: .f32, shape: shape, bytes: bytes))
      }
      for part in ["attn_norm", "ffn_norm"] { add(part, [width], ones) }
      for part in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"] {
        add(part, [width, width], zeros)
      }
    }
  }

  /// A copy with a key's value replaced, or the key added at the end.
  public func setting(_ key: String, _ value: GGUFValue) -> Self {
    var copy = self
    if let index = metadata.firstIndex(where: { $0.key == key }) {
      copy.metadata[index].value = value
    } else {
      copy.metadata.append((key, value))
    }
    return copy
  }

  /// A copy with a tensor's type and bytes replaced.
  public func storing(_ tensor: String, _ type: GGUFTensorType, _ bytes: [UInt8]) -> Self {
    var copy = self
    for index in copy.tensors.indices where copy.tensors[index].name == tensor {
      copy.tensors[index].type = type
      copy.tensors[index].bytes = bytes
    }
    return copy
  }

  public func bytes() throws -> [UInt8] {
    var writer = GGUFWriter()
    for (key, value) in metadata { try writer.add(key, value) }
    for tensor in tensors {
      try writer.add(tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
    }
    return writer.bytes()
  }

  /// Where a key's value begins in the file.
  public func valueOffset(_ key: String) throws -> Int {
    let (bytes, name) = (try bytes(), Array(key.utf8))
    let place = bytes.indices.first { bytes[$0...].starts(with: name) }
    return (place ?? 0) + name.count + 4
  }

  public static func float32(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * UInt32($0)) & 255) } }
  }
}
