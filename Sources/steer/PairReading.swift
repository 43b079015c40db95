import ArgumentParser
import Assets
import Files
import Foundation
import Inference
import Steering

/// `--dataset`, `--pairs-format`, `--positive`, `--negative` and `--answers`, common to the verbs that read contrast pairs.
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
    help: ArgumentHelp(
      "The field of the pairs that holds the text with more of it. (default: positive)",
      valueName: "name"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "The field that holds the text with less of it. (default: negative)", valueName: "name"))
  var negative: String?

  @Option(
    help: """
      Of questions with choices: letter (the answer's letter), both-orders (letters, each question also \
      with its choices exchanged, so that a liking for one letter cancels; Yes and No become choices), text (the text of the choice).
      """)
  var answers = ChoiceAnswers.letter

  func validate() throws {
    if dataset != nil, fields != nil {
      throw ValidationError("--positive and --negative name fields of --pairs, not of a --dataset")
    }
    if let fields, fields.positive == fields.negative {
      throw ValidationError("--positive and --negative: both are '\(fields.positive)'")
    }
  }

  /// Nil where neither is named: then questions with answers are read too.
  private var fields: PairFields? {
    positive == nil && negative == nil
      ? nil : PairFields(positive: positive ?? "positive", negative: negative ?? "negative")
  }

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
    _ source: Source, file: Int = 0, atMost most: Int? = nil
  ) throws -> (pairs: ContrastPairs, hash: String) {
    let files = try source.paths.map { try readFile($0, atMost: Self.mostBytes) }
    if PublicDataSet.isOfSituations(source.name) {
      let pairs = try ContrastPairs(
        situations: files[0], against: Array(files.dropFirst()), name: source.name)
      let chosen = spread(most ?? pairs.count, over: pairs.count).map { pairs[$0] }
      return (
        ContrastPairs(name: pairs.name, items: chosen), dataHash(of: Data(files.joined()))
      )
    }
    do {
      // Both orders of a question are two pairs.
      let pairs = try ContrastPairs(
        parsing: files[file], name: source.name, format: pairsFormat, answers: answers,
        fields: fields, atMost: most.map { answers == .bothOrders ? max($0 / 2, 1) : $0 })
      return (pairs, dataHash(of: files[file]))
    } catch let error as DataError where dataset == nil {
      let sides = fields ?? PairFields()
      guard let hint = TableHint(files[file])?.advice(lacking: sides) else { throw error }
      throw BadInput(source.name, "\(error); \(hint)")
    }
  }

  /// Contrast pairs in a model's tokens; with a message, both sides are replies to it.
  ///
  /// - Parameter most: pairs that are used, evenly spread; all where nil.
  func read(
    _ source: Source, _ model: LanguageModel, _ console: Console, atMost most: Int? = nil
  ) throws -> Pairs {
    let (pairs, hash) = try texts(source, atMost: most)
    model.warnOfLoss(pairs, console)
    let sides = pairs.map(model.tokens(of:))
    return Pairs(
      positive: sides.map(\.positive), negative: sides.map(\.negative), hash: hash)
  }
}

extension DataFormat: ExpressibleByArgument {}
extension ChoiceAnswers: ExpressibleByArgument {}
