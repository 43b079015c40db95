import Claims
import Foundation

/// What one model's run of a scenario showed, in the order of the calls: all that weaving needs
/// beside the source.
public struct PageRecord: Sendable, Codable, Equatable {
  /// Name of the model that was run, "smollm2-135m" or "planted".
  public let engine: String
  /// Whether it is a model with known answers, run to check the instrument.
  public let isInstrumentCheck: Bool
  /// ``LiterateSource/codeFingerprint`` of the source when it was run; weaving refuses a record of
  /// other code.
  public let codeFingerprint: String
  /// In the order of the calls.
  public let outputs: [Output]
  /// Why there are no outputs: what the scenario asks of the model and the model cannot do.
  public var obstacle: String? = nil
  /// What a reader has to know of the model, such as that it has no chat template.
  public var remark: String? = nil

  /// What one call showed, and where.
  public struct Output: Sendable, Codable, Equatable {
    /// Index among the source's lines of code that are not blank.
    public let codeLine: Int
    /// What was shown or handed in.
    public let content: Content
  }

  /// What a ``Page`` was given to show, or to judge.
  public enum Content: Sendable, Codable, Equatable {
    case table(Table)
    case text(String)
    case chart(Chart, caption: String)
    case evidence(Evidence)
  }

  /// The evidence among the outputs, in the order of the calls.
  public var evidence: [Evidence] {
    outputs.compactMap { if case .evidence(let evidence) = $0.content { evidence } else { nil } }
  }
}

extension PageRecord {
  /// Keys sorted, doubles rounded to `RecordRounding.kept` digits: equal records have equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return RecordRounding.rounded(json: try encoder.encode(self))
  }

  /// What `json` keeps of it, so that a run is judged by the numbers that its file will hold.
  func rounded() throws -> PageRecord { try PageRecord(json: json()) }

  /// Throws `ReportingError.badRecord`.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      self = try decoder.decode(PageRecord.self, from: json)
    } catch {
      throw ReportingError.badRecord(reason: "\(error)")
    }
  }
}
