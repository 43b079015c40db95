import Claims
import Experiments
import Scenarios
import Testing

/// The ledger: what each claim is expected to be on each engine.
///
/// A claim that comes out otherwise fails here, in either direction. The answer is to change this table
/// and the prose together, never δ, a layer, a lexicon or the data.
let ledger: Ledger = [
  "S01.1": ["tiny": .supported, "full": .supported],
  "S02.1": ["tiny": .supported, "full": .supported],
  "S03.1": ["tiny": .supported, "full": .refuted(.equivalent)],
  "S03.2": ["tiny": .supported, "full": .inconclusive],
  "S04.1": ["tiny": .supported, "full": .notTestable],
  "S06.1": ["tiny": .supported, "full": .notTestable],
  "S07.1": ["tiny": .supported, "full": .notTestable],
  "S08.1": ["tiny": .supported, "full": .notTestable],
  "S12.1": ["tiny": .supported, "full": .supported],
  "S15.1": ["tiny": .supported, "full": .inconclusive],
  "S17.1": ["tiny": .supported, "full": .notTestable],
]

/// Each engine's findings; a process runs the scenarios that make claims once an engine.
///
/// Real weights are run in fast precision here. The committed report is exact, and `steer report --check`
/// runs it again: so a verdict that stands here does not hang on rounding, and costs half the time.
enum Findings {
  static func on(_ engine: Engine.Name) throws -> [Finding] {
    switch engine {
    case .tiny: try tiny.get()
    case .full: try full.get()
    }
  }

  private static let tiny = Result { try run(.tiny) }
  private static let full = Result { try run(.full) }

  private static func run(_ engine: Engine.Name) throws -> [Finding] {
    var run = ReportRun(allScenarios)
    let claiming = Set(allScenarios.filter { !$0.claims.isEmpty }.map(\.name))
    try run.run(claiming, on: Engine(engine, precision: .fast))
    return try run.findings().filter { $0.engine == engine.rawValue }
  }
}

/// Fails when a claim's verdict is not the ledger's, and prints the finding.
func expectVerdict(
  of claim: Claim, on engine: Engine.Name, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let finding = try #require(try Findings.on(engine).first { $0.claim.id == claim.id })
  print("\(finding.claim.id) on \(engine.rawValue): \(finding.verdict) · \(finding.summary)")
  #expect(
    finding.verdict == ledger[claim.id, engine.rawValue], "\(finding)",
    sourceLocation: sourceLocation)
}
