import Files
import Foundation
import Reporting
import Steering
import Store
import Subjects

/// Where the parts of a report are kept as they are finished, so that an interrupted report goes on where
/// it stopped: whole scenarios, and the measurements of the one that was under way.
public struct KeptPages: Sendable {
  let store: Store
  private let build: String

  /// - Parameter build: what identifies the program, since a scenario's page depends on all of its code.
  ///   Pages of other builds are removed.
  public init(in store: Store, build: String) throws {
    self.store = store
    self.build = build
    try store.removeOtherBuilds(than: build)
  }

  func page(of scenario: Scenario, _ source: LiterateSource, on subject: Subject) -> Page {
    let model = subject.model.cellOrigin
    return Page(
      store: store,
      key: CellKey {
        $0.add("page")
        $0.add(build)
        $0.add(model.engineVersion)
        $0.add(model.precision)
        $0.add(model.model)
        $0.add(subject.corpora.hash)
        $0.add(subject.dialogues.hash)
        $0.add(subject.name)
        $0.add(scenario.name)
        $0.add(source.codeFingerprint)
      },
      origin: Cell.Origin(
        engineVersion: model.engineVersion, precision: model.precision, model: model.model,
        build: build), what: "page \(scenario.name) on \(subject.name)")
  }

  /// The place of one scenario's record on one model.
  struct Page {
    fileprivate let store: Store
    fileprivate let key: CellKey
    fileprivate let origin: Cell.Origin
    fileprivate let what: String

    /// What was kept from before.
    func record() throws -> PageRecord? {
      guard case .text(let json) = try store.values(of: [key])[0] else { return nil }
      return try PageRecord(json: Data(json.utf8))
    }

    /// Runs the scenario and keeps its record.
    func keep(_ run: () throws -> PageRecord) throws -> PageRecord {
      let record = try run()
      let json = String(decoding: try record.json(), as: UTF8.self)
      try store.keep([Cell(key: key, origin: origin, what: what, value: .text(json))])
      return record
    }
  }
}
