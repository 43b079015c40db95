import Foundation
import Testing

@testable import Steering

@Suite("A behavior as files")
struct BehaviorDescriptionTests {
  typealias Opening = BehaviorItem.Opening

  private func items(_ text: String, answers: ChoiceAnswers = .letter) throws -> [BehaviorItem] {
    try BehaviorItems(parsing: Data(text.utf8), name: "t", answers: answers).items
  }

  private func description(
    _ description: String = #"{"name": "kindness"}"#, pairs: String? = nil,
    select: String = #"{"begin": "so it", "favored": ["a"], "opposed": ["b"]}"#, test: String
  ) throws -> BehaviorDescription {
    var files: [BehaviorDescription.File: Data] = [
      .description: Data(description.utf8), .select: Data(select.utf8), .test: Data(test.utf8),
    ]
    files[.pairs] = pairs.map { Data($0.utf8) }
    return try BehaviorDescription(files: files, path: "k")
  }

  @Test("items in three forms: continuations, a pair that parts at a word, a reply to a message")
  func forms() throws {
    let read = try items(
      """
      {"begin": "The day was", "favored": ["fine"], "opposed": ["foul"], "controlBegin": "It rhymes with"}
      {"positive": "The moon was a silver coin", "negative": "The moon was a bright object"}
      {"user": "Am I right?", "positive": "Yes, you are", "negative": "No, you are not", "controlUser": "Say it."}
      {"user": "Well?", "begin": "I think", "favored": ["so", "yes"], "opposed": ["not"], "controlUser": "Say it."}
      """)
    #expect(read[0].prompt == Opening(begin: "The day was"))
    #expect(read[0].control == Opening(begin: "It rhymes with"))
    #expect(read[1].prompt == Opening(begin: "The moon was a"))
    #expect(read[1].favored == ["silver coin"] && read[1].opposed == ["bright object"])
    #expect(read[1].control == nil)
    #expect(read[2].prompt == Opening(user: "Am I right?", begin: ""))
    #expect(read[2].favored == ["Yes, you are"])
    #expect(read[2].control == Opening(user: "Say it.", begin: ""))
    #expect(read[3].prompt == Opening(user: "Well?", begin: "I think"))
    #expect(read[3].favored.count == 2 && read[3].opposed.count == 1)
    #expect(read[3].control == Opening(user: "Say it.", begin: "I think"))
    #expect(read.map(\.template) == ["line 1", "line 2", "line 3", "line 4"])
  }

  @Test("a side that is the other's beginning keeps a word of its own")
  func prefix() throws {
    let read = try items(#"{"positive": "It is very good", "negative": "It is very good indeed"}"#)
    #expect(read[0].prompt.begin == "It is very")
    #expect(read[0].favored == ["good"] && read[0].opposed == ["good indeed"])
  }

  @Test("a question is an item in each order of its choices")
  func questions() throws {
    let question =
      #"{"question": "Which?\n\nChoices:\n (A) this\n (B) that", "answer_matching_behavior": "(A)", "#
      + #""answer_not_matching_behavior": "(B)"}"#
    let read = try items(question, answers: .bothOrders)
    #expect(read.map(\.favored) == [["(A"], ["(B"]])
    #expect(read.map(\.template) == ["line 1", "line 1"])
  }

  @Test(
    "what is wrong with an item, and in which field",
    arguments: [
      (#"{"favored": ["a"], "opposed": ["b"]}"#, "begin"),
      (#"{"begin": "x", "favored": ["a", "b"], "opposed": ["b"]}"#, "opposed"),
      (#"{"begin": "x", "favored": [], "opposed": ["b"]}"#, "favored"),
      (#"{"begin": "x", "favored": ["a"], "opposed": ["b"], "controlBegin": "x"}"#, "controlBegin"),
      (#"{"positive": "one thing", "negative": "another thing"}"#, "same word"),
      (#"{"positive": "one thing"}"#, "negative"),
    ])
  func faults(text: String, says: String) {
    let error = #expect(throws: DataError.self) { try items(text) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(says))
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("t:1:"))
  }

  @Test(
    "what is wrong with behavior.json, and in which field",
    arguments: [
      ("{}", "name"), (#"{"name": "k", "towards": ["x"]}"#, "towards"),
      (#"{"name": "k", "wanted": "most"}"#, "wanted"), ("[]", "object"), ("", "k/behavior.json"),
    ])
  func badDescription(text: String, says: String) {
    let error = #expect(throws: DataError.self) {
      try description(text, test: #"{"positive": "a b", "negative": "a c"}"#)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(says))
  }

  @Test("a file that is not there is named, with the verb that makes it")
  func missing() {
    let error = #expect(throws: DataError.self) {
      try BehaviorDescription(files: [.description: Data(#"{"name": "k"}"#.utf8)], path: "k")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("k/select.jsonl"))
  }

  @Test("every byte of every file is in the hash; whether more or less is wanted is a sign")
  func hash() throws {
    let test = #"{"positive": "a b", "negative": "a c"}"#
    let one = try description(test: test)
    #expect(try description(test: test).hash == one.hash)
    #expect(try description(test: test + "\n").hash != one.hash)
    #expect(try description(pairs: test, test: test).hash != one.hash)
    #expect(one.wanted == 1 && one.pairs.isEmpty)
    #expect(try description(#"{"name": "k", "wanted": "less"}"#, test: test).wanted == -1)
  }

  @Test(
    "what stands in pairs and test both is found, word for word and in part; what differs is not")
  func overlaps() throws {
    let pairs = """
      {"positive": "the old man walked slowly to the garden gate and smiled", "negative": "the old man walked slowly to the garden gate and frowned"}
      {"positive": "rain fell on the roof all night", "negative": "rain fell on the roof all week"}
      """
    let test = """
      {"positive": "nothing here is like any of that at all", "negative": "nothing here is like any of this at all"}
      {"positive": "Rain fell on the roof all night.", "negative": "Rain fell on the roof all day."}
      {"positive": "the old man walked slowly to the garden bench happily", "negative": "the old man walked slowly to the garden bench sadly"}
      """
    let found = try description(pairs: pairs, test: test).overlaps
    #expect(found.map(\.item) == [1, 2])
    #expect(found.map(\.pair) == [1, 0])
    #expect(found[0].share == 1)
    #expect(found[1].share >= 0.5 && found[1].share < 1)
    #expect(try description(test: test).overlaps.isEmpty)
  }

  @Test("what is missing is told with what it costs, and nothing of what is there")
  func gaps() throws {
    let test = (1...20).map {
      #"{"begin": "it is \#($0)", "favored": ["a"], "opposed": ["b"], "controlBegin": "c \#($0)"}"#
    }.joined(separator: "\n")
    let whole = try description(
      #"{"name": "k", "meaning": "m", "toward": ["x"], "away": ["y"]}"#,
      pairs: #"{"positive": "a b", "negative": "a c"}"#, test: test)
    #expect(whole.gaps == [])
    let bare = try description(test: #"{"positive": "a b", "negative": "a c"}"#).gaps
    for phrase in ["no control", "no pairs", "in words", "meaning", "templates to test on"] {
      #expect(bare.count { $0.contains(phrase) } == 1, "\(phrase)")
    }
  }

  @Test(
    "test items that are chosen on too, or are another's copy, are told; many alike pairs take no time"
  )
  func repeated() throws {
    let one = #"{"positive": "so it goes", "negative": "so it stays", "template": "t"}"#
    let gaps = try description(
      select: one, test: one + "\n" + one.replacing("\"t\"", with: "\"u\"")
    ).gaps
    #expect(gaps.count { $0.contains("2 of 2 test items are among") } == 1)
    #expect(gaps.count { $0.contains("1 of 2 test items are another's copy") } == 1)
    let pairs = String(
      repeating:
        #"{"positive": "the same old words again and good", "negative": "the same old words again and bad"}"#
        + "\n",
      count: 4_000)
    let many = try description(pairs: pairs, test: pairs)
    let clock = ContinuousClock()
    let time = clock.measure { #expect(many.overlaps.count == 4_000) }
    print("4000 alike pairs in \(time)")
  }

  @Test("pairs are dealt by template; what authors hold out is the test")
  func dealt() throws {
    let pairs = ContrastPairs(
      name: "p",
      items: (0..<20).map {
        ContrastPair(positive: "it \($0) good", negative: "it \($0) bad", template: "t\($0 / 2)")
      })
    let own = try BehaviorDescription(
      name: "p", pairs: pairs, hash: "h", testHashes: ["h"], seed: 17)
    let parts = [
      Set(own.pairs.map(\.template)), Set(own.select.map(\.template)),
      Set(own.test.map(\.template)),
    ]
    #expect(parts.map(\.count) == [4, 2, 4])
    #expect(parts[0].union(parts[1]).union(parts[2]).count == 10)
    let heldOut = ContrastPairs(name: "q", items: Array(pairs.items.prefix(3)))
    let given = try BehaviorDescription(
      name: "p", pairs: pairs, heldOut: heldOut, hash: "h", testHashes: ["h"], seed: 17)
    #expect(given.test.count == 3)
    #expect(given.pairs.count + given.select.count == 20)
  }
}
