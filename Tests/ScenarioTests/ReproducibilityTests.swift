import Calibrating
import Claims
import Files
import Foundation
import Inference
import Protocols
import Randomness
import Reporting
import Scenarios
import Steering
import Store
import Subjects
import Sweeps
import TestSupport
import Testing

/// The promise that makes a finding worth keeping: the same model and data give the same hash, however the
/// work was scheduled. One scenario, with its vector, layer search, sweep, controls, statistics and verdict,
/// is run on every schedule there is.
@Suite("A finding has one hash", .serialized)
struct ReproducibilityTests {
  static let scenario = "S01-sentiment"

  /// Of the scenario's finding on the planted model.
  static func hash(_ subject: Subject, in store: Store? = nil) throws -> String {
    var run = ReportRun(allScenarios)
    let kept = try store.map { try KeptPages(in: $0, build: "of this test") }
    try run.run([scenario], on: subject, keeping: kept)
    return try hashes(of: run.findings())
  }

  /// The line of `findings.sha256`, up to the claim.
  private static func hashes(of findings: [Finding]) throws -> String {
    try Reporting.hashes(of: findings).contents
  }

  static func subject(_ compute: Compute = .shared) throws -> Subject {
    try .planted(seed: Subject.seed, compute: compute)
  }

  static let reference = Result { try hash(subject()) }

  @Test("the committed report has the hashes of the planted model's findings")
  func committed() throws {
    let root = try #require(allScenarios.first).checkout
    let listed = try String(contentsOfFile: root + "/Reports/findings.sha256", encoding: .utf8)
    let found = try Self.hashes(of: FullRun.planted.get().findings).split(separator: "\n")
    #expect(found.count == allScenarios.flatMap(\.claims).count)
    for line in found { #expect(listed.split(separator: "\n").contains(line)) }
  }

  @Test("threads 1 and 2, 1 and 64 rows at a time, every instruction set of this machine")
  func schedules() throws {
    // The widest set with each of the others' settings in turn, then every set.
    let schedules: [(threads: Int, rows: Int, set: InstructionSet?)] =
      [(1, 64, nil), (2, 64, nil), (1, 1, nil)]
      + InstructionSet.allCases.filter(\.isAvailable).map { (1, 64, $0) }
    for (threads, rows, set) in schedules {
      let compute = try Compute(threads: threads, instructionSet: set, rowsPerPass: rows)
      #expect(
        try Self.hash(Self.subject(compute)) == Self.reference.get(),
        "\(threads) threads, \(rows) rows, \(set?.rawValue ?? "widest")")
    }
  }

  @Test("resumed from any part of the cells, which were kept in any order")
  func resumed() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let whole = try Store(path: folder.path("whole"))
    #expect(try Self.hash(Self.subject(), in: whole) == Self.reference.get())
    let cells = try whole.cells()
    let measured = cells.filter { if case .number = $0.value { true } else { false } }
    #expect(measured.count > 1_000)
    #expect(cells.count == measured.count + 1, "the page itself is kept too")
    var generator = SeededGenerator(seed: 5, stream: "kept cells")
    for share in [1, 2, 4] {
      let part = try Store(path: folder.path("part \(share)"))
      try part.keep(
        Array(generator.shuffled(measured.indices).prefix(measured.count / share))
          .map { measured[$0] })
      #expect(try Self.hash(Self.subject(), in: part) == Self.reference.get())
      #expect(try part.cells() == cells, "resumed from 1 of \(share)")
    }
  }

  @Test("interrupted as a process, on one thread and on two")
  func interrupted() throws {
    var reference = ReportRun(allScenarios)
    try reference.run([Self.scenario], on: Self.subject())
    // Prose cites findings on the other models.
    try reference.addRecords(in: CommittedReportTests.folder)
    // The verdict is that of a family, the record the scenario's own.
    let name = "records/\(Self.scenario)-planted.json"
    let expected = try #require(reference.files().first { $0.path == name }?.contents)
    var generator = SeededGenerator(seed: 6, stream: "times of death")
    for threads in [1, 2] {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      let arguments = [
        "report", Self.scenario, "--model", "planted", "--output", folder.path("report"), "--quiet",
      ]
      var kills = 0
      for _ in 0..<4 {
        let run = try Run(
          arguments, environment: ["STEER_THREADS": "\(threads)"],
          killedAfter: .milliseconds(100 + generator.index(below: 500)))
        kills += run.wasKilled ? 1 : 0
      }
      let last = try Run(arguments, environment: ["STEER_THREADS": "\(threads)"])
      #expect(last.status == 0, "\(last.errors)")
      #expect(kills > 0, "no run was interrupted")
      let found = try String(contentsOfFile: folder.path("report/\(name)"), encoding: .utf8)
      #expect(found == expected, "\(threads) threads")
    }
  }

  @Test("planted faults: another seed, and a bit of one measurement, change the hash")
  func faults() throws {
    let other = try Subject.planted(seed: Subject.seed + 1)
    #expect(try Self.hash(other) != Self.reference.get())

    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let whole = try Store(path: folder.path("whole"))
    _ = try Self.hash(Self.subject(), in: whole)
    let tampered = try Store(path: folder.path("tampered"))
    var isChanged = false
    try tampered.keep(
      whole.cells().compactMap { cell in
        guard case .number(let number) = cell.value else { return nil }
        guard !isChanged, cell.what.contains(", item 1 of 400, unsteered") else { return cell }
        isChanged = true
        return Cell(
          key: cell.key, origin: cell.origin, what: cell.what, value: .number(number + 1e-6))
      })
    #expect(isChanged)
    #expect(try Self.hash(Self.subject(), in: tampered) != Self.reference.get())
  }
}

@Suite("A sweep in a store")
struct SweepStoreTests {
  let folder: TemporaryFolder
  let laboratory: Laboratory
  let grid: GridSweep

  init() throws {
    folder = try TemporaryFolder()
    laboratory = Laboratory(try ReproducibilityTests.subject())
    grid = try GridSweep(
      of: laboratory.measure(.sentiment, .select, items: 8),
      vector: laboratory.vector(of: .sentiment), layers: [6, 2, 4, 2], coefficients: [1, 0, -1])
  }

  private func run(
    _ store: Store, on model: LanguageModel? = nil
  ) throws -> (doses: [Double], kept: Int) {
    var kept = 0
    let model = ModelUnderTest(model ?? laboratory.model, keepingIn: store)
    let result = try grid.run(on: model) { part, isKept in
      kept += isKept ? part.items.count : 0
    }
    return (result.doses.flatMap { [$0.change.value, $0.adjustedPValue] }, kept)
  }

  @Test("parts in another order: the same rows and results; without a store too")
  func order() throws {
    let (one, two) = (try Store(path: folder.path("1")), try Store(path: folder.path("2")))
    var generator = SeededGenerator(seed: 3, stream: "order")
    let first = try run(one)
    #expect(grid.points.count == 7)
    let parts = generator.shuffled(grid.plan(on: laboratory.model).parts)
    #expect(parts.count == 7)
    try grid.measure(parts, on: ModelUnderTest(laboratory.model, keepingIn: two))
    #expect(try one.cells() == two.cells())
    let second = try run(two)
    #expect(second.kept == 56)
    #expect(second.doses == first.doses)
    let plain = try grid.run(on: ModelUnderTest(laboratory.model))
    #expect(plain.doses.flatMap { [$0.change.value, $0.adjustedPValue] } == first.doses)
  }

  @Test("what is kept is not measured again: the model is not asked")
  func resumes() throws {
    let store = try Store(path: folder.path("1"))
    let first = try run(store)
    #expect(first.kept == 0)
    let rows = try store.cells()
    let again = try run(store)
    #expect(again.kept == 56)
    #expect(again.doses == first.doses)
    #expect(try store.cells() == rows)
  }

  @Test("another model's results are not taken for this one's")
  func otherModel() throws {
    let store = try Store(path: folder.path("1"))
    let first = try run(store)
    let other = try Subject.planted(seed: Subject.seed + 1).model
    let second = try run(store, on: other)
    #expect(second.kept == 0)
    #expect(second.doses != first.doses)
    #expect(try store.counts().map(\.count) == [56, 56])
  }

  @Test("a result that differs from the one kept is refused: determinism is lost")
  func conflict() throws {
    let store = try Store(path: folder.path("1"))
    _ = try run(store)
    let wrong = try Store(path: folder.path("2"))
    let rows = try store.cells()
    // One item of a point is missing, so that the point is measured again; another item is wrong.
    let point = rows.filter { $0.what.contains("blocks.4") && $0.what.contains("add 1.0") }
    #expect(point.count == 8)
    let (missing, broken) = (point[0], point[1])
    try wrong.keep(
      rows.filter { $0 != missing && $0 != broken } + [
        Cell(key: broken.key, origin: broken.origin, what: broken.what, value: .number(0.5))
      ])
    #expect {
      _ = try run(wrong)
    } throws: { error in
      guard case StoreError.conflicts(let conflicts, 1) = error else { return false }
      return conflicts[0].what == broken.what
    }
  }

  @Test("an empty grid, a layer that is not there, and a coefficient that is no number are refused")
  func refusals() throws {
    let measure = try laboratory.measure(.sentiment, .select, items: 4)
    let vector = try laboratory.vector(of: .sentiment)
    func make(_ layers: [Int], _ coefficients: [Double]) throws {
      _ = try GridSweep(of: measure, vector: vector, layers: layers, coefficients: coefficients)
    }
    #expect(throws: SteeringError.noSuchLayer(8, available: Array(0..<8))) { try make([8], [1]) }
    #expect(throws: SteeringError.notFinite(at: "coefficient nan")) { try make([1], [.nan]) }
    #expect(throws: SteeringError.self) { try make([], [1]) }
    #expect(throws: SteeringError.self) { try make([1], [0]) }
  }
}
