import Files
import Foundation
import Store

/// A behaviour of one's own in texts: what its vector is made from, what it is measured on, and how one would ask for it.
///
/// A folder of four files, or one file of contrast pairs that are dealt into the same parts.
public struct BehaviorDescription: Equatable, Sendable {
  /// What reports call it.
  public let name: String
  /// What more of it is, in plain words; empty where nobody said.
  public let meaning: String
  /// +1 when more of it is wanted, −1 when less.
  public let wanted: Double
  /// What asks for it in words, and what asks for nothing.
  public let requests: Requests
  /// What a vector is made from; empty where it is only measured.
  public let pairs: ContrastPairs
  /// What layers and doses are chosen on.
  public let select: BehaviorItems
  /// What is reported on.
  public let test: BehaviorItems
  /// SHA-256 of all files, with their names.
  public let hash: String
  /// SHA-256 of each file that test items are in: a vector that was made from one of them was made from these.
  public let testHashes: [String]

  /// Sentences that stand before a prompt.
  public struct Requests: Equatable, Sendable {
    /// Ask for more of it, and for its contrary; empty where nobody wrote them.
    public let toward, away: [String]
    /// Ask for nothing that bears on it.
    public let neutral: [String]
  }

  /// Files of a folder, as they are named there.
  public enum File: String, CaseIterable, Sendable {
    /// Name, meaning, what is wanted, and requests.
    case description = "behavior.json"
    /// What a vector is made from, in any format that pairs come in.
    case pairs = "pairs.jsonl"
    /// What is chosen on: see ``BehaviorItems/init(parsing:name:answers:)``.
    case select = "select.jsonl"
    /// What is reported on, likewise.
    case test = "test.jsonl"
  }

  /// Reads the files of a folder; `pairs.jsonl` may be missing.
  ///
  /// - Parameter path: of the folder, for messages.
  /// - Throws: `DataError`.
  public init(files: [File: Data], path: String, answers: ChoiceAnswers = .letter) throws {
    func name(_ file: File) -> String { "\(path)/\(file.rawValue)" }
    func data(_ file: File) throws -> Data {
      guard let data = files[file] else {
        throw DataError.malformed(
          file: name(file), line: 1, column: 1, field: nil, expected: "a file of this name",
          got: "none; `steer behavior new` makes such a folder")
      }
      return data
    }
    let row = try DataRow.object(of: data(.description), file: name(.description))
    let known = ["name", "meaning", "wanted", "toward", "away", "neutral"]
    if let stranger = row.fields.map(\.name).first(where: { !known.contains($0) }) {
      throw row.fault(stranger, expected: "one of \(known.joined(separator: ", "))", got: stranger)
    }
    func list(_ field: String) throws -> [String] {
      row.contains(field) ? try row.texts(field) : []
    }
    let wanted = row.contains("wanted") ? try row.text("wanted") : "more"
    guard ["more", "less"].contains(wanted) else {
      throw row.fault("wanted", expected: "\"more\" or \"less\"", got: quoted(wanted))
    }
    self.name = try row.text("name")
    meaning = row.contains("meaning") ? try row.text("meaning") : ""
    self.wanted = wanted == "more" ? 1 : -1
    requests = try Requests(
      toward: list("toward"), away: list("away"), neutral: Self.neutral(list("neutral")))
    pairs =
      files[.pairs] == nil
      ? ContrastPairs(name: name(.pairs), items: [])
      : try ContrastPairs(parsing: data(.pairs), name: name(.pairs), answers: answers)
    select = try BehaviorItems(parsing: data(.select), name: name(.select), answers: answers)
    test = try BehaviorItems(parsing: data(.test), name: name(.test), answers: answers)
    testHashes = [File.select, .test].compactMap { files[$0].map(dataHash) }
    hash =
      CellKey { key in
        for file in File.allCases { key.add(files[file].map(dataHash) ?? "") }
        key.add(answers.rawValue)
      }.description
  }

  /// Deals pairs into the three parts, whole templates at a time. Of a set whose authors keep some to test on, these are the
  /// test.
  ///
  /// - Parameters:
  ///   - heldOut: what the authors test on; nil where they say nothing.
  ///   - hash: of all that was read.
  ///   - testHashes: of each file that test items are in.
  /// - Throws: `DataError.tooFewTemplates`, and `DataError.malformed` where nothing says where two sides part.
  public init(
    name: String, pairs: ContrastPairs, heldOut: ContrastPairs? = nil, hash: String,
    testHashes: [String], seed: UInt64
  ) throws {
    self.name = name
    meaning = ""
    wanted = 1
    requests = Requests(toward: [], away: [], neutral: try Self.neutral([]))
    self.hash = hash
    self.testHashes = testHashes
    if let heldOut {
      let split = try pairs.split(seed: seed, fractions: (extract: 0.8, select: 0.1, test: 0.1))
      (self.pairs, test) = (split.extract, try BehaviorItems(heldOut))
      select = try BehaviorItems(
        ContrastPairs(name: pairs.name, items: split.select.items + split.test.items))
    } else {
      let split = try pairs.split(seed: seed)
      (self.pairs, select, test) = try (
        split.extract, BehaviorItems(split.select), BehaviorItems(split.test)
      )
    }
  }

  /// The bundled sentences that ask for nothing, where there are no others.
  private static func neutral(_ own: [String]) throws -> [String] {
    own.isEmpty ? try InstructionPrompts.protocol2[.sentiment].neutral : own
  }
}

extension BehaviorDescription {
  /// What the folder has not got, and what that costs, one sentence each.
  public var gaps: [String] {
    var gaps: [String] = []
    let uncontrolled = test.count { $0.control == nil }
    if uncontrolled > 0 {
      gaps.append(
        "\(uncontrolled) of \(test.count) test items have no control (\"controlBegin\" or \"controlUser\": the same"
          + " continuations where they say nothing of \(name))"
          + (uncontrolled < test.count ? ", so that the others' are not used" : "")
          + ". Without it, a liking for these words passes for the behaviour.")
    }
    let known = Set(select.map(\.text))
    let again = test.count { known.contains($0.text) }
    if again > 0 {
      gaps.append(
        "\(again) of \(test.count) test items are among those that are chosen on: they must be others."
      )
    }
    let copies = test.count - Set(test.map(\.text)).count
    if copies > 0 {
      gaps.append(
        "\(copies) of \(test.count) test items are another's copy: they count as so many observations, and are not."
      )
    }
    if pairs.isEmpty {
      gaps.append(
        "There are no pairs: no vector can be made of it, and none be compared with turned pairs.")
    }
    if requests.toward.isEmpty || requests.away.isEmpty {
      gaps.append(
        "Nothing asks for \(name) in words (\"toward\" and \"away\" in behavior.json): whether asking would do more than"
          + " a vector stays unknown.")
    }
    if meaning.isEmpty { gaps.append("Nothing says what it is (\"meaning\").") }
    if test.templates.count < Self.fewTemplates {
      gaps.append(
        "\(test.templates.count) templates to test on: with k of them no p-value is below 2^-k, and an interval is about"
          + " \(Int((100 * (20 / Double(test.templates.count)).squareRoot() - 100).rounded())) % wider than with 20."
      )
    }
    return gaps
  }

  private static let fewTemplates = 20
  private static let mostPlaces = 100

  /// Texts that are measured on and, whole or in part, among those that the vector is made from.
  public struct Overlap: Equatable, Sendable {
    /// Index of the test item, from 0.
    public let item: Int
    /// Index of the pair, from 0.
    public let pair: Int
    /// Share of the item's runs of four words that the pair has too; 1 for the same text.
    public let share: Double
  }

  /// Test items of which half or more is in one text of the pairs; each with the pair that has most of it.
  public var overlaps: [Overlap] {
    func words(_ text: String) -> [Substring] {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
    /// All runs of four words; of a shorter text, the text.
    func runs(_ words: [Substring]) -> Set<String> {
      guard words.count > 4 else { return [words.joined(separator: " ")] }
      return Set((0...words.count - 4).map { words[$0..<$0 + 4].joined(separator: " ") })
    }
    var places: [String: Set<Int>] = [:]
    for (index, pair) in pairs.enumerated() {
      for side in [pair.positive, pair.negative] {
        let text = [pair.user, side].compactMap(\.self).joined(separator: " ")
        // What so many pairs share is a frame's, and would make this quadratic.
        for run in runs(words(text)) where places[run, default: []].count < Self.mostPlaces {
          places[run, default: []].insert(index)
        }
      }
    }
    return test.enumerated().compactMap { index, item in
      let opening = [item.prompt.user, item.prompt.begin].compactMap(\.self).joined(separator: " ")
      return (item.favored + item.opposed).compactMap { continuation -> Overlap? in
        let own = runs(words(opening + " " + continuation))
        var shared: [Int: Int] = [:]
        for run in own { for pair in places[run] ?? [] { shared[pair, default: 0] += 1 } }
        return shared.max { ($0.value, $1.key) < ($1.value, $0.key) }.map {
          Overlap(item: index, pair: $0.key, share: Double($0.value) / Double(own.count))
        }
      }.filter { $0.share >= 0.5 }.max { $0.share < $1.share }
    }
  }
}
