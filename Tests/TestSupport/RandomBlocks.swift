import Foundation
import Inference
import Randomness

/// Tensors in ggml's blocks of 32 weights: random integers with sane scales, as a file would hold them.
public enum RandomBlocks {
  /// Types whose blocks are 32 integers with one scale, some with a minimum.
  public static let types: [GGUFTensorType] = [.q40, .q41, .q50, .q51, .q80, .iq4NL]

  public static func hasMinimum(_ type: GGUFTensorType) -> Bool { type == .q41 || type == .q51 }

  /// Standard deviation of a block's weights in units of its scale, and their middle.
  private static func spread(_ type: GGUFTensorType) -> (deviation: Double, middle: Double) {
    switch type {
    case .q41: (4.6, 7.5)
    case .q50: (9.2, 0)
    case .q51: (9.2, 15.5)
    case .q80, .iq4NL: (74, 0)
    default: (4.6, 0)
    }
  }

  /// - Parameter deviation: of the weights, roughly; scales differ from block to block, also in sign.
  public static func bytes(
    _ type: GGUFTensorType, blocks: Int, deviation: Double, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    let (unit, middle) = spread(type)
    return (0..<blocks).flatMap { _ in
      let size = deviation / unit * (0.6 + 0.8 * generator.uniform())
      let scale = generator.index(below: 4) == 0 ? -size : size
      var block = half(Float(scale))
      if hasMinimum(type) { block += half(Float(-scale * (middle + generator.uniform() - 0.5))) }
      for _ in block.count..<type.bytesPerBlock { block.append(UInt8(generator.index(below: 256))) }
      return block
    }
  }

  /// A number as IEEE binary16, cut towards zero; it must be in the range of normal ones.
  public static func half(_ value: Float) -> [UInt8] {
    let bits = value.bitPattern
    let exponent = Int(bits >> 23 & 255) - 112
    precondition((1...30).contains(exponent), "\(value) is no normal binary16")
    let half = UInt16(bits >> 31) << 15 | UInt16(exponent) << 10 | UInt16(bits >> 13 & 1023)
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
