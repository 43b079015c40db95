#if os(Linux)
  import Glibc
#endif

/// A fixed-size block of 64-byte aligned floats, owned.
///
/// Forward passes write through its pointer; a Swift array would copy or check on every access.
final class FloatBuffer: @unchecked Sendable {
  // Unchecked: filled by one pass at a time, constant once shared.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  private static let hugePage = 1 << 21

  init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = bytes >= 2 * Self.hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
    #if os(Linux)
      // Weights are read from end to end: fewer pages, fewer misses of the page tables' cache.
      if isLarge { madvise(memory, bytes, MADV_HUGEPAGE) }
    #endif
    pointer = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  convenience init(zeros count: Int) {
    self.init(count: count)
    pointer.update(repeating: 0, count: count)
  }

  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: values.count) }
    }
  }

  deinit { pointer.deallocate() }

  subscript(range: Range<Int>) -> [Float] {
    Array(UnsafeBufferPointer(start: pointer + range.lowerBound, count: range.count))
  }
}
