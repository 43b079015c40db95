/// How the elements of a tensor in a safetensors file are stored; raw values are the format's names.
///
/// Source: <https://github.com/safetensors/safetensors>, `Dtype`.
public enum SafetensorsType: String, Sendable, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"
  case f8E4M3 = "F8_E4M3"
  case f8E5M2 = "F8_E5M2"
  case f8E8M0 = "F8_E8M0"
  case f6E2M3 = "F6_E2M3"
  case f6E3M2 = "F6_E3M2"
  case f4 = "F4"
  case c64 = "C64"

  /// Bits an element takes; elements below a byte lie next to each other without padding.
  public var bitsPerElement: Int {
    switch self {
    case .f64, .i64, .u64, .c64: 64
    case .f32, .i32, .u32: 32
    case .f16, .bf16, .i16, .u16: 16
    case .i8, .u8, .bool, .f8E4M3, .f8E5M2, .f8E8M0: 8
    case .f6E2M3, .f6E3M2: 6
    case .f4: 4
    }
  }

  /// ggml's type of the same bytes, for those that are read as weights.
  var ggml: GGUFTensorType? {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    default: nil
    }
  }
}
