#if os(Linux)
  import Foundation
  import Store
  import TestSupport
  import Testing

  @Suite("A machine that stops in a sweep loses nothing that was said to be kept")
  struct PowerLossTests {
    let reference: Reference
    let model: DiskModel

    init() throws {
      (reference, model) = try Self.recorded.get()
    }

    /// The recorded run and what it came to, with its own count of changes.
    private static let recorded = Result { try record(.none) }

    private static func record(_ fault: Fault) throws -> (Reference, DiskModel) {
      try withSweep { sweep in
        let outcome = try sweep(fault, recording: true)
        try #require(outcome.run.status == 0, "\(outcome.run.errors)")
        let pages = SweepRun.pages.map { ($0, sweep.page($0) ?? Data()) }
        let reference = Reference(
          outcome.changes, cells: try sweep.cells(),
          pages: Dictionary(uniqueKeysWithValues: pages))
        return (reference, DiskModel(changes: outcome.changes))
      }
    }

    /// What is wrong with the disk after each change, whatever of the unsafe part is lost.
    private func faults(_ model: DiskModel, resumingEvery step: Int? = nil) throws -> [String] {
      let losses: [DiskModel.Loss] = [.everything, .some(seed: 1), .some(seed: 2), .some(seed: 3)]
      var faults: [String] = []
      for count in 0...model.changes.count {
        for (index, loss) in losses.enumerated() {
          try withSweep(files: model.files(after: count, losing: loss)) { sweep in
            var found = reference.faults(in: sweep, after: count)
            if let step, (count * losses.count + index) % step == 0 {
              found += try reference.faultsAfterResuming(sweep)
            }
            faults += found.map { "change \(count), \(loss): \($0)" }
          }
        }
      }
      return faults
    }

    @Test("at every change, and what is left goes on to the same bytes")
    func everyChange() throws {
      let faults = try faults(model, resumingEvery: 16)
      print("\(4 * (model.changes.count + 1)) disks after a stop of the machine")
      #expect(faults.isEmpty, "\(faults.prefix(10).joined(separator: "\n"))")
    }

    @Test("a model of the disk on which nothing is lost is the folder itself")
    func modelIsFaithful() throws {
      let files = model.files(after: model.changes.count, losing: .none)
      for (path, whole) in reference.pages { #expect(files[path].map { Data($0) } == whole) }
      let cells = try withSweep(files: files) { try $0.cells() }
      #expect(cells == reference.cells)
    }

    @Test("planted fault: without syncing, what was committed is lost, and this suite finds it")
    func withoutSync() throws {
      var model = model
      model.syncs = false
      let faults = try faults(model)
      #expect(faults.contains { $0.contains("were committed") })
      #expect(faults.contains { $0.contains("is torn") || $0.contains("is lost") })
    }

    @Test("planted fault: a database written without its journal is broken half-way")
    func withoutJournal() throws {
      var journals: Set<Int> = []
      let changes = model.changes.map { change -> FileChange in
        switch change {
        case .created(let inode, let path):
          if path.hasSuffix("-journal") { journals.insert(inode) } else { journals.remove(inode) }
          return change
        // The journal stays as long, and empty of meaning.
        case .written(let inode, let offset, let bytes) where journals.contains(inode):
          return .written(
            inode: inode, offset: offset, bytes: Array(repeating: 0, count: bytes.count))
        default: return change
        }
      }
      let faults = try faults(DiskModel(changes: changes))
      #expect(
        faults.contains { $0.contains("cannot be read") || $0.contains("a cell is wrong") })
    }

    @Test("planted fault: pages written in place are torn half-way")
    func inPlace() throws {
      let (_, model) = try Self.record(.inPlace)
      let faults = try faults(DiskModel(changes: model.changes))
      #expect(faults.contains { $0.contains("is torn") })
    }
  }
#endif
