import Foundation
import Inference
import Steering
import TestSupport
import Testing

/// A table of logits and what SciPy makes of it (`make_known_answers.py`): the model's metrics must say the
/// same, and so must the definitions, written out in `LogitTable`.
struct KnownAnswers: Decodable {
  let source: String
  private let table: [[Float]]
  let oneToken: [Odds]
  let severalTokens: [Odds]
  let mixed: [Odds]
  let prefixes: [Odds]
  let texts: [Text]
  let written: [Written]
  let divergences: [Divergence]

  struct Odds: Decodable {
    let prompt: [Int]
    let positive: [[Int]]
    let negative: [[Int]]
    let logOdds: Double
  }
  struct Text: Decodable {
    let ids: [Int]
    let nll: Double
  }
  struct Written: Decodable {
    let prompt: [Int]
    let ids: [Int]
    let nll: Double
  }
  struct Divergence: Decodable {
    let from: Int
    let to: Int
    let nats: Double
  }

  static let shared = Result {
    try decodeSnakeCase(KnownAnswers.self, from: fixture("known-answers.json", in: .module))
  }

  var logits: LogitTable { LogitTable(table) }

  /// Families of words and replies by the lengths that they have.
  enum Family: String, CaseIterable {
    case oneToken, severalTokens, mixed, prefixes
  }

  subscript(family: Family) -> [Odds] {
    switch family {
    case .oneToken: oneToken
    case .severalTokens: severalTokens
    case .mixed: mixed
    case .prefixes: prefixes
    }
  }
}

@Suite("Known answers: the table")
struct LogitTableTests {
  @Test("the model's logits after each token are the table's row, bit for bit")
  func bits() throws {
    let table = try KnownAnswers.shared.get().logits
    var seen: [[Float]] = []
    let tokens = Array(table.rows.indices)
    try table.model().run([TokenTree(tokens, readout: tokens)]) { block in
      for index in 0..<block.count { seen.append(Array(block[index])) }
    }
    #expect(seen == table.rows)
    // A table with one number changed is another.
    var rows = table.rows
    rows[5][3] += 0.125
    #expect(seen != rows, "planted fault")
  }
}
