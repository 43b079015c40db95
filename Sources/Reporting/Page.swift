import Claims

/// Records what a scenario shows while it runs on one model.
///
/// Each call remembers the line it was made from, so that its output can follow its cell; a helper
/// that shows something for a scenario must forward `fileID` and `line`. Not Sendable: a page is
/// written by one task, which keeps the order of the calls.
open class Page {
  /// Name of the model that the scenario runs on, "smollm2-135m" or "planted".
  public let engine: String
  /// Whether it is a model with known answers, run to check the instrument.
  public let isInstrumentCheck: Bool
  private let remark: String?
  private var calls: [(fileID: String, line: Int, content: PageRecord.Content)] = []

  /// A page on which nothing has been shown.
  ///
  /// - Parameter remark: what a reader has to know of the model.
  public init(engine: String, isInstrumentCheck: Bool, remark: String? = nil) {
    self.engine = engine
    self.isInstrumentCheck = isInstrumentCheck
    self.remark = remark
  }

  /// Shows a table after the cell that calls.
  public func show(_ table: Table, fileID: StaticString = #fileID, line: UInt = #line) {
    add(.table(table), fileID, line)
  }

  /// Shows text as it stands; it may come from a model.
  public func show(_ text: String, fileID: StaticString = #fileID, line: UInt = #line) {
    add(.text(text), fileID, line)
  }

  /// Shows a figure with its caption after the cell that calls.
  public func plot(
    _ chart: Chart, caption: String, fileID: StaticString = #fileID, line: UInt = #line
  ) {
    add(.chart(chart, caption: caption), fileID, line)
  }

  /// Hands in the evidence for a claim. The verdict needs the engine's whole family of claims, so it
  /// is put in this place when the page is woven.
  public func judge(_ evidence: Evidence, fileID: StaticString = #fileID, line: UInt = #line) {
    add(.evidence(evidence), fileID, line)
  }

  /// The evidence handed in so far, for `Registration.judge`.
  public var evidence: [Evidence] {
    calls.compactMap { if case .evidence(let evidence) = $0.content { evidence } else { nil } }
  }

  /// What was shown, its numbers rounded as a file keeps them (`RecordRounding`).
  ///
  /// Throws `ReportingError.outputOutsideSource` when a call was made elsewhere.
  ///
  /// - Parameter obstacle: what kept the scenario from being run on this model.
  public func record(of source: LiterateSource, obstacle: String? = nil) throws -> PageRecord {
    let positions = Dictionary(
      source.codeLines.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first }
    )
    let outputs = try calls.map { call in
      let file = call.fileID.split(separator: "/").last.map(String.init)
      guard file == source.file, let position = positions[call.line] else {
        throw ReportingError.outputOutsideSource(
          file: call.fileID, line: call.line, expected: source.path)
      }
      return PageRecord.Output(codeLine: position, content: call.content)
    }
    return try PageRecord(
      engine: engine, isInstrumentCheck: isInstrumentCheck,
      codeFingerprint: source.codeFingerprint, outputs: outputs, obstacle: obstacle,
      remark: remark
    ).rounded()
  }

  private func add(_ content: PageRecord.Content, _ fileID: StaticString, _ line: UInt) {
    calls.append((fileID.description, Int(clamping: line), content))
  }
}
