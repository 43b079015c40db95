import Foundation
import TestSupport
import Testing

@Suite("steer sweep")
struct SweepCommandTests {
  let folder: TemporaryFolder
  var store: String { folder.path("cells.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  struct Answer: Decodable, Equatable {
    struct Dose: Decodable, Equatable {
      let layer: Int
      let coefficient, change, lower, upper, q: Double
    }
    let behavior: String
    let items, clusters: Int
    let doses: [Dose]
  }

  private func sweep(_ more: String...) throws -> Run {
    try Run(["sweep", "--items", "8", "--store", store, "--json"] + more)
  }

  @Test("one JSON object; the same again from the store, and only new points are measured")
  func contract() throws {
    let first = try sweep("--layers", "2,4-5", "--coefficients=-1,0,1")
    #expect(first.status == 0, "\(first.errors)")
    let answer = try first.json(Answer.self)
    #expect(answer.doses.map(\.layer) == [2, 2, 4, 4, 5, 5])
    #expect(answer.doses.map(\.coefficient) == [-1, 1, -1, 1, -1, 1])
    for dose in answer.doses {
      #expect(dose.lower <= dose.change && dose.change <= dose.upper)
      #expect(dose.change.sign == dose.coefficient.sign, "sentiment is planted")
      #expect(dose.q > 0 && dose.q <= 1)
    }
    #expect(first.errors.contains("56 cells in \(store)\n"))

    let again = try sweep("--layers", "2,4-5", "--coefficients=-1,0,1")
    #expect(try again.json(Answer.self) == answer)
    #expect(again.errors.contains("56 of them kept from before"))
    let wider = try sweep("--layers", "2,4-6", "--coefficients=-1,1")
    #expect(wider.errors.contains("72 cells in \(store), 56 of them kept from before"))
    #expect(try wider.json(Answer.self).doses.prefix(6).map(\.change) == answer.doses.map(\.change))
  }

  @Test("every item's value in JSON and CSV, as log-odds and as probability")
  func values() throws {
    struct Values: Decodable {
      struct Point: Decodable {
        let value, mean: Double?
        let values: [Double]
      }
      let baseline: Point
      let doses: [Point]
      let clusterNames: [String]
    }
    func run(_ metric: String) throws -> Values {
      let run = try sweep(
        "--layers", "5", "--coefficients=1", "--metric", metric, "--values",
        folder.path("\(metric).csv"))
      #expect(run.status == 0, "\(run.errors)")
      return try decodeSnakeCase(Values.self, from: Data(run.output.utf8))
    }
    let (odds, chance) = (try run("log-odds"), try run("probability"))
    #expect(odds.baseline.values.count == 8 && odds.clusterNames.count == 8)
    for (y, p) in zip(odds.doses[0].values, chance.doses[0].values) {
      #expect(abs(p - 1 / (1 + exp(-y))) < 1e-9)
      #expect(abs(y - 1 / (1 + exp(-y))) > 1e-3, "planted fault: log-odds for a probability")
    }
    let mean = chance.doses[0].values.reduce(0, +) / 8
    #expect(abs(try #require(chance.doses[0].mean) - mean) < 1e-12)
    let lines = try String(contentsOfFile: folder.path("probability.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 17 && lines[0] == "item,cluster,layer,coefficient,probability")
    #expect(lines[9].hasPrefix("0,") && lines[9].hasSuffix(",5,1.0,\(chance.doses[0].values[0])"))
  }

  @Test("prompts of one's own, each a cluster, and the page")
  func prompts() throws {
    let prompts = try folder.file("prompts.txt", "the garden was\nthe house was\n\nthe river was\n")
    let run = try sweep(
      "--layers", "5", "--coefficients=1", "--prompts", prompts.path, "--output",
      folder.path("out"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json(Answer.self).clusters == 3)
    let page = try String(contentsOfFile: folder.path("out/sweep.md"), encoding: .utf8)
    #expect(page.hasPrefix("# Sweep of sentiment\n"))
    #expect(page.contains("Exploratory"))
    #expect(FileManager.default.fileExists(atPath: folder.path("out/figures/sweep-1.svg")))
  }

  @Test("a vector of one's own, measured on pairs that it was not made from")
  func pairs() throws {
    func pairs(_ name: String, _ nouns: [String]) throws -> String {
      let lines = nouns.map {
        #"{"positive": "the \#($0) is lovely", "negative": "the \#($0) is awful"}"# + "\n"
      }
      return try folder.file(name, lines.joined()).path
    }
    let made = try pairs("made.jsonl", ["garden", "house", "river", "sea"])
    let others = try pairs("others.jsonl", ["film", "meal", "book", "town"])
    let vector = folder.path("mine.gguf")
    #expect(try Run("extract", "--pairs", made, "--output", vector).status == 0)

    let options = ["--vector", vector, "--layers", "5", "--coefficients=-1,1", "--pairs"]
    let run = try Run(
      ["sweep", "--store", store, "--json", "--output", folder.path("out")] + options + [others])
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json(Answer.self)
    #expect(answer.behavior == "log-odds of pairs")
    #expect(answer.clusters == 4)
    try #require(answer.doses.count == 2)
    #expect(answer.doses[0].change < 0 && answer.doses[1].change > 0, "sentiment is planted")
    #expect(!run.errors.contains("these very pairs"))
    let page = try String(contentsOfFile: folder.path("out/sweep.md"), encoding: .utf8)
    #expect(page.hasPrefix("# Sweep of log-odds of pairs\n"))

    let same = try Run(["sweep", "--store", store] + options + [made])
    #expect(same.errors.contains("made from these very pairs"), "\(same.errors)")
    let one = try Run(["sweep", "--store", store] + options + [pairs("one.jsonl", ["film"])])
    #expect(one.status == 3 && one.errors.contains("at least 2 templates"), "\(one.errors)")
    let apart = try folder.file("apart.jsonl", #"{"positive": "i love", "negative": "we hate"}"#)
    let refused = try Run(["sweep", "--store", store] + options + [apart.path])
    #expect(refused.status == 3 && refused.errors.contains("begin with the same word"))
  }

  @Test("what another model left in a store is said, and not used")
  func otherModel() throws {
    _ = try sweep("--layers", "5", "--coefficients=1")
    let cells = try tamper()
    #expect(cells > 0)
    let run = try sweep("--layers", "5", "--coefficients=1")
    #expect(run.errors.contains("\(cells) cells of engine version 0, exact"), "\(run.errors)")
    #expect(!run.errors.contains("kept from before"))
  }

  /// Makes every cell an older engine's; returns how many.
  private func tamper() throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("UPDATE origin SET engine = 0")
      db.execute("UPDATE cell SET key = randomblob(32)")
      db.commit()
      print(db.execute("SELECT COUNT(*) FROM cell").fetchone()[0], end="")
      """, store,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Int(String(decoding: output, as: UTF8.self)) ?? 0
  }

  @Test(
    "bad usage exits with 2 and says what was expected",
    arguments: [
      (["--coefficients=1,x"], "expected finite numbers"),
      (["--coefficients=inf"], "expected finite numbers"),
      (["--layers", "99"], "has layers 0 to 7"), (["--layers", "5-3"], "5-3"),
      (["--coefficients=0"], "a coefficient other than 0"), (["--items", "1"], "at least 2"),
      (["--behavior", "honesty", "--prompts", "x.txt"], "only sentiment"),
      (["--pairs", "x.jsonl"], "needs a --vector"),
      (["--pairs", "x.jsonl", "--vector", "x.gguf", "--behavior", "honesty"], "in place of"),
    ])
  func usage(arguments: [String], said: String) throws {
    let run = try Run(["sweep", "--store", store] + arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains(said), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test("a store that cannot be used exits with 3, one line, and stays as it is")
  func badStores() throws {
    let text = String(repeating: "a letter to a friend\n", count: 300)
    try folder.file("cells.sqlite", text)
    let other = try sweep("--layers", "5")
    #expect(other.status == 3)
    #expect(other.errors.contains("expected a store of results, got a file of another kind"))
    #expect(try String(contentsOfFile: store, encoding: .utf8) == text)
    let nowhere = try Run("sweep", "--layers", "5", "--store", folder.path("none/cells.sqlite"))
    #expect(nowhere.status == 4)
    #expect(nowhere.errors.contains("there is no folder"))
  }
}
