import Foundation
import Inference
import Steering
import Store
import Testing
import TinyModel

@Suite("Probability of a reply")
struct ReplyProbabilityTests {
  struct Fixed: ItemMetric {
    let logOdds: [Double]
    var name: String { "fixed" }
    var count: Int { logOdds.count }

    func key(of item: Int) -> CellKey { CellKey { $0.add(logOdds[item]) } }

    func part(_ items: Range<Int>) -> Fixed { Fixed(logOdds: Array(logOdds[items])) }

    func checkpoints(
      on model: LanguageModel, after layers: some Sequence<Int>
    ) throws -> [Int: ResidualCheckpoint] { [:] }

    func values(
      on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
    ) throws -> [Double] { logOdds }
  }

  @Test("p = 1 / (1 + exp(−y)), at any size of y")
  func logistic() throws {
    let logOdds = [0, 1, -1, 2.5, -40, 40, 800, -800]
    let model = try TinyModel.languageModel(seed: 1)
    let got = try ReplyProbability(Fixed(logOdds: logOdds))
      .values(on: model, edits: [], resumingFrom: nil)
    let worst = zip(got, logOdds).map { abs($0 - 1 / (1 + exp(-$1))) }.max() ?? .infinity
    print("largest difference from Foundation's exp: \(worst)")
    #expect(worst < 1e-15)
    #expect(got.allSatisfy { (0...1).contains($0) })
  }
}
