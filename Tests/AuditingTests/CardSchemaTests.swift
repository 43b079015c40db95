import Foundation
import TestSupport
import Testing

@testable import Auditing

/// The published schema, docs/audit-card.schema.json, is what cards are.
@Suite("The schema of cards")
struct CardSchemaTests {
  typealias Object = [String: Any]

  private let schema: Object

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("docs/audit-card.schema.json"))
    schema = try #require(JSONSerialization.jsonObject(with: data) as? Object)
  }

  /// The part of JSON Schema that the file uses; anything else is a fault of the file.
  private func faults(_ value: Any, _ rule: Object, at place: String) -> [String] {
    let known: Set<String> = [
      "$schema", "$defs", "title", "description", "$ref", "const", "type", "properties", "required",
      "additionalProperties", "items", "enum", "pattern", "minimum",
    ]
    var found = rule.keys.filter { !known.contains($0) }.map { "\(place): schema has \($0)" }
    if let reference = rule["$ref"] as? String {
      let name = reference.replacing("#/$defs/", with: "")
      guard let target = (schema["$defs"] as? Object)?[name] as? Object else {
        return ["\(place): no \(reference)"]
      }
      return found + faults(value, target, at: place)
    }
    if let constant = rule["const"] as? String, value as? String != constant {
      found.append("\(place): not \(constant)")
    }
    if let allowed = rule["enum"] as? [String], !allowed.contains(value as? String ?? "") {
      found.append("\(place): \(value) is none of \(allowed)")
    }
    if let pattern = rule["pattern"] as? String,
      (value as? String)?.range(of: pattern, options: .regularExpression) == nil
    {
      found.append("\(place): \(value) is not \(pattern)")
    }
    switch rule["type"] as? String {
    case "object":
      guard let object = value as? Object else { return found + ["\(place): no object"] }
      let properties = rule["properties"] as? Object ?? [:]
      found += (rule["required"] as? [String] ?? []).filter { object[$0] == nil }
        .map { "\(place): no \($0)" }
      for (key, inner) in object.sorted(by: { $0.key < $1.key }) {
        guard let rule = properties[key] as? Object else {
          found.append("\(place): \(key) is not in the schema")
          continue
        }
        found += faults(inner, rule, at: "\(place).\(key)")
      }
    case "array":
      guard let list = value as? [Any] else { return found + ["\(place): no list"] }
      for (index, inner) in list.enumerated() {
        found += faults(inner, rule["items"] as? Object ?? [:], at: "\(place)[\(index)]")
      }
    case "string": if !(value is String) { found.append("\(place): no text") }
    case "integer":
      guard let number = value as? NSNumber, number.doubleValue == number.doubleValue.rounded(),
        number.doubleValue >= 0
      else { return found + ["\(place): no whole number from 0"] }
    case "number": if !(value is NSNumber) { found.append("\(place): no number") }
    case "boolean": if !(value is Bool) { found.append("\(place): no truth value") }
    default: break
    }
    return found
  }

  private func object(_ card: AuditCard) throws -> Object {
    try #require(JSONSerialization.jsonObject(with: card.json()) as? Object)
  }

  @Test("a card is as the schema says; planted faults are not")
  func cards() throws {
    let whole = try object(AuditCardTests.card.get())
    #expect(faults(whole, schema, at: "card") == [])

    var more = whole
    more["colour"] = "red"
    #expect(faults(more, schema, at: "card") == ["card: colour is not in the schema"])
    var less = whole
    less["seal"] = nil
    #expect(faults(less, schema, at: "card") == ["card: no seal"])
    var results = whole["results"] as? Object ?? [:]
    results["verdict"] = "TRUE"
    results["cost"] = "small"
    var other = whole
    other["results"] = results
    #expect(faults(other, schema, at: "card").count == 2)
  }
}
