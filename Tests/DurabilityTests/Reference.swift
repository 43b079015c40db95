import Foundation
import Store
import Testing

/// What a sweep comes to when nothing stops it, and how far it had come at each change of a file.
struct Reference: Sendable {
  let cells: [Cell]
  let pages: [String: Data]
  let changes: Int
  /// Cells that were committed by then; a page is at its place once its rename was synced.
  let committed: [Int]
  let placed: [Set<String>]

  static let result = Result { try Reference() }

  init() throws {
    let (outcome, cells, pages) = try withSweep { sweep in
      let outcome = try sweep(recording: true)
      let pages = SweepRun.pages.map { ($0, sweep.page($0) ?? Data()) }
      return (outcome, try sweep.cells(), Dictionary(uniqueKeysWithValues: pages))
    }
    try #require(outcome.run.status == 0, "\(outcome.run.errors)")
    self.init(outcome.changes, cells: cells, pages: pages)
  }

  init(_ changes: [FileChange], cells: [Cell], pages: [String: Data]) {
    self.cells = cells
    self.pages = pages
    self.changes = changes.count
    // A commit is done when its journal's removal is synced; every commit after the first, which makes the
    // tables, holds one point's cells.
    let pointCount = SweepRun.pointCount
    var (commits, isRemoved) = (0, false)  // a journal is gone, but not yet for good
    var (renamed, synced): (Set<String>, Set<String>) = ([], [])
    var (committed, placed) = ([0], [Set<String>()])
    for change in changes {
      switch change {
      case .unlinked(let path) where path.hasSuffix("-journal"): isRemoved = true
      case .folderSynced(let folder):
        if isRemoved, folder == "" {
          commits += 1
          isRemoved = false
        }
        synced.formUnion(
          renamed.filter { ($0 as NSString).deletingLastPathComponent == folder })
      case .renamed(_, let path): renamed.insert(path)
      default: break
      }
      committed.append(commits)
      placed.append(synced)
    }
    let tables = commits - pointCount
    let perPoint = cells.count / pointCount
    self.committed = committed.map { max(0, $0 - tables) * perPoint }
    self.placed = placed
  }

  /// What is wrong with a folder that a stopped run has left, before anything repairs it.
  ///
  /// - Parameter done: changes that the stopped process had made; nil when it is not known.
  func faults(in sweep: SweepRun, after done: Int?) -> [String] {
    var faults: [String] = []
    for (path, whole) in pages.sorted(by: { $0.key < $1.key }) {
      let found = sweep.page(path)
      if let found, found != whole { faults.append("\(path) is torn: \(found.count) bytes") }
      if found == nil, let done, placed[done].contains(path) { faults.append("\(path) is lost") }
    }
    do {
      let kept = try sweep.cells()
      let known = Dictionary(uniqueKeysWithValues: cells.map { ($0.key, $0) })
      if let wrong = kept.first(where: { known[$0.key] != $0 }) {
        faults.append("a cell is wrong: \(wrong)")
      }
      if let done, kept.count < committed[done] {
        faults.append("\(committed[done]) cells were committed, \(kept.count) are left")
      }
    } catch {
      faults.append("the store cannot be read: \(error)")
    }
    return faults
  }

  /// What is different from an uninterrupted run after the same command has run again.
  func faultsAfterResuming(_ sweep: SweepRun) throws -> [String] {
    let run = try sweep().run
    guard run.status == 0 else { return ["resuming ended with \(run.status): \(run.errors)"] }
    var faults: [String] = []
    if try sweep.cells() != cells { faults.append("the rows differ") }
    for (path, whole) in pages.sorted(by: { $0.key < $1.key }) where sweep.page(path) != whole {
      faults.append("\(path) differs")
    }
    return faults
  }
}
