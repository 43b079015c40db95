import Assets
import Foundation
import Testing

@testable import Steering

@Suite(
  "VADER against the reference",
  .enabled(
    if: Asset.vaderLexicon.testsRun && Asset.vaderEmojiLexicon.testsRun,
    "\(Asset.vaderLexicon.skipReason)"))
struct VADERTests {
  let vader: VADER

  init() throws {
    vader = try VADER(
      lexicon: Asset.vaderLexicon.located(), emojiLexicon: Asset.vaderEmojiLexicon.located())
  }

  /// What the Python package vaderSentiment 3.3.2 gives; the two files say how they were made.
  struct Reference: Decodable {
    struct Case: Decodable {
      var text: String
      var compound: Double
      var pos: Double
      var neu: Double
      var neg: Double
    }
    var cases: [Case]

    static func load(_ name: String) throws -> [Case] {
      let url = try #require(
        Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
      return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)).cases
    }
  }

  /// The texts on which a scorer and the reference differ, with both their scores.
  private func differences(
    _ cases: [Reference.Case], _ score: (String) -> VADER.Scores
  ) -> [String] {
    cases.compactMap { expected in
      let got = score(expected.text)
      let wanted = VADER.Scores(
        compound: expected.compound, positive: expected.pos, neutral: expected.neu,
        negative: expected.neg)
      return got == wanted ? nil : "\(expected.text.debugDescription): \(got), expected \(wanted)"
    }
  }

  @Test(
    "Every score is the reference's to the last printed digit",
    arguments: [
      ("vader", 369), ("vader-random", 600),
    ])
  func agreement(file: String, count: Int) throws {
    let cases = try Reference.load(file)
    #expect(cases.count == count)
    let found = differences(cases, vader.scores)
    #expect(found.isEmpty, "\(found.count) differ, first \(found.prefix(5))")
  }

  @Test("A scorer that is off by one in the last digit is caught")
  func plantedFault() throws {
    let cases = try Reference.load("vader")
    let found = differences(cases) { text in
      var scores = vader.scores(text)
      if text == "The movie was good." { scores.compound += 0.0001 }
      return scores
    }
    #expect(found.count == 1)
  }
}

@Suite("VADER's parts")
struct VADERPartsTests {
  /// Halves that binary holds exactly go to the even digit; 0.0005 and its like do not lie half-way.
  @Test(arguments: [
    (0.0625, 1_000.0, 0.062), (0.1875, 1_000, 0.188), (0.0005, 1_000, 0.001),
    (0.0015, 1_000, 0.002), (0.0025, 1_000, 0.003), (0.0035, 1_000, 0.004),
    (2.675, 100, 2.67), (-0.0625, 1_000, -0.062), (0.44045, 10_000, 0.4405),
    (0.12345, 10_000, 0.1235), (-0.00005, 10_000, -0.0001), (1, 1_000, 1),
  ])
  func roundingIsPythons(value: Double, scale: Double, expected: Double) {
    #expect(VADER.rounded(value, scale) == expected)
  }

  @Test(arguments: [
    ("GOOD", true), ("GOOD1!", true), ("Good", false), ("123", false), ("", false),
    ("\u{01C5}A", false), ("\u{2167}", true), ("日本", false),
  ])
  func capitalsAreUnicodes(text: String, isUpper: Bool) {
    #expect(VADERWord(Substring(text).unicodeScalars).isUpper == isUpper)
  }

  @Test func wordsAreCutAsInPython() {
    let text = "  (Hello)\u{1C}world!\r\n:) \u{3000}'ok' a\u{200B}b \u{37E}) "
    #expect(
      VADERWord.words(of: text.unicodeScalars).map(\.lower)
        == ["hello", "world", ":)", "'ok'", "a\u{200B}b", "\u{37E})"])
  }

  @Test func canonicallyEquivalentTextIsToldApart() {
    #expect("\u{37E}" == ";")
    #expect(ExactString("\u{37E}") != ExactString(";"))
    #expect(ExactString("isn't").contains("n't"))
    #expect(!ExactString("n'").contains("n't"))
  }

  @Test func damagedLexiconIsNamedByLine() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("VADERTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = folder.appendingPathComponent("good.txt")
    try Data("happy\t2.7\r\n\r\nsad\t-2.1\tmore".utf8).write(to: good)
    let emoji = folder.appendingPathComponent("emoji.txt")
    try Data("\u{1F600}\thappy face\r\n".utf8).write(to: emoji)
    let vader = try VADER(lexicon: good, emojiLexicon: emoji)
    #expect(vader.scores("\u{1F600}").compound > 0)
    #expect(vader.scores("sad").compound < 0)

    for bad in ["happy 2.7", "happy\ttwo", "happy\tnan", "\t2.7"] {
      let file = folder.appendingPathComponent("bad.txt")
      try Data("sad\t-2.1\r\n\(bad)\r\n".utf8).write(to: file)
      #expect(throws: VADERError.notALexiconLine(path: file.path, line: 2)) {
        try VADER(lexicon: file, emojiLexicon: emoji)
      }
    }
    let missing = folder.appendingPathComponent("missing.txt")
    #expect(throws: VADERError.self) { try VADER(lexicon: missing, emojiLexicon: emoji) }
  }
}
