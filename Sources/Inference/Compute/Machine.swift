import Foundation

/// What this process may use of the machine: processors and memory, as far as the system says.
///
/// A container is often given less than the machine has: then its control group's limits count.
/// Source: the kernel's documentation of control groups, versions 1 and 2
/// <https://docs.kernel.org/admin-guide/cgroup-v2.html>.
struct Machine: Sendable {
  /// Processors that are there and that this process is not kept from.
  private let activeProcessors: Int
  /// The text of one of the system's files; nil where it has none of this name.
  private let read: @Sendable (String) -> String?

  /// This one.
  static let current = Machine(
    activeProcessors: ProcessInfo.processInfo.activeProcessorCount,
    read: { try? String(contentsOfFile: $0, encoding: .utf8) })

  init(activeProcessors: Int, read: @escaping @Sendable (String) -> String?) {
    self.activeProcessors = activeProcessors
    self.read = read
  }

  /// How many threads can run at once, at least one: a share of a processor counts as one.
  var processors: Int {
    let shares = groups("cpu").compactMap { group -> Double? in
      // "max 100000" or "150000 100000": microseconds of processor time in so many of the clock.
      let limit = numbers("\(group)/cpu.max")
      if limit.count == 2, limit[1] > 0 { return limit[0] / limit[1] }
      guard let quota = numbers("\(group)/cpu.cfs_quota_us").first, quota > 0,
        let period = numbers("\(group)/cpu.cfs_period_us").first, period > 0
      else { return nil }
      return quota / period
    }
    let fewest = shares.reduce(Double(activeProcessors), min)
    return max(1, Int(fewest.rounded(.up)))
  }

  /// Bytes that can still be had without others being sent to disk or killed; nil where the system does not
  /// say, as on macOS.
  var availableMemory: Int? {
    let free = field("MemAvailable:", of: "/proc/meminfo").map { $0 * 1024 }
    let ofGroups = groups("memory").compactMap { group -> Int? in
      guard
        let limit = numbers("\(group)/memory.max").first
          ?? numbers("\(group)/memory.limit_in_bytes").first
      else { return nil }
      // What the cache of files takes is given back when it is needed.
      let taken =
        field("anon", of: "\(group)/memory.stat") ?? field("rss", of: "\(group)/memory.stat") ?? 0
      return max(0, Int(min(limit, 1e18)) - taken)
    }
    return ([free].compactMap(\.self) + ofGroups).min()
  }

  /// - Parameter weights: bytes that a model's weights take as they are stored.
  /// - Throws: ``ModelError/tooLittleMemory(needed:available:fits:)`` where it would not fit, before
  ///   anything is read.
  func checkRoom(forWeights weights: Int) throws {
    // Layouts of the kernels add up to 4 %; activations, keys and values of a usual run the rest.
    let rest = 300 << 20
    let needed = weights + weights / 25 + rest
    guard let available = availableMemory, available < needed else { return }
    throw ModelError.tooLittleMemory(
      needed: needed, available: available, fits: max(0, available - rest) * 25 / 26)
  }

  // MARK: Files

  /// Folders of this process's control group and of those that it is in, in either version.
  private func groups(_ controller: String) -> [String] {
    let lines = (read("/proc/self/cgroup") ?? "").split(separator: "\n")
    return lines.flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains(Substring(controller)) else {
        return []
      }
      let root = "/sys/fs/cgroup" + (isSecond ? "" : "/" + controller)
      let names = parts[2].split(separator: "/")
      return (0...names.count).map {
        ([root] + names.prefix($0).map(String.init)).joined(separator: "/")
      }
    }
  }

  /// The numbers in a file; "max" is infinity, and nothing is NaN.
  private func numbers(_ path: String) -> [Double] {
    (read(path) ?? "").split { $0 == " " || $0 == "\n" }.compactMap {
      $0 == "max" ? .infinity : Int($0).map(Double.init)
    }
  }

  /// The number after a name at the beginning of a line.
  private func field(_ name: String, of path: String) -> Int? {
    for line in (read(path) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count > 1, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}
