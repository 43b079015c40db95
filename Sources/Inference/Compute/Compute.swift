import CKernels
import Foundation

/// What runs the kernels: an instruction set, a pool of threads, and how many rows go through together.
///
/// No result depends on it. It exists so that tests can prove that, and so that a process can be told
/// to use fewer threads.
public final class Compute: @unchecked Sendable {
  // Unchecked: the kernel table is constant and the pool synchronises its own callers.
  let handle: ck_compute
  /// The most rows of a pass.
  public let rowsPerPass: Int

  /// Enough that the matrices run at full speed.
  public static let defaultRowsPerPass = 256

  /// All processors, the widest instruction set; `STEER_THREADS` lowers the number of threads.
  public static let shared: Compute = {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let wanted = ProcessInfo.processInfo.environment["STEER_THREADS"].flatMap(Int.init)
    let threads = min(max(wanted ?? processors, 1), 256)
    // One thread and the portable kernels exist everywhere.
    return (try? Compute(threads: threads)) ?? (try! Compute(threads: 1))
  }()

  /// - Parameters:
  ///   - threads: threads in the pool, the caller's included.
  ///   - instructionSet: nil takes the widest this processor has.
  ///   - rowsPerPass: the most rows of a pass, at least 1.
  /// - Throws: ``ModelError/instructionSetUnavailable(_:)`` or ``ModelError/noThreads(_:)``.
  public init(
    threads: Int, instructionSet: InstructionSet? = nil,
    rowsPerPass: Int = Compute.defaultRowsPerPass
  ) throws {
    guard let kernels = ck_kernels_named(instructionSet?.rawValue) else {
      throw ModelError.instructionSetUnavailable(instructionSet?.rawValue ?? "any")
    }
    guard threads >= 1, threads <= 1024, let pool = ck_pool_create(Int32(threads)) else {
      throw ModelError.noThreads(threads)
    }
    handle = ck_compute(kernels: kernels, pool: pool)
    self.rowsPerPass = max(rowsPerPass, 1)
  }

  deinit { ck_pool_destroy(handle.pool) }

  /// Threads in the pool, the caller's included.
  public var threads: Int { Int(ck_pool_threads(handle.pool)) }
  /// The one whose kernels are used.
  public var instructionSet: InstructionSet {
    InstructionSet(rawValue: String(cString: ck_kernels_name(handle.kernels))) ?? .portable
  }
}

/// The instruction sets that the kernels are compiled for; all give the same bits.
public enum InstructionSet: String, CaseIterable, Sendable {
  case avx512, avx2, neon
  /// Plain C, which runs anywhere.
  case portable

  /// Whether this build has its kernels and this processor runs them.
  public var isAvailable: Bool { ck_kernels_named(rawValue) != nil }
}
