import Inference
import Steering
import Store
import Subjects

/// The parts of some scenarios on one model, to be measured anywhere and in any order to the same bits.
///
/// What is measured is kept in a store; a report that finds all of it there measures nothing again.
public struct ScenarioShares {
  /// In the order of the scenarios.
  public let parts: [ScenarioPart]
  /// Tokens that each reads, about.
  public let tokens: [Int]
  /// What names this work among others.
  public let work: CellKey
  private let laboratory: Laboratory

  /// Nothing is measured yet.
  ///
  /// - Parameter cache: where measurements are kept.
  public init(of scenarios: [Scenario], on subject: Subject, cache: any MeasurementCache) throws {
    let laboratory = Laboratory(subject, cache: cache)
    let parts = try scenarios.flatMap { try $0.parts(laboratory) }
    self.laboratory = laboratory
    self.parts = parts
    tokens = try parts.map { try $0.tokens() }
    let origin = subject.model.cellOrigin
    work = CellKey { key in
      key.add("scenario parts")
      key.add(origin.engineVersion)
      key.add(origin.precision)
      key.add(origin.model)
      for part in parts { key.add(part.name) }
    }
  }

  /// Indices of the parts of one of several shares: runs of parts that read about as much each.
  public func share(_ number: Int, of count: Int) -> [Int] {
    let total = max(tokens.reduce(0, +), 1)
    var before = 0
    return tokens.indices.filter { part in
      let middle = before + tokens[part] / 2
      before += tokens[part]
      return min(middle * count / total, count - 1) == number
    }
  }

  /// Tokens a second that the model reads here, prompts as the parts have them.
  public func tokensPerSecond() throws -> Double {
    let model = laboratory.model
    let prompts = (0..<8).map { row in
      (0..<64).map { (7 * row + 13 * $0) % model.configuration.vocabularySize }
    }
    _ = try model.read([prompts[0]])
    let clock = ContinuousClock()
    let time = try clock.measure { _ = try model.read(prompts) }
    return Double(8 * 64) / (time / .seconds(1))
  }
}
