import Files
import Foundation

/// The repository's folder, as far as adding a scenario goes.
struct Checkout {
  let path: String

  /// One above the highest number of a scenario that is there.
  ///
  /// - Throws: ``BadInput`` where the folder of scenarios cannot be read.
  func nextNumber() throws -> Int {
    let numbers = try names().compactMap { $0.firstMatch(of: /^S(\d+)/).flatMap { Int($0.1) } }
    return (numbers.max() ?? -1) + 1
  }

  /// Path → new content of each list that the scenario is entered in.
  ///
  /// - Throws: ``BadInput`` where a scenario of this name is there already, or a list is not as expected.
  func changes(entering template: ScenarioTemplate) throws -> [(path: String, text: String)] {
    let name = template.name.type
    let ofThatName = try names().filter {
      $0.wholeMatch(of: /S\d+(.*?)\.swift/).map { $0.1 == name } ?? false
    }
    if let known = ofThatName.sorted().first {
      throw BadInput(path, "there is a scenario \(template.name.text) already: \(known)")
    }
    return [
      try adding(
        "  \(template.name.variable)Scenario,", to: "Scenarios/AllScenarios.swift"),
      try adding(
        "  \"\(template.id).1\": [\"planted\": .supported],",
        to: "Tests/ScenarioTests/ExpectedVerdicts.swift"),
    ]
  }

  private func names() throws -> [String] {
    let folder = "\(path)/Scenarios"
    return try reading(folder) { try FileManager.default.contentsOfDirectory(atPath: folder) }
  }

  /// A list's file with one more entry: before the bracket at the beginning of a line that ends it.
  private func adding(_ entry: String, to name: String) throws -> (path: String, text: String) {
    let file = "\(path)/\(name)"
    let text = try reading(file) { try String(contentsOfFile: file, encoding: .utf8) }
    guard let end = text.range(of: "\n]\n") else {
      throw BadInput(file, "expected a list that ends with ] on a line of its own, got none")
    }
    return (name, text.replacingCharacters(in: end, with: "\n\(entry)\n]\n"))
  }
}
