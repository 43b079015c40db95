import Foundation
import Inference
import Randomness

/// Tensors in ggml's blocks of integers: random codes with sane scales, as a file would hold them.
public enum RandomBlocks {
  /// Types whose blocks are 32 integers with one scale, some with a minimum.
  public static let types: [GGUFTensorType] = [.q40, .q41, .q50, .q51, .q80, .iq4NL]
  /// Types whose blocks are 256 integers, with small scales for 16 or 32 of them.
  public static let superblockTypes: [GGUFTensorType] = [.q2K, .q3K, .q4K, .q5K, .q6K, .iq4XS]
  /// Both.
  public static let integerTypes = types + superblockTypes

  public static func hasMinimum(_ type: GGUFTensorType) -> Bool { layout(type).minimum != nil }

  /// Where a block has its scale and its minimum; the standard deviation of its weights in units of the
  /// scale, roughly, and the minimum that centres them.
  private struct Layout {
    var scale = 0
    var minimum: Int?
    let deviation: Double
    var middle = 0.0
  }

  private static func layout(_ type: GGUFTensorType) -> Layout {
    switch type {
    case .q41: Layout(minimum: 2, deviation: 4.6, middle: 7.5)
    case .q50: Layout(deviation: 9.2)
    case .q51: Layout(minimum: 2, deviation: 9.2, middle: 15.5)
    case .q80, .iq4NL: Layout(deviation: 74)
    case .q2K: Layout(scale: 80, minimum: 82, deviation: 13, middle: -1.5)
    case .q3K: Layout(scale: 108, deviation: 43)
    case .q4K: Layout(minimum: 2, deviation: 258, middle: -7.5)
    case .q5K: Layout(minimum: 2, deviation: 525, middle: -15.5)
    case .q6K: Layout(scale: 208, deviation: 1367)
    case .iq4XS: Layout(deviation: 1367)
    default: Layout(deviation: 4.6)
    }
  }

  /// Places in a block of numbers that make all of its weights infinite or NaN where they are.
  public static func scalePlaces(_ type: GGUFTensorType) -> [Int] {
    let layout = layout(type)
    return [layout.scale] + (layout.minimum.map { [$0] } ?? [])
  }

  /// - Parameter deviation: of the weights, roughly; scales differ from block to block, also in sign.
  public static func bytes(
    _ type: GGUFTensorType, blocks: Int, deviation: Double, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    let layout = layout(type)
    return (0..<blocks).flatMap { _ in
      let size = deviation / layout.deviation * (0.6 + 0.8 * generator.uniform())
      let scale = generator.index(below: 4) == 0 ? -size : size
      var numbers = [(layout.scale, half(Float(scale)))]
      if let place = layout.minimum {
        let minimum = -scale * (layout.middle + generator.uniform() - 0.5)
        numbers.append((place, half(Float(minimum))))
      }
      var block: [UInt8] = []
      while block.count < type.bytesPerBlock {
        if let (_, bytes) = numbers.first(where: { $0.0 == block.count }) {
          block += bytes
        } else {
          block.append(UInt8(generator.index(below: 256)))
        }
      }
      return block
    }
  }

  /// A number as IEEE binary16, cut towards zero; it must be in its range.
  public static func half(_ value: Float) -> [UInt8] {
    let bits = value.bitPattern
    let exponent = Int(bits >> 23 & 255) - 112
    precondition(exponent <= 30, "\(value) is too large for binary16")
    let fraction =
      exponent < 1
      ? UInt16(value.magnitude * 0x1p24) : UInt16(exponent) << 10 | UInt16(bits >> 13 & 1023)
    let half = UInt16(bits >> 31) << 15 | fraction
    return [UInt8(half & 255), UInt8(half >> 8)]
  }

  /// A file that holds one tensor; nothing of it stays on the disk once it is open.
  public static func file(
    _ name: String, _ type: GGUFTensorType, shape: [Int], _ bytes: [UInt8]
  ) throws -> GGUFFile {
    var writer = GGUFWriter()
    try writer.add(name, type: type, shape: shape, bytes: bytes)
    let url = FileManager.default.temporaryDirectory.appending(path: "blocks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(writer.bytes()).write(to: url)
    return try GGUFFile(path: url.path)
  }
}
