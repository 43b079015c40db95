import ArgumentParser
import Assets
import Files
import Foundation
import Inference
import Steering
import Subjects

extension LanguageModel {
  /// The ids of a text that begins a sequence, with a warning where the vocabulary lacks a part of it.
  func promptIDs(_ text: String, special: Bool, _ console: Console) -> [Int] {
    warnOfLoss(text, special: special, console)
    return tokenizer.encodePrompt(text, parsingControlTokens: special)
  }

  /// The ids of a text that goes on after others.
  func continuationIDs(_ text: String, special: Bool, _ console: Console) -> [Int] {
    warnOfLoss(text, special: special, console)
    return tokenizer.encode(text, parsingControlTokens: special)
  }

  /// The ids of a message to which the model is to reply.
  func chatIDs(_ message: String, _ console: Console) -> [Int] {
    warnOfLoss(message, special: false, console)
    return chatPrompt([ChatMessage(role: .user, content: message)])
  }

  func warnOfLoss(_ text: String, special: Bool, _ console: Console) {
    let lost = lostByteCount(text, special: special)
    guard lost > 0 else { return }
    console.warn(
      "\(lost) bytes of the text have no token in the vocabulary of \(name); "
        + "the model reads another text than the one given")
  }

  /// The same of a file of pairs, once for all of them.
  func warnOfLoss(_ pairs: ContrastPairs, _ console: Console) {
    let texts = pairs.flatMap { [$0.user, $0.positive, $0.negative].compactMap(\.self) }
    let lossy = texts.count { lostByteCount($0, special: false) > 0 }
    guard lossy > 0 else { return }
    console.warn(
      "parts of \(lossy) of the \(texts.count) texts have no token in the vocabulary of \(name); "
        + "the model reads other texts than those given"
        + (name == ModelCard.planted.id ? " (--model takes another model)" : ""))
  }

  private func lostByteCount(_ text: String, special: Bool) -> Int {
    tokenizer.encodeReportingLoss(text, parsingControlTokens: special).lostByteCount
  }
}

/// `--dataset`, `--pairs-format` and `--answers`, common to the verbs that read contrast pairs.
struct PairReading: ParsableArguments {
  @Option(
    help: """
      A public data set in place of --pairs, such as caa/sycophancy or mwe/persona/agreeableness: `steer data \
      list` has the names.
      """, completion: PublicDataSet.nameCompletion)
  var dataset: String?

  @Option(
    help: """
      The format of the pairs: jsonl (a JSON object a line), json (one list of objects), csv (with a \
      header). (default: told by what is in the file)
      """)
  var pairsFormat: DataFormat?

  @Option(
    help: """
      Of questions with choices: letter (the answer's letter), both-orders (letters, each question also \
      with its choices exchanged, so that a liking for one letter cancels; Yes and No become choices), text (the text of the choice).
      """)
  var answers = ChoiceAnswers.letter

  /// The most that is read of a file: pairs that take days to run are smaller, and a pipe may never end.
  static let mostBytes = 64 << 20

  struct Pairs {
    let positive, negative: [[Int]]
    /// SHA-256 of the file.
    let hash: String
  }

  /// Where pairs are read: a file that was given, or the files of a public data set.
  struct Source {
    /// For messages.
    let name: String
    let paths: [String]
  }

  /// What `--pairs` or `--dataset` names; nil where neither is given.
  func source(_ path: String?) throws -> Source? {
    guard let dataset else { return path.map { Source(name: $0, paths: [$0]) } }
    if path != nil { throw ValidationError("--pairs and --dataset: give one of them") }
    let set = try PublicDataSet.named(dataset)
    return Source(name: set.name, paths: try set.files.map { try $0.located().path })
  }

  /// The pairs of a source, whose sides can be compared: each pair has a beginning that both share. With the
  /// SHA-256 of what was read.
  ///
  /// - Parameter file: which of a data set's files: the second one is what its authors test on.
  func comparableTexts(
    _ source: Source, file: Int = 0
  ) throws -> (pairs: ContrastPairs, hash: String) {
    let (pairs, hash) = try texts(source, file: file)
    func firstWord(_ text: String) -> Substring? { text.split(separator: " ").first }
    if let pair = pairs.first(where: {
      $0.user == nil && firstWord($0.positive) != firstWord($0.negative)
    }) {
      throw BadInput(
        source.name,
        "expected sides that begin with the same word, or a \"user\" message that they reply to, got "
          + "\"\(pair.positive.prefix(30))…\" and \"\(pair.negative.prefix(30))…\"")
    }
    return (pairs, hash)
  }

  private func texts(
    _ source: Source, file: Int = 0
  ) throws -> (pairs: ContrastPairs, hash: String) {
    let files = try source.paths.map { try readFile($0, atMost: Self.mostBytes) }
    if PublicDataSet.isOfSituations(source.name) {
      return (
        try ContrastPairs(
          situations: files[0], against: Array(files.dropFirst()), name: source.name),
        dataHash(of: Data(files.joined()))
      )
    }
    let pairs = try ContrastPairs(
      parsing: files[file], name: source.name, format: pairsFormat, answers: answers)
    return (pairs, dataHash(of: files[file]))
  }

  /// Contrast pairs in a model's tokens; with a message, both sides are replies to it.
  func read(_ source: Source, _ model: LanguageModel, _ console: Console) throws -> Pairs {
    let (pairs, hash) = try texts(source)
    model.warnOfLoss(pairs, console)
    let sides = pairs.map(model.tokens(of:))
    return Pairs(
      positive: sides.map(\.positive), negative: sides.map(\.negative), hash: hash)
  }
}

extension DataFormat: ExpressibleByArgument {}
extension ChoiceAnswers: ExpressibleByArgument {}
