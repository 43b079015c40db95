import CKernels

/// Cached keys and values of a run of consecutive positions, for a range of layers.
///
/// A position is written once, by the pass that reaches it, and never changes: any number of
/// contexts can share a segment.
final class KVSegment {
  let start: Int
  let capacity: Int  // positions, a multiple of 16
  let layers: Range<Int>
  private let storage: FloatBuffer
  private let keysPerLayer: Int
  private let valuesPerLayer: Int

  init(start: Int, positions: Int, layers: Range<Int>, configuration c: ModelConfiguration) {
    self.start = start
    let block = Int(CK_KEY_BLOCK)
    capacity = (positions + block - 1) / block * block
    self.layers = layers
    keysPerLayer = c.keyValueHeadCount * capacity * c.headDimension
    valuesPerLayer =
      c.keyValueHeadCount * capacity * Int(ck_padded_head_dim(Int32(c.headDimension)))
    storage = FloatBuffer(zeros: layers.count * (keysPerLayer + valuesPerLayer))
  }

  /// What the kernels read at one layer, positions below `end` only.
  func piece(layer: Int, end: Int) -> ck_kv_piece {
    let base = storage.pointer + (layer - layers.lowerBound) * (keysPerLayer + valuesPerLayer)
    return ck_kv_piece(
      keys: base, values: base + keysPerLayer, start: Int32(start),
      count: Int32(min(capacity, end - start)), capacity: Int32(capacity))
  }
}
