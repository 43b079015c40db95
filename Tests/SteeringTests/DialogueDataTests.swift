import Assets
import Foundation
import Testing

@testable import Steering

/// What pairs and items of the second protocol must not be: repeated, unbalanced, overlapping, or written in
/// the metric's own words.
@Suite("The data of the second protocol")
struct DialogueDataTests {
  // MARK: Checks

  static func pairFaults(_ pairs: ContrastPairs) -> [String] {
    let byTemplate = Dictionary(grouping: pairs, by: \.template)
    let lengths = pairs.map { words(of: $0.positive).count - words(of: $0.negative).count }
    var uses: [String: Set<String>] = [:]
    for pair in pairs {
      let sides = [pair.positive, pair.negative].map { Set(contentWords($0)) }
      for word in sides[0].symmetricDifference(sides[1]) {
        uses[word, default: []].insert(pair.template)
      }
    }
    return faults([
      ("fewer than 80 templates", byTemplate.count < 80),
      ("messages in some pairs only", Set(pairs.map { $0.user == nil }).count > 1),
      (
        "one side is longer",
        abs(Double(lengths.reduce(0, +)) / Double(lengths.count)) > 0.3
      ),
    ])
      + byTemplate.filter { $1.count != 3 }.keys.sorted().map { "\($0): not three pairs" }
      + pairs.filter { unbalanced($0, by: 2) }.map { "lengths: \($0.positive)" }
      + repeated(pairs.map { ($0.user ?? "") + $0.positive }).map { "twice: \($0)" }
      + uses.filter { $1.count > 6 }.keys.sorted().map { "in too many templates: \($0)" }
  }

  static func itemFaults(_ items: DialogueItems) -> [String] {
    let parts = Dictionary(grouping: items, by: \.part)
    func templates(_ part: DialogueItem.Part) -> Set<String> {
      Set((parts[part] ?? []).map(\.template))
    }
    func facts(_ part: DialogueItem.Part) -> Set<String> {
      Set((parts[part] ?? []).compactMap(\.fact))
    }
    let byTemplate = Dictionary(grouping: items, by: \.template)
    let couples = items.flatMap { zip($0.favored, $0.opposed) }
    let longer = couples.count { $0.count > $1.count }
    let shorter = couples.count { $0.count < $1.count }
    let families = parts.map { part, items in
      (part, Dictionary(grouping: items, by: \.family).mapValues(\.count).values.sorted())
    }
    return faults([
      ("templates of select", templates(.select).count != 20),
      ("templates of test", templates(.test).count != 50),
      ("one side is longer", max(longer, shorter) > 2 * min(longer, shorter)),
    ])
      + byTemplate.filter { $1.count != 4 }.keys.sorted().map { "\($0): not four items" }
      + byTemplate.filter { Set($1.map(\.family)).count < 2 }.keys.sorted().map {
        "\($0): one family"
      }
      + templates(.select).intersection(templates(.test)).sorted().map { "\($0) in both parts" }
      + facts(.select).intersection(facts(.test)).sorted().map { "fact \($0) in both parts" }
      + families.filter { Double($1.last ?? 0) > 1.1 * Double($1.first ?? 0) + 1 }.map {
        "families of \($0): \($1)"
      }
      + repeated(items.map { "\($0.prompt.user) \($0.prompt.begin) \($0.favored)" }).map {
        "twice: \($0)"
      }
  }

  /// Pairs that say a word by which the items are measured, and items that say one of their own
  /// continuations; the answers to questions of fact are named there on purpose.
  static func leaks(_ pairs: ContrastPairs, _ items: DialogueItems) -> [String] {
    let own = items.flatMap { item -> [String] in
      guard item.fact == nil else { return [] }
      return [item.prompt, item.control].compactMap { opening in
        let said = stems("\(opening.user) \(opening.begin)")
        let common = said.intersection(item.differing)
        return common.isEmpty ? nil : "an item says \(common.sorted()): \(opening.user)"
      }
    }
    // Answers to questions of fact are whole words, short ones of which ("one", "no") are anywhere.
    let metric = items.reduce(into: Set<String>()) {
      $0.formUnion($1.fact == nil ? $1.differing : Set($1.answers.filter { $0.count > 3 }))
    }
    return own
      + pairs.compactMap { pair in
        let text = "\(pair.positive) \(pair.negative)"
        let common = (items.contains { $0.fact == nil } ? stems(text) : said(text))
          .intersection(metric)
        return common.isEmpty ? nil : "a pair says \(common.sorted()): \(pair.positive)"
      }
  }

  /// How much kinder favored continuations are than opposed ones, in VADER's lexicon.
  static func valence(_ items: DialogueItems, _ vader: VADERLexicon) -> Double {
    let couples = items.flatMap { zip($0.favored, $0.opposed) }
    func score(_ text: String) -> Double {
      said(text).reduce(0) {
        $0 + (vader.valence(of: VADERWord($1[...].unicodeScalars)) ?? 0)
      }
    }
    return couples.reduce(0) { $0 + score($1.0) - score($1.1) } / Double(couples.count)
  }

  private static func faults(_ checks: [(String, Bool)]) -> [String] {
    checks.filter(\.1).map(\.0)
  }

  // MARK: The data

  @Test("pairs", arguments: Behavior.allCases)
  func pairs(behavior: Behavior) throws {
    #expect(try Self.pairFaults(.protocol2(for: behavior)) == [])
  }

  @Test("items", arguments: Behavior.allCases)
  func items(behavior: Behavior) throws {
    #expect(try Self.itemFaults(.protocol2(for: behavior)) == [])
  }

  @Test("neither pairs nor prompts say the metric's words", arguments: Behavior.allCases)
  func apart(behavior: Behavior) throws {
    #expect(try Self.leaks(.protocol2(for: behavior), .protocol2(for: behavior)) == [])
  }

  @Test("no fact is chosen on for one behaviour and reported on for another")
  func factsApart() throws {
    let items = try [Behavior.sycophancy, .honesty].flatMap(DialogueItems.protocol2)
    let parts = Dictionary(grouping: items, by: \.part).mapValues { Set($0.compactMap(\.fact)) }
    #expect(try #require(parts[.select]).isDisjoint(with: #require(parts[.test])))
    #expect(try #require(parts[.test]).count >= 250)
  }

  @Test("sycophancy: the user claims what is opposed to what is so, and asks the same question")
  func claims() throws {
    for item in try DialogueItems.protocol2(for: .sycophancy) {
      let (wrong, right) = (said(item.favored[0]), said(item.opposed[0]))
      let rightful = try said(#require(item.rightful).user)
      #expect(said(item.prompt.user).isSuperset(of: wrong), "\(wrong)")
      #expect(said(item.control.user).isSuperset(of: wrong), "\(wrong)")
      #expect(rightful.isSuperset(of: right) && !rightful.isSuperset(of: wrong), "\(right)")
      #expect(item.control.begin == item.prompt.begin && item.plain != nil, "\(wrong)")
    }
  }

  @Test("requests in words: eight frames, each of one length in all three lists")
  func requests() throws {
    let prompts = try InstructionPrompts.protocol2
    var all: [String] = []
    for lists in Behavior.allCases.map({ prompts[$0] }) {
      #expect(Set([lists.toward, lists.away, lists.neutral].map(\.count)) == [8])
      for (a, (b, c)) in zip(lists.toward, zip(lists.away, lists.neutral)) {
        let counts = [a, b, c].map { words(of: $0).count }
        #expect(try #require(counts.max()) - #require(counts.min()) <= 3, "\(a)")
      }
      all += lists.toward + lists.away + lists.neutral
    }
    #expect(repeated(all) == [])
  }

  @Test(
    "continuations are neither kinder nor unkinder; words of praise are not VADER's own",
    .enabled(if: Asset.vaderLexicon.testsRun, "\(Asset.vaderLexicon.skipReason)"))
  func valence() throws {
    let vader = try VADERLexicon(
      words: Asset.vaderLexicon.located(), emoji: Asset.vaderEmojiLexicon.located())
    for behavior in Behavior.allCases where behavior != .sentiment {
      let items = try DialogueItems.protocol2(for: behavior)
      #expect(abs(Self.valence(items, vader)) < 0.15, "\(behavior)")
      let kind = items.map { $0.replacing(favored: ["delightful"], opposed: ["dreadful"]) }
      #expect(Self.valence(DataSet(name: "planted", items: kind), vader) > 3)
    }
    let praise = Set(
      try DialogueItems.protocol2(for: .sentiment).flatMap { $0.favored + $0.opposed })
    #expect(praise.filter { vader.valence(of: VADERWord($0[...].unicodeScalars)) != nil } == [])
    #expect(praise.count >= 48)
  }

  // MARK: Reading

  @Test(
    "a line that is no item is refused with the field and what was expected",
    arguments: [
      ("part", "\"train\"", "\"select\" or \"test\""),
      ("controlUser", "\"Who?\"", "a text unlike \"user\""),
      ("opposed", "[\"no\", \"nay\"]", "1 replies, as in \"favored\""),
      ("opposed", "[\"not at all\"]", "1 words in place of \"yes\""),
      ("opposed", "[\"yes\"]", "1 words in place of \"yes\""),
      ("family", "7", "a text"),
    ])
  func malformed(field: String, value: String, expected: String) throws {
    func line(_ field: String? = nil, _ value: String = "") -> Data {
      let fields = [
        ("template", "\"t\""), ("part", "\"test\""), ("family", "\"f\""), ("user", "\"Who?\""),
        ("begin", "\"It is\""), ("controlUser", "\"What?\""), ("controlBegin", "\"It is\""),
        ("favored", "[\"yes\"]"), ("opposed", "[\"no\"]"),
      ]
      let text = fields.map { "\"\($0)\": \($0 == field ? value : $1)" }
      return Data("{\(text.joined(separator: ", "))}".utf8)
    }
    #expect(try DialogueItems(jsonl: line(), name: "items").count == 1)
    let wrong = line(field, value)
    #expect(
      performing: { try DialogueItems(jsonl: wrong, name: "items") },
      throws: { error in
        guard case .malformed(_, 1, _, field, expected, _)? = error as? DataError else {
          return false
        }
        return true
      })
  }

  // MARK: Planted faults

  @Test("planted faults: each is noticed")
  func plantedFaults() throws {
    let pairs = try ContrastPairs.protocol2(for: .honesty)
    let items = try DialogueItems.protocol2(for: .honesty)
    func faults(_ change: (inout [ContrastPair]) -> Void) -> [String] {
      var copy = pairs.items
      change(&copy)
      return Self.pairFaults(DataSet(name: "planted", items: copy))
    }
    #expect(!faults { $0.removeFirst() }.isEmpty)
    #expect(!faults { $0[1] = $0[0] }.isEmpty)
    #expect(
      !faults { pairs in
        pairs = pairs.map {
          ContrastPair(
            positive: $0.positive + " indeed", negative: $0.negative, template: $0.template)
        }
      }.isEmpty)

    func itemFaults(_ change: (inout [DialogueItem]) -> Void) -> [String] {
      var copy = items.items
      change(&copy)
      return Self.itemFaults(DataSet(name: "planted", items: copy))
    }
    let test = try #require(items.firstIndex { $0.part == .test })
    #expect(!itemFaults { $0.removeLast() }.isEmpty)
    #expect(!itemFaults { $0[test] = $0[test].replacing(part: .select) }.isEmpty)
    #expect(!itemFaults { $0 = $0.map { $0.replacing(family: "one") } }.isEmpty)
    #expect(!itemFaults { $0[1] = $0[0] }.isEmpty)
    #expect(
      !itemFaults {
        $0 = $0.map { $0.replacing(favored: $0.favored.map { $0 + "ish" }) }
      }.isEmpty)

    let first = try #require(items.first)
    let leaking = ContrastPair(
      positive: "I said \(first.favored[0])", negative: "I said nothing", template: "planted")
    #expect(!Self.leaks(DataSet(name: "planted", items: [leaking]), items).isEmpty)
    let own = try #require(DialogueItems.protocol2(for: .corrigibility).first)
    let saying = own.replacing(user: "Will you \(own.favored[0])?")
    #expect(
      !Self.leaks(pairs, DataSet(name: "planted", items: [saying])).isEmpty)
  }
}

/// Words, in small letters.
private func said(_ text: String) -> Set<String> {
  Set(allWords(text))
}

/// Words by their stems, roughly: endings of verbs, adverbs and plurals are taken off.
private func stems(_ text: String) -> Set<String> {
  Set(
    contentWords(text).map { word in
      let ending = ["ingly", "edly", "ing", "ed", "es", "ly", "s"].first {
        word.hasSuffix($0) && word.count - $0.count >= 3
      }
      return String(word.dropLast(ending?.count ?? 0))
    })
}

extension DialogueItem {
  /// What tells favored from opposed continuations, by stem.
  fileprivate var differing: Set<String> {
    zip(favored, opposed).reduce(into: []) {
      $0.formUnion(stems($1.0).symmetricDifference(stems($1.1)))
    }
  }

  fileprivate var answers: Set<String> { said((favored + opposed).joined(separator: " ")) }

  fileprivate func replacing(
    part: Part? = nil, family: String? = nil, user: String? = nil, favored: [String]? = nil,
    opposed: [String]? = nil
  ) -> DialogueItem {
    DialogueItem(
      template: template, part: part ?? self.part, family: family ?? self.family, fact: fact,
      prompt: Opening(user: user ?? prompt.user, begin: prompt.begin), control: control,
      controlKind: controlKind, plain: plain, rightful: rightful,
      favored: favored ?? self.favored, opposed: opposed ?? self.opposed)
  }
}
