import Foundation
import Scenarios
import Subjects
import Testing

/// Prose that says what a record holds takes it from there.
@Suite("Numbers in prose")
struct ProseNumbersTests {
  /// What an answer may type: names of pages, and constants of the protocol where it says what they are.
  static var allowed: [Regex<AnyRegexOutput>] {
    get throws {
      try [
        #"\]\([^)]*\)"#, #"S\d\d"#,
        // A coefficient, a dose, a number of dimensions, a relative norm that was set, not found.
        #"\b[ckρ] = [−±]?\d+(\.\d+)?"#, #"\b([Cc]oefficient|dose) −?\d+(\.\d+)?"#,
        // S and ratios are multiples of what they are compared with.
        #"\b(less|more) than 1\b"#, #"\bmore than (half|a quarter)\b"#,
        // Shares of exchanged labels, draws of directions, the thirds that layers are cut into.
        #"\d+ % of the pairs"#, #"\bbest of 99 "#, #"\b(last )?two thirds\b"#,
        // The range of depth that S03.3 registers.
        #"\bbetween half and four fifths of the depth\b"#,
      ].map { try Regex($0) }
    }
  }

  /// Numbers and names of models in an answer that are neither left open nor allowed.
  static func typed(_ answer: String) throws -> [String] {
    var prose = answer.split(whereSeparator: \.isNewline).joined(separator: " ")
      .replacing(/\{\{[^{}]*\}\}/, with: "")
    for regex in try allowed { prose = prose.replacing(regex, with: "") }
    let fractions = "half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
    let names = Set(
      Roster.models.filter { $0.role != .control }.flatMap { model in
        [model.id] + [model.title.prefix { $0.isLetter }].map(String.init)
      }
    ).sorted().joined(separator: "|")
    let found = try Regex(
      #"\d+(\.\d+)?|\b(a|one|two|three|four|five|six|seven|eight|nine) (\#(fractions))s?\b|\b(\#(names))\w*"#
    )
    return prose.matches(of: found).map { String(prose[$0.range]) }
  }

  /// The section `## Answer` of a scenario.
  static func answer(_ source: String) throws -> String {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "//: ## Answer"))
    return lines[(start + 1)...].prefix { $0.hasPrefix("//:") && !$0.hasPrefix("//: ## ") }
      .map { $0.dropFirst(4) }.joined(separator: "\n")
  }

  @Test(
    "an answer types no number that is not the protocol's, and no model's name",
    arguments: allScenarios.map(\.name))
  func answers(name: String) throws {
    let scenario = try #require(allScenarios.first { $0.name == name })
    let text = try String(
      contentsOfFile: scenario.checkout + "/" + scenario.source().path, encoding: .utf8)
    #expect(try Self.typed(Self.answer(text)) == [])
  }

  /// Models that the first sentence of an answer cites; it is to speak of all that were studied.
  static func single(_ answer: String) -> [String] {
    let text = answer.split(whereSeparator: \.isNewline).joined(separator: " ")
    let first = text.firstMatch(of: /^.*?[.?!](?= [A-Z])/).map { String($0.0) } ?? text
    return first.matches(of: /\{\{model:([^}]*)\}\}|@([^}]*)\}\}/)
      .map { String($0.1 ?? $0.2 ?? "") }.filter { $0 != "each" }
  }

  @Test("an answer's first sentence cites no single model", arguments: allScenarios.map(\.name))
  func first(name: String) throws {
    let scenario = try #require(allScenarios.first { $0.name == name })
    let text = try String(
      contentsOfFile: scenario.checkout + "/" + scenario.source().path, encoding: .utf8)
    #expect(try Self.single(Self.answer(text)) == [])
  }

  @Test(
    "planted faults: a first sentence about one model is found",
    arguments: [
      ("Yes, by {{S01.1.effect@smollm2-135m}}. On it", ["smollm2-135m"]),
      ("On\n{{model:gemma-3-270m}} it does. More", ["gemma-3-270m"]),
      ("Yes, on {{count S10 | A | > 0.5}}, by {{S01.1.effect@each}}. On {{model:a}} more.", []),
    ])
  func one(answer: String, found: [String]) { #expect(Self.single(answer) == found) }

  @Test(
    "planted faults: what is typed is found, what is left open or the protocol's is not",
    arguments: [
      ("It rises by 4.5 nats.", ["4.5"]), ("Best at layer 20 of 30.", ["20", "30"]),
      ("It keeps a third of it, nine tenths here.", ["a third", "nine tenths"]),
      ("On SmolLM2 it does, on Gemma not.", ["SmolLM2", "Gemma"]),
      ("It rises by {{S01.1.effect@smollm2-135m}}, {{value S10 |\nDoses | 0.25 | S @each}}.", []),
      ("At c = −1, coefficient 5 and dose −1, with 30 % of the pairs, S01 says less than 1.", []),
    ])
  func planted(text: String, found: [String]) throws {
    #expect(try Self.typed(text) == found)
    let source = "//: # T\n//:\n//: ## Answer\n//:\n//: \(text)\nimport A\n//: ## 7\n"
    #expect(try Self.typed(Self.answer(source.replacing("|\n", with: "|\n//: "))) == found)
  }
}
