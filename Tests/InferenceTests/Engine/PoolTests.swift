import CKernels
import Foundation
import Testing

/// The thread pool: each index once, whoever asks and however often.
@Suite("Thread pool")
struct PoolTests {
  /// Counts how often each index of a loop ran, and which workers ran them.
  final class Counts: @unchecked Sendable {
    // Unchecked: each task writes its own element; the pool orders the writes before it returns.
    let runs: UnsafeMutablePointer<Int32>
    let workers: UnsafeMutablePointer<Int32>
    let count: Int

    init(_ count: Int) {
      self.count = count
      runs = .allocate(capacity: count)
      workers = .allocate(capacity: count)
      runs.initialize(repeating: 0, count: count)
      workers.initialize(repeating: -1, count: count)
    }
    deinit {
      runs.deallocate()
      workers.deallocate()
    }

    func run(on pool: OpaquePointer?) {
      ck_parallel(
        pool, Int32(count),
        { context, index, worker in
          let counts = Unmanaged<Counts>.fromOpaque(context!).takeUnretainedValue()
          counts.runs[Int(index)] += 1
          counts.workers[Int(index)] = worker
        }, Unmanaged.passUnretained(self).toOpaque())
    }

    func violations(threads: Int, runs expected: Int32 = 1) -> [String] {
      (0..<count).compactMap { index in
        guard runs[index] == expected else { return "index \(index) ran \(runs[index]) times" }
        guard (0..<Int32(threads)).contains(workers[index]) else {
          return "index \(index) ran on worker \(workers[index]) of \(threads)"
        }
        return nil
      }
    }
  }

  @Test("each index once, on a worker of the pool", arguments: [1, 2, 3, 8])
  func eachIndexOnce(threads: Int) throws {
    let pool = try #require(ck_pool_create(Int32(threads)))
    defer { ck_pool_destroy(pool) }
    #expect(ck_pool_threads(pool) == Int32(threads))
    for count in [1, 2, 3, 7, 64, 1000] {
      let counts = Counts(count)
      counts.run(on: pool)
      #expect(counts.violations(threads: threads) == [])
    }
    ck_parallel(pool, 0, { _, _, _ in Issue.record("a loop of no tasks ran one") }, nil)
  }

  @Test("twenty thousand loops of a few tasks")
  func manyTinyLoops() throws {
    let pool = try #require(ck_pool_create(2))
    defer { ck_pool_destroy(pool) }
    let counts = Counts(5)
    for _ in 0..<20_000 { counts.run(on: pool) }
    #expect(counts.violations(threads: 2, runs: 20_000) == [])
  }

  @Test("several threads share one pool")
  func sharedPool() throws {
    let pool = try #require(ck_pool_create(3))
    defer { ck_pool_destroy(pool) }
    let all = (0..<4).map { Counts(1 + $0 * 13) }
    nonisolated(unsafe) let shared = pool
    DispatchQueue.concurrentPerform(iterations: 4) { caller in
      for _ in 0..<2_000 { all[caller].run(on: shared) }
    }
    for counts in all { #expect(counts.violations(threads: 3, runs: 2_000) == []) }
  }

  @Test("sleeping workers wake up: loops with pauses between them")
  func pauses() throws {
    let pool = try #require(ck_pool_create(2))
    defer { ck_pool_destroy(pool) }
    let counts = Counts(9)
    for _ in 0..<50 {
      counts.run(on: pool)
      usleep(500)
    }
    #expect(counts.violations(threads: 2, runs: 50) == [])
  }

  @Test("pools are made and destroyed, used or not")
  func lifetimes() throws {
    for threads in (0..<60).map({ $0 % 5 + 1 }) {
      let pool = try #require(ck_pool_create(Int32(threads)))
      if threads % 2 == 0 { Counts(10).run(on: pool) }
      ck_pool_destroy(pool)
    }
    ck_pool_destroy(nil)
  }

  @Test("a loop inside a task runs on the task's own thread")
  func nested() throws {
    final class Nest {
      let pool: OpaquePointer
      let inner: [Counts]
      init(_ pool: OpaquePointer, _ count: Int) {
        self.pool = pool
        inner = (0..<count).map { _ in Counts(17) }
      }
    }
    let pool = try #require(ck_pool_create(2))
    defer { ck_pool_destroy(pool) }
    let nest = Nest(pool, 40)
    ck_parallel(
      pool, 40,
      { context, index, _ in
        let nest = Unmanaged<Nest>.fromOpaque(context!).takeUnretainedValue()
        nest.inner[Int(index)].run(on: nest.pool)
      }, Unmanaged.passUnretained(nest).toOpaque())
    for counts in nest.inner { #expect(counts.violations(threads: 2) == []) }
  }

  @Test("planted faults: an index left out, run twice or on no worker is reported")
  func plantedFaults() throws {
    let pool = try #require(ck_pool_create(2))
    defer { ck_pool_destroy(pool) }
    for fault in 0..<3 {
      let counts = Counts(6)
      counts.run(on: pool)
      switch fault {
      case 0: counts.runs[5] -= 1
      case 1: counts.runs[2] += 1
      default: counts.workers[0] = 2
      }
      #expect(counts.violations(threads: 2).count == 1)
    }
  }
}
