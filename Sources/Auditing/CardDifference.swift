import Foundation
import StrictJSON

/// Where a card and what was computed again say different things.
public struct CardDifference: Sendable, Equatable, CustomStringConvertible {
  /// "results.effect.value" and the like.
  public let place: String
  /// As each has it.
  public let inCard, now: String

  /// One line.
  public var description: String { "\(place): \(inCard) in the card, \(now) now" }
}

extension AuditCard {
  /// Where results computed again differ from the card's, in its order.
  ///
  /// - Parameter tolerance: by how much numbers may differ, in their unit; 0 compares their bits.
  public func differences(from other: AuditResults, tolerance: Double = 0) throws
    -> [CardDifference]
  {
    func tree(_ results: AuditResults) throws -> JSONValue {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys]
      return try JSONValue(parsing: encoder.encode(results))
    }
    var found: [CardDifference] = []
    compare(try tree(results), try tree(other), "results", tolerance, into: &found)
    return found
  }

  private func compare(
    _ a: JSONValue, _ b: JSONValue, _ place: String, _ tolerance: Double,
    into found: inout [CardDifference]
  ) {
    func differ(_ a: String, _ b: String) {
      found.append(CardDifference(place: place, inCard: a, now: b))
    }
    switch (a.content, b.content) {
    case (.object(let first), .object(let second)):
      let keys = Set(first.members.map(\.key) + second.members.map(\.key)).sorted()
      for key in keys {
        let inner = "\(place).\(key)"
        switch (first[key], second[key]) {
        case (let one?, let other?): compare(one, other, inner, tolerance, into: &found)
        case (let one, let other):
          found.append(
            CardDifference(
              place: inner, inCard: one?.summary ?? "nothing", now: other?.summary ?? "nothing"))
        }
      }
    case (.list(let first), .list(let second)):
      guard first.count == second.count else {
        return differ("\(first.count) entries", "\(second.count)")
      }
      for index in first.indices {
        compare(first[index], second[index], "\(place)[\(index)]", tolerance, into: &found)
      }
    case (.number, .number):
      let (x, y) = (a.number ?? .nan, b.number ?? .nan)
      if x.bitPattern != y.bitPattern, !(abs(x - y) <= tolerance) { differ("\(x)", "\(y)") }
    default:
      if a.content != b.content { differ(a.summary, b.summary) }
    }
  }
}
