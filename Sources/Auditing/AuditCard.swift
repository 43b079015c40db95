import Files
import Foundation
import StrictJSON

/// An audit in one file: what was read, by its hashes, how much was measured, and every number that came out.
///
/// What it says can be computed again from the files that it names: ``differences(from:tolerance:)``.
public struct AuditCard: Sendable, Codable, Equatable {
  /// Which form of card this is.
  public var schema = Self.schema
  /// What made it.
  public let command: Command
  /// What was steered, by what, and what it was to do.
  public let model: Model
  /// The file that directions came from.
  public let vector: Vector
  /// The texts.
  public let behavior: Behavior
  /// What the user asked for.
  public let options: Options
  /// Every number, and the verdict.
  public let results: AuditResults
  /// SHA-256 of the card with nothing here: whether somebody changed it.
  public private(set) var seal = ""

  /// The form that this program writes and reads.
  public static let schema = "steeringlab/audit-card/1"
  /// Larger than any card; what is larger is none.
  public static let mostBytes = 16 << 20

  /// Which program.
  public struct Command: Sendable, Codable, Equatable {
    /// "0.1.0" and the like.
    public let version: String
    /// Counts the changes of the engine after which any bit may differ.
    public let engine: Int

    /// - Parameter engine: its version.
    public init(version: String, engine: Int) { (self.version, self.engine) = (version, engine) }
  }

  /// Which model.
  public struct Model: Sendable, Codable, Equatable {
    /// As `--model` takes it, and what its file calls it.
    public let source, name: String
    /// Of its file.
    public let sha256: String
    /// "exact", "fast" or "draft".
    public let precision: String

    /// - Parameter source: as `--model` takes it.
    public init(source: String, name: String, sha256: String, precision: String) {
      (self.source, self.name, self.sha256) = (source, name, sha256)
      self.precision = precision
    }
  }

  /// Which vector.
  public struct Vector: Sendable, Codable, Equatable {
    /// As it was given.
    public let source: String
    /// Of its file; of a sum, of all of them.
    public let sha256: String
    /// What its file says of the model that it was made from, and of the pairs; empty where it says nothing.
    public let madeFromModel, madeFromPairs: String

    /// - Parameter source: as it was given.
    public init(source: String, sha256: String, madeFromModel: String, madeFromPairs: String) {
      (self.source, self.sha256) = (source, sha256)
      (self.madeFromModel, self.madeFromPairs) = (madeFromModel, madeFromPairs)
    }
  }

  /// Which behaviour.
  public struct Behavior: Sendable, Codable, Equatable {
    /// As `--behavior` takes it, and what it is called.
    public let source, name: String
    /// How questions with choices are answered.
    public let answers: String
    /// Of all its files.
    public let sha256: String
    /// "more" or "less".
    public let wanted: String

    /// - Parameter source: as `--behavior` takes it.
    public init(source: String, name: String, answers: String, sha256: String, wanted: String) {
      (self.source, self.name, self.answers) = (source, name, answers)
      (self.sha256, self.wanted) = (sha256, wanted)
    }
  }

  /// How it was measured.
  public struct Options: Sendable, Codable, Equatable {
    /// Nil where the layer was chosen.
    public let layer: Int?
    /// δ, in nats.
    public let delta: Double
    /// How much of each part.
    public let counts: AuditCounts
    /// Public sets of questions that were asked.
    public let questionSets: [String]

    /// - Parameter layer: nil where it was chosen.
    public init(layer: Int?, delta: Double, counts: AuditCounts, questionSets: [String]) {
      (self.layer, self.delta, self.counts) = (layer, delta, counts)
      self.questionSets = questionSets
    }
  }

  /// A card with its seal.
  public init(
    command: Command, model: Model, vector: Vector, behavior: Behavior, options: Options,
    results: AuditResults
  ) throws {
    (self.command, self.model, self.vector) = (command, model, vector)
    (self.behavior, self.options, self.results) = (behavior, options, results)
    seal = try expectedSeal()
  }

  private func expectedSeal() throws -> String {
    var open = self
    open.seal = ""
    return dataHash(of: try open.json())
  }

  /// The card's file: the same bytes for the same card.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// What is wrong with a file that should be a card.
  public enum Fault: Error, Equatable, CustomStringConvertible {
    /// It is none, and why.
    case noCard(String)
    /// It is one, and was changed after it was written.
    case changed

    /// One sentence.
    public var description: String {
      switch self {
      case .noCard(let why):
        "expected a card of form \(AuditCard.schema), as `steer audit` writes it: \(why)"
      case .changed:
        "the card was changed after it was written: its seal is not that of what it says"
      }
    }
  }

  /// Reads a card's file.
  ///
  /// - Throws: ``Fault``.
  public init(json data: Data) throws(Fault) {
    do {
      _ = try JSONValue(parsing: data)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(AuditCard.self, from: data)
    } catch let error as DecodingError {
      throw .noCard(Self.text(error))
    } catch {
      throw .noCard("\(error)")
    }
    guard schema == Self.schema else { throw .noCard("its schema is \(quoted(schema))") }
    // Byte for byte: a field that nobody knows, or a number spelled otherwise, is a change too.
    guard let own = try? json(), own == data, let seal = try? expectedSeal(), seal == self.seal
    else { throw .changed }
  }

  private static func text(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context, _ more: [any CodingKey] = []) -> String {
      (context.codingPath + more).map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
        .joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): return "nothing at \(place(context, [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "another kind of value at \(place(context))"
    case .dataCorrupted(let context): return "what cannot be read at \(place(context))"
    @unknown default: return "what cannot be read"
    }
  }
}
