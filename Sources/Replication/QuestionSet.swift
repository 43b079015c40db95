import Assets
import Files
import Inference
import Randomness
import Statistics
import Steering
import Subjects
import struct Foundation.Data

/// A question with two answers in a model's tokens, as it is asked: once, or in both orders of its choices.
public struct TwoChoiceQuestion: Sendable {
  /// As published, or with the matching answer first where it had no order; then exchanged.
  public let orders: [Order]

  /// One way to ask it.
  public struct Order: Sendable {
    /// Up to where the reply begins.
    public let prompt: [Int]
    /// The reply that shows what the set is named after, and the other one.
    public let matching, other: [Int]

    /// Tokens that are given.
    public init(prompt: [Int], matching: [Int], other: [Int]) {
      (self.prompt, self.matching, self.other) = (prompt, matching, other)
    }
  }

  /// - Parameter orders: one, or two.
  public init(orders: [Order]) { self.orders = orders }

  init(_ pairs: ArraySlice<ContrastPair>, for model: LanguageModel) {
    orders = pairs.map { pair in
      Order(
        prompt: model.chatPrompt([ChatMessage(role: .user, content: pair.user ?? "")]),
        matching: model.tokenizer.encode(pair.positive),
        other: model.tokenizer.encode(pair.negative))
    }
  }
}

/// What the model is asked to answer with.
public enum Asking: String, Sendable, CaseIterable, Codable {
  /// The letter of a choice, each question in both orders; Yes and No become choices.
  case letters
  /// The answer's own words, without a list of choices; Yes and No stay what they are.
  case words

  fileprivate var answers: ChoiceAnswers { self == .letters ? .bothOrders : .text }
  /// Contrast pairs that a question is read as.
  var orders: Int { self == .letters ? 2 : 1 }
}

/// A published set of two-choice questions, dealt into parts that have no question in common.
public struct QuestionSet: Sendable {
  /// As `steer data list` has it.
  public let name: String
  /// How it is asked.
  public let asking: Asking
  /// What a vector is made from.
  public let extract: [TwoChoiceQuestion]
  /// What its layer is chosen on.
  public let select: [TwoChoiceQuestion]
  /// What it is measured on.
  public let test: [TwoChoiceQuestion]

  /// Questions of each part, at most.
  public struct Counts: Sendable {
    /// Of ``QuestionSet/extract`` and of ``QuestionSet/select`` and of ``QuestionSet/test``.
    public let extract, select, test: Int

    /// At most so many questions.
    public init(extract: Int, select: Int, test: Int) {
      (self.extract, self.select, self.test) = (extract, select, test)
    }

    /// What was registered.
    public static let registered = Counts(extract: 250, select: 50, test: 100)
  }

  /// Parts that are given.
  public init(
    name: String, asking: Asking = .letters, extract: [TwoChoiceQuestion],
    select: [TwoChoiceQuestion],
    test: [TwoChoiceQuestion]
  ) {
    self.name = name
    self.asking = asking
    self.extract = extract
    self.select = select
    self.test = test
  }

  /// Deals a set by a shuffle that its name and the project's seed decide, so that each part has as many questions that
  /// one reply matches as the other does. Where its authors published a file to test on, all of that is the test, and all
  /// that is not chosen on makes the vector.
  ///
  /// - Throws: ``AssetError`` where it was not fetched or a byte differs, `DataError` for what is no question of two
  ///   answers.
  public init(
    _ name: String, asking: Asking, counts: Counts = .registered, for model: LanguageModel
  ) throws {
    let files = try PublicDataSet.named(name).questions(asking, for: model)
    var generator = SeededGenerator(seed: Subject.seed, stream: "public set \(name)")
    let dealt = Self.alternating(generator.shuffled(files[0].indices).map { files[0][$0] })
    let isTestGiven = files.count > 1
    let rest = dealt.dropFirst(counts.select)
    self.init(
      name: name, asking: asking,
      extract: Array(isTestGiven ? rest : rest.prefix(counts.extract)),
      select: Array(dealt.prefix(counts.select)),
      test: isTestGiven
        ? files[1] : Array(rest.dropFirst(counts.extract).prefix(counts.test)))
  }

  /// The same questions with those of two matching replies in turn, as far as both go; what is left over goes last. As
  /// they are where there are not two: letters, which each question has both of, or texts of its own.
  static func alternating(_ questions: [TwoChoiceQuestion]) -> [TwoChoiceQuestion] {
    let groups = Dictionary(grouping: questions.indices) { questions[$0].orders[0].matching }
    guard groups.count == 2, questions.allSatisfy({ $0.orders.count == 1 }) else {
      return questions
    }
    let (a, b) = (
      groups.values.min { $0[0] < $1[0] } ?? [], groups.values.max { $0[0] < $1[0] } ?? []
    )
    let both = min(a.count, b.count)
    return (zip(a, b).flatMap { [$0, $1] } + a.dropFirst(both) + b.dropFirst(both)).map {
      questions[$0]
    }
  }

  /// The contrast pairs of ``extract``, each question asked once. Of letters, the one that matches is (A) and (B) in turn:
  /// what the letters themselves are cancels.
  var pairs: PairCorpus {
    let orders = extract.enumerated().map { index, question in
      let byLetter = question.orders.sorted { $0.matching.lexicographicallyPrecedes($1.matching) }
      return byLetter[index % byLetter.count]
    }
    return PairCorpus(
      positive: orders.map { $0.prompt + $0.matching },
      negative: orders.map { $0.prompt + $0.other },
      templates: orders.indices.map { "question \($0 + 1)" })
  }

  /// Tokens that measuring it reads, about.
  var tokenCount: Int {
    let both = (select + test).flatMap(\.orders)
    return extract.reduce(0) { $0 + $1.orders[0].prompt.count }
      + both.reduce(0) { $0 + $1.prompt.count }
  }
}

extension PublicDataSet {
  /// The set of this name.
  ///
  /// - Throws: `DataError.missingFile(file:)` where none has it.
  static func named(_ name: String) throws -> PublicDataSet {
    guard let set = all.first(where: { $0.name == name }) else {
      throw DataError.missingFile(file: name)
    }
    return set
  }

  /// The questions of each file; a few whose choices cannot be told apart, one being empty or of several lines, are left
  /// out.
  func questions(_ asking: Asking, for model: LanguageModel) throws -> [[TwoChoiceQuestion]] {
    try files.map { file in
      let pairs = try ContrastPairs(
        parsing: Data(contentsOf: file.located()), name: name, answers: asking.answers,
        passingOver: true)
      return stride(from: 0, to: pairs.count, by: asking.orders).map {
        TwoChoiceQuestion(pairs.items[$0..<$0 + asking.orders], for: model)
      }
    }
  }
}
