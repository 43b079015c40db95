import CGuard
import Glibc

/// The input as a file that readers can open by its path: one file in memory, written anew each time.
public struct InputFile: Sendable {
  private static let descriptor: CInt = {
    let descriptor = guard_memory_file()
    guard descriptor >= 0 else { fatalError("no file in memory: \(errno)") }
    return descriptor
  }()

  public let path = "/proc/self/fd/\(Self.descriptor)"

  public init(_ bytes: UnsafeRawBufferPointer) {
    // To nothing first: a page that stays would keep what an earlier input had behind its end.
    guard ftruncate(Self.descriptor, 0) == 0,
      pwrite(Self.descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
    else { fatalError("writing the input: \(errno)") }
  }
}
