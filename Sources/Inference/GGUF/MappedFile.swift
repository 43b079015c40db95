#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

#if _endian(big)
  #error("GGUF arrays are copied as they lie in the file, which is little-endian")
#endif

/// A file mapped read-only into memory, unmapped when the last owner lets go.
///
/// All pointer arithmetic on a mapped file is here; every access is checked against `count` first.
/// A page that another process cuts off a mapped file cannot be read any more (the kernel sends
/// SIGBUS), so `withBytes` asks for the file's size before it hands out a pointer. What remains is a
/// file cut in the instant between that question and the read.
final class MappedFile: Sendable {
  let path: String
  let count: Int
  // Never written after init; the memory is mapped read-only.
  nonisolated(unsafe) private let base: UnsafeRawPointer?
  private let descriptor: CInt

  /// Throws `GGUFError.unreadable` for anything but a readable regular file.
  init(path: String) throws {
    // O_NONBLOCK: a named pipe must be refused below, not waited for here.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw GGUFError.unreadable(path: path, reason: systemMessage(errno))
    }
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        throw GGUFError.unreadable(path: path, reason: systemMessage(errno))
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw GGUFError.unreadable(path: path, reason: "not a regular file")
      }
      guard let count = Int(exactly: status.st_size) else {
        throw GGUFError.unreadable(path: path, reason: "\(status.st_size) bytes do not fit")
      }
      var base: UnsafeRawPointer?
      if count > 0 {  // a mapping of no bytes is an error to the kernel
        let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard address != MAP_FAILED else {
          throw GGUFError.unreadable(path: path, reason: systemMessage(errno))
        }
        base = UnsafeRawPointer(address)
      }
      (self.path, self.count, self.base, self.descriptor) = (path, count, base, descriptor)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    if let base { munmap(UnsafeMutableRawPointer(mutating: base), count) }
    close(descriptor)
  }

  /// The little-endian integer at `offset`; nil when it does not lie inside the file.
  func integer<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: T.Type) -> T? {
    guard let base, offset >= 0, offset <= count, count - offset >= MemoryLayout<T>.size else {
      return nil
    }
    return T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// A copy of `length` numbers from `offset`; nil when they do not all lie inside the file.
  func numbers<T: BitwiseCopyable>(at offset: Int, count length: Int, as type: T.Type) -> [T]? {
    let stride = MemoryLayout<T>.stride
    guard offset >= 0, offset <= count, length >= 0, length <= (count - offset) / stride else {
      return nil
    }
    guard let base, length > 0 else { return [] }
    return [T](unsafeUninitializedCapacity: length) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(start: base + offset, count: length * stride))
      initialized = length
    }
  }

  /// Appends a copy of a range to `bytes`; the range lies inside the file.
  func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) is outside \(count)")
    guard let base else { return }
    bytes.append(
      contentsOf: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Lends the bytes of a range; throws `GGUFError.shrunk` when the file no longer holds them.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(clamping: status.st_size) : 0
    guard range.lowerBound >= 0, range.upperBound <= min(count, size) else {
      throw GGUFError.shrunk(path: path, expected: max(count, range.upperBound), got: size)
    }
    guard let base else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return try body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}

extension MappedFile {
  /// Gives back the memory of a range's whole pages: weights that were packed are not needed twice. Reading
  /// them again reads the file again.
  func release(_ range: Range<Int>) {
    let page = Int(getpagesize())
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    guard let base, first < last else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
  }
}

/// The system's words for an error number.
func systemMessage(_ number: CInt) -> String {
  guard let text = strerror(number) else { return "error \(number)" }
  return String(cString: text)
}
