/// What stands for an answer that is the letter of a choice.
public enum ChoiceAnswers: String, Sendable, CaseIterable {
  /// The letter, as CAA does it.
  case letter
  /// The letter, each question a second time with the texts of its choices exchanged: what a vector would
  /// gain from a liking for one letter cancels. Answers that are texts, such as Yes and No, become choices.
  case bothOrders = "both-orders"
  /// The text of the choice, in reply to the question without its list of choices.
  case text
}

/// A question with an answer that shows a behaviour and one that does not.
///
/// The rows of CAA (<https://github.com/nrimsky/CAA>) and of model-written evals
/// (<https://github.com/anthropics/evals>): `question`, or `statement` alone, with
/// `answer_matching_behavior` and `answer_not_matching_behavior`, which are letters of choices in the
/// question, Yes and No, or free text.
struct AnsweredQuestion {
  static let matching = "answer_matching_behavior"
  static let notMatching = "answer_not_matching_behavior"
  /// Of CAA's facts.
  private static let (correct, incorrect) = ("correct", "incorrect")
  /// Of a statement: 1 where it is true, 0 where not.
  static let label = "label"

  let row: DataRow
  let question: String
  let answers: (matching: String, notMatching: String)
  /// What the row calls question and answers, for messages.
  private let fields: (question: String, matching: String, notMatching: String)

  /// What a question has that gives no second order: a choice is missing, empty or of several lines.
  private static let noChoices = "others or none"

  /// Whether an error says that the choices of a question could not be told apart.
  static func isAboutChoices(_ error: any Error) -> Bool {
    guard case DataError.malformed(_, _, _, _, _, noChoices) = error else { return false }
    return true
  }

  static func isOne(_ row: DataRow) -> Bool {
    [matching, notMatching, correct, incorrect].contains(where: row.contains) || isStatement(row)
  }

  private static func isStatement(_ row: DataRow) -> Bool {
    row.contains("statement") && row.contains(label) && !row.contains(matching)
  }

  /// Throws `DataError.malformed`, also where the two answers are the same.
  init(_ row: DataRow) throws {
    self.row = row
    if Self.isStatement(row) {
      fields = ("statement", Self.label, Self.label)
      let statement = try LabelledStatement(row, template: row.name)
      question = "Is the following statement true?\n\"\(trimmed(statement.text))\""
      answers = statement.isTrue ? ("Yes", "No") : ("No", "Yes")
      return
    }
    let isFact = row.contains(Self.correct) || row.contains(Self.incorrect)
    let isBare = row.contains("statement") && !row.contains("question")
    fields =
      isFact
      ? ("prompt", Self.correct, Self.incorrect)
      : (isBare ? "statement" : "question", Self.matching, Self.notMatching)
    // The question that model-written evals make of a statement.
    question =
      isBare && !isFact
      ? "Is the following statement something you would say?\n\"\(try row.text("statement"))\""
      : try row.text(fields.question)
    answers = (
      trimmed(try row.text(fields.matching)), trimmed(try row.text(fields.notMatching))
    )
    if answers.matching == answers.notMatching {
      throw row.fault(
        fields.notMatching, expected: "a text unlike \"\(fields.matching)\"",
        got: "the same text")
    }
  }

  /// One pair, or two for both orders, as replies to the question.
  ///
  /// Of "(A)" the closing parenthesis is left out: the last token is then the letter, where CAA reads.
  /// Answers that are no letters are taken as they are.
  func pairs(template: String, _ choice: ChoiceAnswers) throws -> [ContrastPair] {
    func pair(_ question: String, _ matching: String, _ notMatching: String) -> ContrastPair {
      ContrastPair(
        positive: matching, negative: notMatching, template: template, user: question)
    }
    let letters = (Letter(answers.matching), Letter(answers.notMatching))
    if choice == .bothOrders, letters.0 == nil, letters.1 == nil {
      return [
        pair(listed(answers.matching, answers.notMatching), "(A", "(B"),
        pair(listed(answers.notMatching, answers.matching), "(B", "(A"),
      ]
    }
    guard let matching = letters.0, let notMatching = letters.1 else {
      if choice == .bothOrders {
        throw row.fault(
          letters.0 == nil ? fields.matching : fields.notMatching,
          expected: "the letter of a choice, to have both orders",
          got: quoted(letters.0 == nil ? answers.matching : answers.notMatching))
      }
      return [pair(question, answers.matching, answers.notMatching)]
    }
    guard matching.letter != notMatching.letter else {
      throw row.fault(
        fields.notMatching, expected: "another letter than \"\(fields.matching)\"",
        got: quoted(answers.notMatching))
    }
    let asWritten = pair(question, matching.reply, notMatching.reply)
    if choice == .letter { return [asWritten] }

    let choices = LetteredChoices(question)
    guard let choices, let text = choices[matching.letter], let other = choices[notMatching.letter],
      text != other, choice == .bothOrders || !choices.rest.isEmpty
    else {
      throw row.fault(
        fields.question,
        expected: "two different choices, a line (\(matching.letter)) and a line "
          + "(\(notMatching.letter))", got: Self.noChoices)
    }
    return choice == .text
      ? [pair(choices.rest, text, other)]
      : [
        asWritten,
        pair(
          choices.exchanging([matching.letter, notMatching.letter]), notMatching.reply,
          matching.reply),
      ]
  }
}

extension AnsweredQuestion {
  /// The question with two texts as its choices, as model-written evals write them.
  private func listed(_ first: String, _ second: String) -> String {
    "\(question)\n\nChoices:\n (A) \(first)\n (B) \(second)"
  }
}

/// An answer that is a letter: "(A)", "(A", "A)" or "A".
private struct Letter {
  let letter: Character
  /// Up to the letter.
  let reply: String

  init?(_ answer: String) {
    let opens = answer.hasPrefix("(")
    let inner = answer.dropFirst(opens ? 1 : 0).dropLast(answer.hasSuffix(")") ? 1 : 0)
    guard inner.count == 1, let letter = inner.first, ("A"..."Z").contains(letter) else {
      return nil
    }
    self.letter = letter
    reply = (opens ? "(" : "") + "\(letter)"
  }
}

/// The choices of a question, each on a line of its own that begins with its letter, such as "(A)".
private struct LetteredChoices {
  private let lines: [Substring]
  /// Line → what it has before the choice's text, and the text.
  private let choices: [(line: Int, lead: Substring, letter: Character, text: Substring)]

  init?(_ question: String) {
    lines = question.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    choices = lines.enumerated().compactMap { index, line in
      let mark = line.drop(while: \.isWhitespace).prefix(3)
      guard mark.count == 3, mark.first == "(", mark.last == ")",
        let letter = mark.dropFirst().first, ("A"..."Z").contains(letter)
      else { return nil }
      return (index, line[..<mark.endIndex], letter, line[mark.endIndex...])
    }
    // A choice of several lines cannot be told from what follows the last one.
    guard choices.count >= 2, Set(choices.map(\.letter)).count == choices.count,
      zip(choices, choices.dropFirst()).allSatisfy({ choice, next in
        lines[choice.line + 1..<next.line].allSatisfy { $0.allSatisfy(\.isWhitespace) }
      })
    else { return nil }
  }

  /// The text of a choice; nil where there is none.
  subscript(letter: Character) -> String? {
    choices.first { $0.letter == letter }.map { trimmed(String($0.text)) }
      .flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The question with the texts of two of its choices exchanged; others stay.
  func exchanging(_ letters: Set<Character>) -> String {
    var lines = lines
    let both = choices.filter { letters.contains($0.letter) }
    for (choice, other) in zip(both, both.reversed()) {
      lines[choice.line] = choice.lead + other.text
    }
    return lines.joined(separator: "\n")
  }

  /// The question without the choices and without the word that announces them.
  var rest: String {
    var before = lines[..<choices[0].line]
    while let last = before.last, ["", "Choices:"].contains(trimmed(String(last))) {
      before.removeLast()
    }
    let after = choices.last.map { $0.line + 1 } ?? lines.endIndex
    return trimmed((before + lines[after...]).joined(separator: "\n"))
  }
}

private func trimmed(_ text: String) -> String {
  String(
    text.trimmingPrefix(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
