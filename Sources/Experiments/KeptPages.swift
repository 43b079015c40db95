import Files
import Foundation
import Reporting
import Steering
import Store

/// Where the parts of a report are kept as they are finished, so that an interrupted report goes on where
/// it stopped: whole scenarios, and the measurements of the one that was under way.
public struct KeptPages: Sendable {
  private let store: Store
  private let build: String

  /// - Parameter build: what identifies the program: a scenario's page depends on all of its code.
  public init(in store: Store, build: String) throws {
    self.store = store
    self.build = build
    try store.removeOtherBuilds(than: build)
  }

  /// The record of a scenario on an engine: what was kept, or what `run` makes, which is then kept.
  func record(
    of scenario: Scenario, _ source: LiterateSource, on engine: Engine, _ run: () throws -> PageRecord
  ) throws -> PageRecord {
    let model = engine.model.cellOrigin
    let origin = Cell.Origin(
      engineVersion: model.engineVersion, precision: model.precision, model: model.model,
      build: build)
    let key = CellKey {
      $0.add("page")
      $0.add("\(origin)")
      $0.add(model.model)
      $0.add(build)
      $0.add(engine.corpora.hash)
      $0.add(engine.name)
      $0.add(scenario.name)
      $0.add(source.codeFingerprint)
    }
    if case .text(let json) = try store.values(of: [key])[0] {
      return try PageRecord(json: Data(json.utf8))
    }
    let record = try Store.$current.withValue(store, operation: run)
    let json = String(decoding: try record.json(), as: UTF8.self)
    try store.keep([
      Cell(
        key: key, origin: origin, what: "page \(scenario.name) on \(engine.name)",
        value: .text(json))
    ])
    return record
  }
}
