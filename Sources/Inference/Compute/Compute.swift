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

  /// Threads that a pool can have.
  public static let threadCounts = 1...1024

  /// All processors that this process is given, a container's share among them, and the widest instruction
  /// set; `STEER_THREADS` says another number of threads, and
  /// `STEER_ISA` names a narrower set (``InstructionSet/widest``).
  public static let shared: Compute = {
    let threads = environmentThreads.flatMap(Int.init) ?? Machine.current.processors
    // One thread and the portable kernels exist everywhere.
    return (try? Compute(threads: threads)) ?? (try! Compute(threads: 1))
  }()

  /// - Throws: ``ModelError/notThreads(_:)`` when `STEER_THREADS` is set to something that is no number of
  ///   threads, and what ``InstructionSet/checkEnvironment()`` does.
  public static func checkEnvironment() throws {
    try InstructionSet.checkEnvironment()
    if let text = environmentThreads, Int(text).map(threadCounts.contains) != true {
      throw ModelError.notThreads(text)
    }
  }

  private static var environmentThreads: String? {
    let text = ProcessInfo.processInfo.environment["STEER_THREADS"] ?? ""
    return text.isEmpty ? nil : text
  }

  /// - Parameters:
  ///   - threads: threads in the pool, the caller's included.
  ///   - instructionSet: nil takes ``InstructionSet/widest``.
  ///   - rowsPerPass: the most rows of a pass, at least 1.
  /// - Throws: ``ModelError/instructionSetUnavailable(_:)`` or ``ModelError/noThreads(_:)``.
  public init(
    threads: Int, instructionSet: InstructionSet? = nil,
    rowsPerPass: Int = Compute.defaultRowsPerPass
  ) throws {
    let instructionSet = instructionSet ?? .widest
    guard instructionSet.isAvailable, let kernels = ck_kernels_named(instructionSet.rawValue) else {
      throw ModelError.instructionSetUnavailable(
        instructionSet.rawValue, available: InstructionSet.available.map(\.rawValue))
    }
    guard Self.threadCounts.contains(threads), let pool = ck_pool_create(Int32(threads)) else {
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

/// The instruction sets that the kernels are compiled for, widest first; all give the same bits.
public enum InstructionSet: String, CaseIterable, Sendable {
  case avx512vnni, avx512, avxvnni, avx2, neondot, neon
  /// Plain C, which runs anywhere.
  case portable

  /// Whether this build has its kernels, this processor runs them, and `STEER_ISA` does not forbid them.
  public var isAvailable: Bool { Self.available.contains(self) }

  /// The ones that may be used, widest first.
  ///
  /// `STEER_ISA=avx2` leaves out what is wider than AVX2, so that this machine is in every respect like
  /// one that has no more. A name that this processor does not run leaves nothing out:
  /// ``checkEnvironment()`` says so.
  public static let available: [InstructionSet] = {
    let runnable = allCases.filter { ck_kernels_named($0.rawValue) != nil }
    let first = environmentName.flatMap { name in runnable.firstIndex { $0.rawValue == name } }
    return Array(runnable[(first ?? 0)...])
  }()

  /// What is used where none is named.
  public static var widest: InstructionSet { available[0] }

  /// - Throws: ``ModelError/instructionSetUnavailable(_:available:)`` when `STEER_ISA` is set to something
  ///   that this processor does not run.
  public static func checkEnvironment() throws {
    guard let name = environmentName, name != widest.rawValue else { return }
    throw ModelError.instructionSetUnavailable(name, available: available.map(\.rawValue))
  }

  private static let environmentName: String? = {
    let name = ProcessInfo.processInfo.environment["STEER_ISA"] ?? ""
    return name.isEmpty ? nil : name
  }()
}
