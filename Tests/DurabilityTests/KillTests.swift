#if os(Linux)
  import Foundation
  import Randomness
  import Store
  import TestSupport
  import Testing

  /// Whether to take the minutes that the whole harness needs.
  private let isThorough = ProcessInfo.processInfo.environment["STEER_THOROUGH"] != nil

  @Suite("A sweep that is stopped loses nothing and goes on to the same bytes", .serialized)
  struct KillTests {
    let reference: Reference

    init() throws { reference = try Reference.result.get() }

    @Test("the reference run is worth stopping: every kind of change occurs in it")
    func recorded() throws {
      #expect(reference.changes > 60)
      #expect(reference.committed.last == reference.cells.count)
      #expect(reference.placed.last == Set(SweepRun.pages))
    }

    @Test("SIGKILL after every change of a file; every fifth in a usual run")
    func everyWritePoint() throws {
      let step = isThorough ? 1 : 5
      let faults = try lanes(stride(from: 1, through: reference.changes, by: step)) { count in
        try withSweep { sweep in
          let run = try sweep(.killAt(count)).run
          guard run.wasKilled, run.status == SIGKILL else {
            return ["ended with \(run.status): \(run.errors)"]
          }
          return reference.faults(in: sweep, after: count)
            + (try reference.faultsAfterResuming(sweep))
        }
      }
      print("killed after every change, step \(step), of \(reference.changes)")
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    /// One folder is killed again and again until a run gets to its end, so that resumed runs are killed too.
    @Test("SIGKILL at times of chance: 200 in a thorough run, 30 in a usual one")
    func randomTimes() throws {
      let wanted = isThorough ? 100 : 15
      let clock = ContinuousClock()
      let length = try clock.measure { try withSweep { _ = try $0() } }
      let finished = try lanes(0..<2) { lane in
        var generator = SeededGenerator(seed: UInt64(lane), stream: "times of death")
        var (faults, kills, ends) = ([String](), 0, 0)
        while kills < wanted {
          try withSweep { sweep in
            while kills < wanted {
              let delay = length * (Double(generator.index(below: 1_000)) / 800)
              let run = try sweep(.killAfter(delay)).run
              faults += reference.faults(in: sweep, after: nil)
              guard run.wasKilled else { break }
              kills += 1
            }
            faults += try reference.faultsAfterResuming(sweep)
            ends += 1
          }
        }
        print("killed \(kills) times in \(ends) sweeps")
        return faults
      }
      #expect(finished.isEmpty, "\(finished.joined(separator: "\n"))")
    }

    @Test(
      "a full disk at every change: an error that says so, the old files whole, and the rest later")
    func fullDisk() throws {
      let faults = try lanes(stride(from: 2, through: reference.changes, by: isThorough ? 1 : 7)) {
        count in
        try withSweep { sweep in
          let run = try sweep(.fullAt(count)).run
          // A sweep that has no more to write by then ends well.
          if run.status == 0 { return reference.faults(in: sweep, after: reference.changes) }
          let said = run.errors.split(separator: "\n")
          guard run.status == 4, !run.wasKilled, said.count == 1,
            ["the disk is full", "room on the disk", "No space left"].contains(
              where: said[0].contains)
          else { return ["ended with \(run.status): \(run.errors)"] }
          return reference.faults(in: sweep, after: nil)
            + (try reference.faultsAfterResuming(sweep))
        }
      }
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
  }

  @Suite("A merge that is stopped has done everything or nothing", .serialized)
  struct MergeKillTests {
    @Test("SIGKILL after every change of a file")
    func everyWritePoint() throws {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      let home = folder.url.resolvingSymlinksInPath().path
      let sweep = ["sweep", "--layers", "3", "--coefficients=1,2", "--items", "4", "--quiet"]
      for number in 0..<2 {
        let run = try runCommand(
          sweep + ["--store", "\(home)/part.sqlite", "--shard", "\(number)/2"], in: home
        ).run
        #expect(run.status == 0, "\(run.errors)")
      }
      let merge =
        ["merge", "--quiet"] + (0..<2).map { "\(home)/part.\($0)-of-2.sqlite" } + ["--store"]
      let whole = try runCommand(merge + ["\(home)/whole"], in: home, recording: true)
      #expect(whole.run.status == 0, "\(whole.run.errors)")
      let cells = try Store(path: "\(home)/whole").cells()
      #expect(cells.count == 12)
      #expect(whole.changes.count > 10)
      var found: Set<Int> = []
      for count in 1...whole.changes.count {
        let path = "\(home)/killed-\(count)"
        let run = try runCommand(merge + [path], in: home, .killAt(count)).run
        #expect(run.wasKilled)
        let left = try Store(path: path).cells().count
        found.insert(left)
        #expect(left == 0 || left == cells.count, "after \(count) changes")
        #expect(try runCommand(merge + [path], in: home).run.status == 0)
        #expect(try Store(path: path).cells() == cells)
        #expect(try Store(path: path).shares().isEmpty)
      }
      #expect(found == [0, cells.count], "it was stopped before and after")
    }
  }

  /// Two at a time; the faults of each, named by it.
  private func lanes(
    _ cases: some Sequence<Int>, _ body: @Sendable (Int) throws -> [String]
  ) throws -> [String] {
    let cases = Array(cases)
    let found = Faults()
    DispatchQueue.concurrentPerform(iterations: 2) { lane in
      for index in stride(from: lane, to: cases.count, by: 2) {
        do {
          found.add(try body(cases[index]).map { "\(cases[index]): \($0)" })
        } catch {
          found.add(["\(cases[index]): \(error)"])
        }
      }
    }
    return found.all
  }

  private final class Faults: @unchecked Sendable {
    // Unchecked: every access holds the lock.
    private let lock = NSLock()
    private var faults: [String] = []
    func add(_ more: [String]) { lock.withLock { faults += more } }
    var all: [String] { lock.withLock { faults.sorted() } }
  }
#endif
