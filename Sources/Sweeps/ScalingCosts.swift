import Foundation

/// What a large sweep's work costs on one machine, as `Benchmarks/cluster/measure.py` found it.
public struct ScalingCosts: Codable, Equatable, Sendable {
  /// The machine and the threads of a worker, in words.
  public let machine: String
  /// The model, in words.
  public let model: String
  /// Bytes of the model's file.
  public let modelBytes: Int
  /// The model's layers.
  public let layers: Int
  /// Multiplications and additions of one token in one layer.
  public let operationsOfTokenInLayer: Int
  /// Multiplications and additions of the logits of one item.
  public let operationsOfReadout: Int
  /// Multiplications and additions that one worker does in a second.
  public let operationsPerSecond: Double
  /// From the start of the process to its first measurement, the model's file not in memory, and in memory.
  public let coldStartSeconds, warmStartSeconds: Double
  /// Merging stores, and making the report from the merged one, by cell.
  public let mergeSecondsPerCell, reportSecondsPerCell: Double
  /// A whole sweep as it was predicted from these costs, and as it was.
  public let predictedSeconds, measuredSeconds: Double
}

extension ScalingCosts {
  /// The file of the costs, which ``files()`` puts beside the page.
  public static let recordName = "scaling.json"

  /// Keys sorted, one to a line.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Throws `DecodingError` for anything but such costs.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(ScalingCosts.self, from: json)
  }
}
