import Testing

@testable import Inference

/// What a process is given of its machine, from texts as Linux writes them.
@Suite("What there is of the machine")
struct MachineTests {
  static func machine(_ files: [String: String]) -> Machine {
    Machine(activeProcessors: 8, read: { files[$0] })
  }

  static let meminfo = "MemTotal:       24000000 kB\nMemAvailable:   20000000 kB\n"

  @Test(
    "processors: those that are there, and no more than any group's share, rounded up",
    arguments: [
      ([:], 8),
      (["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n"], 8),
      (["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "150000 100000\n"], 2),
      (["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "1000 100000\n"], 1),
      (
        [
          "/proc/self/cgroup": "0::/jobs/7\n", "/sys/fs/cgroup/jobs/cpu.max": "300000 100000\n",
          "/sys/fs/cgroup/jobs/7/cpu.max": "max 100000\n",
        ], 3
      ),
      (
        [
          "/proc/self/cgroup": "4:memory:/a\n3:cpu,cpuacct:/a\n",
          "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "400000\n",
          "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
        ], 4
      ),
      (
        [
          "/proc/self/cgroup": "3:cpu,cpuacct:/\n",
          "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
          "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ], 8
      ),
      (["/proc/self/cgroup": "what\n0::\n", "/sys/fs/cgroup/cpu.max": "0 0"], 8),
      (["/proc/self/cgroup": "0::/", "/sys/fs/cgroup/cpu.max": "nan 100000"], 8),
    ] as [([String: String], Int)])
  func processors(files: [String: String], expected: Int) {
    #expect(Self.machine(files).processors == expected)
  }

  @Test(
    "memory: what the machine or any group has left, the cache of files not counted",
    arguments: [
      ([:], nil),
      (["/proc/meminfo": meminfo], 20_480_000_000),
      (
        [
          "/proc/meminfo": meminfo, "/proc/self/cgroup": "0::/job\n",
          "/sys/fs/cgroup/job/memory.max": "4000000000\n",
          "/sys/fs/cgroup/job/memory.stat": "anon 1000000000\nfile 2500000000\n",
        ], 3_000_000_000
      ),
      (
        [
          "/proc/meminfo": meminfo, "/proc/self/cgroup": "0::/\n",
          "/sys/fs/cgroup/memory.max": "max\n",
        ], 20_480_000_000
      ),
      (
        [
          "/proc/meminfo": meminfo, "/proc/self/cgroup": "9:memory:/x\n",
          "/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "2000000000\n",
          "/sys/fs/cgroup/memory/x/memory.stat": "cache 5\nrss 2100000000\n",
        ], 0
      ),
    ] as [([String: String], Int?)])
  func memory(files: [String: String], expected: Int?) {
    #expect(Self.machine(files).availableMemory == expected)
  }

  @Test("a model that does not fit is refused before it is read, and told what would fit")
  func room() throws {
    let machine = Self.machine(["/proc/meminfo": "MemAvailable: 2000000 kB\n"])
    try machine.checkRoom(forWeights: 1_000_000_000)
    try Self.machine([:]).checkRoom(forWeights: .max / 64)
    do {
      try machine.checkRoom(forWeights: 4_000_000_000)
      Issue.record("4 GB of weights in 2 GB of memory")
    } catch let error as ModelError {
      guard case .tooLittleMemory(let needed, let available, let fits) = error else { throw error }
      #expect(needed == 4_160_000_000 + 300 << 20 && available == 2_048_000_000)
      try machine.checkRoom(forWeights: fits)
      #expect(throws: ModelError.self) { try machine.checkRoom(forWeights: fits * 11 / 10) }
      #expect("\(error)".contains("a file of at most 1666 MB would fit"))
    }
  }
}
