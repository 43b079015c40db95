import Assets
import Files
import Inference
import Randomness
import Statistics
import Steering
import Subjects
import struct Foundation.Data

/// A question with two choices in a model's tokens, in both orders of the choices.
public struct TwoChoiceQuestion: Sendable {
  /// As published, or with the matching answer first where it had no order; then exchanged.
  public let orders: [Order]

  /// One order of the choices.
  public struct Order: Sendable {
    /// Up to where the reply begins.
    public let prompt: [Int]
    /// The letter that shows what the set is named after, and the other one.
    public let matching, other: [Int]

    /// Tokens that are given.
    public init(prompt: [Int], matching: [Int], other: [Int]) {
      (self.prompt, self.matching, self.other) = (prompt, matching, other)
    }
  }

  /// - Parameter orders: two.
  public init(orders: [Order]) { self.orders = orders }

  /// The orders of a pair of contrast pairs, as ``ChoiceAnswers/bothOrders`` reads them.
  init(_ pairs: ArraySlice<ContrastPair>, for model: LanguageModel) {
    orders = pairs.map { pair in
      Order(
        prompt: model.chatPrompt([ChatMessage(role: .user, content: pair.user ?? "")]),
        matching: model.tokenizer.encode(pair.positive),
        other: model.tokenizer.encode(pair.negative))
    }
  }
}

/// A published set of two-choice questions, dealt into parts that have no question in common.
public struct QuestionSet: Sendable {
  /// As `steer data list` has it.
  public let name: String
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
    name: String, extract: [TwoChoiceQuestion], select: [TwoChoiceQuestion],
    test: [TwoChoiceQuestion]
  ) {
    self.name = name
    self.extract = extract
    self.select = select
    self.test = test
  }

  /// Deals a set by a shuffle that its name and the project's seed decide. Where its authors published a file to test on,
  /// all of that is the test, and all that is not chosen on makes the vector.
  ///
  /// - Throws: ``AssetError`` where it was not fetched or a byte differs, `DataError` for what is no question of two
  ///   choices.
  public init(_ name: String, counts: Counts = .registered, for model: LanguageModel) throws {
    let files = try PublicDataSet.named(name).questions(for: model)
    var generator = SeededGenerator(seed: Subject.seed, stream: "public set \(name)")
    let dealt = generator.shuffled(files[0].indices).map { files[0][$0] }
    if files.count > 1 {
      self.init(
        name: name, extract: Array(dealt.dropFirst(counts.select)),
        select: Array(dealt.prefix(counts.select)), test: files[1])
    } else {
      self.init(
        name: name, extract: Array(dealt.prefix(counts.extract)),
        select: Array(dealt.dropFirst(counts.extract).prefix(counts.select)),
        test: Array(dealt.dropFirst(counts.extract + counts.select).prefix(counts.test)))
    }
  }

  /// The contrast pairs of ``extract``, each question in one order: a coin decides which, so that a letter is as
  /// often on one side as on the other.
  var pairs: PairCorpus {
    var generator = SeededGenerator(seed: Subject.seed, stream: "orders of \(name)")
    let orders = extract.map { $0.orders[generator.index(below: $0.orders.count)] }
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

  /// The questions of each file, in both orders; a few whose choices cannot be exchanged, one being empty or of several
  /// lines, are left out.
  func questions(for model: LanguageModel) throws -> [[TwoChoiceQuestion]] {
    try files.map { file in
      let pairs = try ContrastPairs(
        parsing: Data(contentsOf: file.located()), name: name, answers: .bothOrders,
        passingOver: true)
      return stride(from: 0, to: pairs.count, by: 2).map {
        TwoChoiceQuestion(pairs.items[$0..<$0 + 2], for: model)
      }
    }
  }
}
