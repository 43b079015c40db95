import FuzzSupport
import Inference

enum GGUFSeeds {
  static func all() throws -> [[UInt8]] {
    [try everyValueType(), try everyTensorType(), try model(), try SmallModelFile().bytes()]
      + (try SmallModelFile.blocks())
  }

  private static func everyValueType() throws -> [UInt8] {
    var writer = GGUFWriter()
    let values: [GGUFValue] = [
      .uint8(1), .int8(-1), .uint16(2), .int16(-2), .uint32(3), .int32(-3), .uint64(4), .int64(-4),
      .float32(0.5), .float64(-0.5), .bool(true), .string(Array("text é".utf8)),
      .array(.uint8([1, 2])), .array(.int8([-1])), .array(.uint16([2])), .array(.int16([-2])),
      .array(.uint32([3])), .array(.int32([-3])), .array(.uint64([4])), .array(.int64([-4])),
      .array(.float32([0.5])), .array(.float64([0.5])), .array(.bool([true, false])),
      .array(.string(GGUFStrings(["a", "", "bc"]))),
    ]
    for (index, value) in values.enumerated() { try writer.add("k\(index)", value) }
    return writer.bytes()
  }

  private static func everyTensorType() throws -> [UInt8] {
    var writer = GGUFWriter()
    for type in GGUFTensorType.allCases {
      try writer.add(
        type.name, type: type, shape: [type.blockSize],
        bytes: [UInt8](repeating: 1, count: type.bytesPerBlock))
    }
    return writer.bytes()
  }

  /// A model with every key and tensor that is read.
  private static func model() throws -> [UInt8] {
    var file = SmallModelFile(width: 4)
      .setting("general.name", .string("seed"))
      .setting("llama.attention.head_count", .uint32(2))
      .setting("llama.attention.head_count_kv", .uint32(2))
      .setting("llama.attention.key_length", .uint32(2))
      .setting("llama.rope.dimension_count", .uint32(2))
      .setting("llama.rope.freq_base", .float32(10_000))
      .setting("llama.rope.scaling.type", .string("none"))
      .setting(
        "tokenizer.ggml.tokens",
        .array(.string(GGUFStrings(["a", "b", "ab", "Ġ", "<|im_start|>", "<0x0A>", "<x>"])))
      )
      .setting("tokenizer.ggml.token_type", .array(.int32([1, 1, 1, 1, 3, 6, 4])))
      .setting("tokenizer.ggml.scores", .array(.float32([0, 0, 0, 0, 0, 0, 0])))
      .setting("tokenizer.ggml.pre", .string("llama-bpe"))
      .setting("tokenizer.ggml.bos_token_id", .uint32(4))
      .setting("tokenizer.ggml.eos_token_id", .uint32(4))
      .setting("tokenizer.ggml.add_bos_token", .bool(true))
      .setting(
        "tokenizer.chat_template",
        .string(
          "{% if %}{{ '<|im_start|>system\\nYou are.<|im_end|>\\n' }}{% endif %}<|im_start|>"))
    var table = file.tensors[0]
    table.shape[0] = 7
    table.bytes = SmallModelFile.float32(.init(repeating: 1, count: 28))
    file.tensors[0] = table
    table.name = "output.weight"
    var factors = file.tensors[1]
    factors.name = "rope_freqs.weight"
    factors.shape = [1]
    factors.bytes = SmallModelFile.float32([2])
    file.tensors += [table, factors]
    return try file.bytes()
  }
}

extension SmallModelFile {
  /// Models whose matrices are stored in blocks of 32 weights, one for each way.
  fileprivate static func blocks() throws -> [[UInt8]] {
    try [GGUFTensorType.q40, .q41, .q50, .q51, .q80, .iq4NL].map { type in
      var file = SmallModelFile(width: 32)
      for index in file.tensors.indices where file.tensors[index].shape.count == 2 {
        let blocks = file.tensors[index].shape[0]
        let block = (0..<type.bytesPerBlock).map { UInt8($0 == 1 || $0 == 3 ? 0x20 : 0x13) }
        file.tensors[index].type = type
        file.tensors[index].bytes = (0..<blocks).flatMap { _ in block }
      }
      return try file.bytes()
    }
  }
}
