import Foundation
import TestSupport
import Testing

@Suite("steer sweep in shares, and steer merge")
struct ShardTests {
  let folder: TemporaryFolder
  var store: String { folder.path("cells.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  static let grid = ["--layers", "2,4-6", "--coefficients=-1,1", "--items", "8"]

  /// - Parameter task: of a Slurm array: id, count, and where it is given the lowest and highest id.
  private func sweep(_ more: String..., task: [Int] = []) throws -> Run {
    let names = ["ID", "COUNT", "MIN", "MAX"].map { "SLURM_ARRAY_TASK_\($0)" }
    return try Run(
      ["sweep", "--store", store] + Self.grid + more,
      environment: Dictionary(uniqueKeysWithValues: zip(names, task.map(String.init))))
  }

  private func part(_ number: Int, of count: Int) -> String {
    folder.path("cells.\(number)-of-\(count).sqlite")
  }

  /// Everything in an SQLite file, as statements that would make it again.
  private func dump(_ path: String) throws -> String {
    try python(
      "import sqlite3, sys; print('\\n'.join(sqlite3.connect(sys.argv[1]).iterdump()))", path)
  }

  private func python(_ script: String, _ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  struct ShardAnswer: Decodable {
    let shard, shards, cells, kept: Int
    let store: String
  }

  @Test("four shares merge to the dump, the answer and the page of one run; again changes nothing")
  func whole() throws {
    var cells = 0
    for number in 0..<4 {
      let run = try sweep("--shard", "\(number)/4", "--json")
      let answer = try run.json(ShardAnswer.self)
      #expect(answer.store == part(number, of: 4))
      #expect(answer.shard == number && answer.shards == 4 && answer.kept == 0)
      cells += answer.cells
    }
    #expect(cells == 8 * 9)
    let again = try sweep("--shard", "1/4", "--json").json(ShardAnswer.self)
    #expect(again.cells > 0 && again.kept == again.cells)

    // The pattern finds the locks and, the second time, the merged store.
    for _ in 0..<2 {
      let merge = try Run(shell: "\"$0\" merge \(folder.path("cells"))* --store \(store)")
      #expect(merge.status == 0, "\(merge.errors)")
      #expect(merge.output == "72 cells in \(store); read 4 stores with 4 whole shares\n")
      #expect(merge.errors == "")
    }
    let merged = try sweep("--json", "--output", folder.path("merged"))
    #expect(merged.errors.contains("72 cells in \(store), 72 of them kept from before"))
    let one = folder.path("one.sqlite")
    let single = try Run(
      ["sweep", "--store", one, "--json", "--output", folder.path("single")] + Self.grid)
    #expect(try dump(store) == dump(one))
    #expect(
      merged.output.replacingOccurrences(of: store, with: "")
        == single.output
        .replacingOccurrences(of: one, with: ""))
    for page in ["sweep.md", "figures/sweep-1.svg"] {
      let (a, b) = (folder.path("merged/\(page)"), folder.path("single/\(page)"))
      #expect(FileManager.default.contents(atPath: a) != nil)
      #expect(FileManager.default.contentsEqual(atPath: a, andPath: b), "\(page)")
    }
  }

  @Test("a lost share, or one that was stopped, is said with exit 1 and how to get it")
  func lost() throws {
    for number in [0, 2] { _ = try sweep("--shard", "\(number)/4") }
    // What a share leaves that was stopped before its end.
    _ = try sweep("--shard", "3/4")
    _ = try python(
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("DELETE FROM share")
      db.commit()
      """, part(3, of: 4))
    let stores = [0, 2, 3].map { part($0, of: 4) }
    let merge = try Run(["merge"] + stores + ["--store", store])
    #expect(merge.status == 1)
    #expect(
      merge.errors.contains("2 of 4 shares are not whole in any store: 1, 3 (sentiment, 9 points"))
    #expect(merge.errors.contains("--shard 1/4, then --shard 3/4, and merge again"))
    #expect(
      merge.errors.contains("\(part(3, of: 4)): "), "the store without a whole share is named")

    // Quiet is no reason to keep it back.
    let quiet = try Run(["merge", "--quiet", "--json"] + stores + ["--store", store])
    #expect(quiet.status == 1 && quiet.errors.contains("1, 3 (sentiment"))
    #expect(quiet.output.contains("\"numbers\":[1,3]"))

    for number in [1, 3] { _ = try sweep("--shard", "\(number)/4") }
    let rest = try Run("merge", part(1, of: 4), part(3, of: 4), "--store", store)
    #expect(rest.status == 0, "\(rest.errors)")

    // A sweep that is run whole on what was merged completes it too.
    let half = folder.path("half.sqlite")
    #expect(try Run("merge", stores[0], "--store", half).status == 1)
    #expect(try Run(["sweep", "--store", half] + Self.grid).status == 0)
    #expect(try dump(half) == dump(store))
  }

  @Test("one changed result is refused by name, with both stores; the merged store stays as it was")
  func conflict() throws {
    for number in 0..<2 { _ = try sweep("--shard", "\(number)/2") }
    let copy = folder.path("other.sqlite")
    try FileManager.default.copyItem(atPath: part(1, of: 2), toPath: copy)
    let what = try python(
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      key, what = db.execute("SELECT key, what FROM cell ORDER BY what LIMIT 1").fetchone()
      db.execute("UPDATE cell SET value = value * (1 + 1e-15) WHERE key = ?", (key,))
      db.commit()
      print(what, end="")
      """, copy)
    let merge = try Run("merge", part(0, of: 2), part(1, of: 2), copy, "--store", store)
    #expect(merge.status == 3)
    #expect(merge.errors.hasPrefix("steer: \(what) (key "), "\(merge.errors)")
    #expect(merge.errors.contains(" in \(part(1, of: 2)) and "))
    #expect(merge.errors.contains(" in \(copy): the same computation must give the same bits"))
    #expect(try python("import sys", store) == "")
    #expect(try dump(store).contains("INSERT INTO \"cell\"") == false)
  }

  @Test("the share of a Slurm array's task; 0/1 is the whole sweep; nothing of Slurm is needed")
  func slurm() throws {
    for (task, number) in [([3, 4, 1, 4], 2), ([0, 4, 0, 3], 0), ([3, 4], 3)] {
      let run = try sweep("--json", task: task)
      #expect(try run.json(ShardAnswer.self).shard == number)
      #expect(run.errors.contains("share \(number) of 4, by SLURM_ARRAY_TASK_ID"))
    }
    #expect(!FileManager.default.fileExists(atPath: store))
    let given = try sweep("--shard", "1/2", "--json", task: [3, 4, 1, 4])
    #expect(try given.json(ShardAnswer.self).shards == 2)
    #expect(!given.errors.contains("SLURM"))
    let whole = try sweep("--shard", "0/1", task: [3, 4, 1, 4])
    #expect(whole.errors.contains("72 cells in \(store)"))
    // Alone again, or with holes: nobody knows which share it was.
    for task in [[3, 1, 3, 3], [1, 3, 1, 7], [9, 4, 0, 3]] {
      let run = try sweep(task: task)
      #expect(run.status == 2)
      #expect(run.errors.contains("which share is its?"), "\(run.errors)")
    }
  }

  @Test(
    "bad usage exits with 2 and says what was expected",
    arguments: [
      (["--shard", "4/4"], "expected a share such as 2/4"),
      (["--shard=-1/4"], "expected a share"), (["--shard", "1"], "expected a share"),
      (["--shard", "1/0"], "expected a share"), (["--shard", "x/4"], "expected a share"),
      (["--shard", "1/4", "--output", "out"], "share 1 of 4 has no page"),
    ])
  func usage(arguments: [String], said: String) throws {
    let run = try Run(["sweep", "--store", store] + arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains(said), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test("merging what is not there, or is no store, exits with 3 and makes nothing of it")
  func refusals() throws {
    let missing = try Run("merge", folder.path("none.sqlite"), "--store", store)
    #expect(missing.status == 3 && missing.errors.contains("there is no such file"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.sqlite")))
    let empty = try folder.file("empty.sqlite", "").path
    let refused = try Run("merge", empty, "--store", store)
    #expect(refused.status == 3 && refused.errors.contains("an empty file"))
    #expect(FileManager.default.contents(atPath: empty)?.isEmpty == true)
  }

  struct Plan: Decodable {
    struct Shares: Decodable {
      let shares: Int
      let seconds, efficiency: Double
    }
    let cells, parts: Int
    let shares: [Shares]
  }

  struct PlannedCell: Decodable {
    let key, what: String
    let share: Int?
    let operations: Int
  }

  @Test("a plan lists the keys that the shares keep, with what they cost, and measures nothing")
  func plan() throws {
    let path = folder.path("plan.jsonl")
    let run = try sweep("--plan", path, "--json")
    let plan = try run.json(Plan.self)
    #expect(plan.cells == 72 && plan.parts == 9)
    #expect(plan.shares.map(\.shares) == [1, 2, 4, 8, 16])
    #expect(plan.shares[0].efficiency == 1)
    #expect(plan.shares[1].seconds < plan.shares[0].seconds)
    #expect(!FileManager.default.fileExists(atPath: store))
    let cells = try planned(path)
    #expect(cells.count == 72 && cells.allSatisfy { $0.share == nil && $0.operations > 0 })
    let costs = Dictionary(grouping: cells) { $0.what.split(separator: "blocks.").last ?? "" }
      .mapValues { $0[0].operations }
    #expect(costs["2.hook_resid_post"] ?? 0 > costs["6.hook_resid_post"] ?? .max)

    _ = try sweep("--shard", "1/3")
    let share = try sweep("--plan", path, "--shard", "1/3")
    #expect(share.status == 0, "\(share.errors)")
    let kept = try python(
      """
      import sqlite3, sys
      rows = sqlite3.connect(sys.argv[1]).execute("SELECT hex(key), what FROM cell")
      print("\\n".join(sorted(f"{key.lower()} {what}" for key, what in rows)))
      """, part(1, of: 3))
    let lines = try planned(path).map { "\($0.key) \($0.what)" }
    #expect(lines.sorted().joined(separator: "\n") + "\n" == kept)
    #expect(try planned(path).allSatisfy { $0.share == 1 })
  }

  private func planned(_ path: String) throws -> [PlannedCell] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(PlannedCell.self, from: Data($0.utf8))
    }
  }
}
