#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  @Suite("A vector file that is replaced is the old one or the new one, whole", .serialized)
  struct VectorFileTests {
    let folder: TemporaryFolder
    var path: String { folder.url.resolvingSymlinksInPath().path }
    static let old = Data("an older vector".utf8)

    init() throws {
      folder = try TemporaryFolder()
      try folder.file(
        "pairs.jsonl",
        """
        {"positive": "i love a garden .", "negative": "i hate a garden ."}
        {"positive": "i love a house .", "negative": "i hate a house ."}
        """)
    }

    private func extract(_ fault: Fault = .none, recording: Bool = false) throws -> Outcome {
      try Self.old.write(to: URL(fileURLWithPath: path + "/v.gguf"))
      return try runCommand(
        [
          "extract", "--pairs", path + "/pairs.jsonl", "--output", path + "/v.gguf", "--quiet",
        ], in: path, fault, recording: recording)
    }

    private var vector: Data? { FileManager.default.contents(atPath: path + "/v.gguf") }

    @Test("killed after every change; on a full disk; and after a stop of the machine")
    func everyChange() throws {
      let whole = try extract(recording: true)
      let new = try #require(vector)
      #expect(whole.run.status == 0)
      #expect(new.starts(with: Array("GGUF".utf8)))
      for count in 1...whole.changes.count {
        #expect(try extract(.killAt(count)).run.wasKilled)
        #expect([Self.old, new].contains(vector), "killed after change \(count)")

        let full = try extract(.fullAt(count)).run
        let isWritten = full.status == 0 && vector == new
        let isRefused =
          full.status == 4 && vector == Self.old && full.errors.contains("No space left")
        #expect(isWritten || isRefused, "full at change \(count): \(full.errors)")

        for loss in [DiskModel.Loss.everything, .some(seed: 1), .some(seed: 2)] {
          // The older file is not in the log: where the new one is not at its place, it still is.
          let file = DiskModel(changes: whole.changes).files(after: count, losing: loss)["v.gguf"]
          #expect(file == nil || file.map { Data($0) } == new, "stopped after change \(count)")
        }
      }
    }

    @Test("planted fault: written in place, it is torn half-way")
    func inPlace() throws {
      let run = try extract(.inPlace, recording: true)
      let new = try #require(vector)
      let inode = try #require(run.changes.compactMap(\.cutInode).first)
      let changes = [FileChange.created(inode: inode, path: "v.gguf")] + run.changes
      let torn = (2...changes.count).map {
        DiskModel(changes: changes).files(after: $0, losing: .none)["v.gguf"].map { Data($0) }
      }
      #expect(torn.contains { $0 != nil && $0 != new && $0 != Self.old })
    }
  }

  extension FileChange {
    fileprivate var cutInode: Int? { if case .cut(let inode, _) = self { inode } else { nil } }
  }
#endif
