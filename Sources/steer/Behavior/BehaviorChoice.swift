import ArgumentParser
import Assets
import Files
import Foundation
import Steering
import Subjects

/// What `--behavior` takes: a bundled behaviour or a public set by name, or a folder or file of one's own.
enum BehaviorChoice: ExpressibleByArgument {
  case bundled(Behavior)
  case set(PublicDataSet)
  case path(String)

  init?(argument: String) {
    if argument.isEmpty { return nil }
    if let behavior = Behavior(rawValue: argument) {
      self = .bundled(behavior)
    } else if let set = PublicDataSet.all.first(where: { $0.name == argument }) {
      self = .set(set)
    } else {
      self = .path(argument)
    }
  }

  static let names = Behavior.allCases.map(\.rawValue).joined(separator: ", ")
  static let takes = """
    \(names), a public set such as caa/refusal, a folder that `steer behavior new` makes, or a file of contrast pairs, \
    which are dealt into parts
    """
  static let help: ArgumentHelp = "What to steer: \(takes)."

  static let defaultCompletionKind: CompletionKind = .custom { _, _, word in
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return
      (Behavior.allCases.map(\.rawValue) + PublicDataSet.all.map(\.name)
      + files.sorted().map { folder + $0 }).filter { $0.hasPrefix(word) }
  }

  var defaultValueDescription: String { source }

  /// As it was given.
  var source: String {
    switch self {
    case .bundled(let behavior): behavior.rawValue
    case .set(let set): set.name
    case .path(let path): path
    }
  }

  /// The texts in a model's tokens, with a warning of what they cannot show.
  func texts(
    on subject: Subject, answers: ChoiceAnswers, _ console: Console
  ) throws -> BehaviorTexts {
    if case .bundled(let behavior) = self { return try BehaviorTexts(behavior, of: subject) }
    let description = try description(answers: answers)
    description.warnOfOverlaps(console)
    if !description.pairs.isEmpty { subject.model.warnOfLoss(description.pairs, console) }
    subject.model.warnOfLoss(description.test, console)
    let (select, test) = (description.select.templates.count, description.test.templates.count)
    guard select > 1, test > 1 else {
      throw BadInput(
        source,
        "expected items of at least 2 templates to choose on and 2 to report on, got \(select) and \(test); pairs of "
          + "10 templates are dealt so, and without \"template\" each is its own")
    }
    return BehaviorTexts(description, for: subject.model)
  }

  /// What a set, a folder or a file says.
  func description(answers: ChoiceAnswers) throws -> BehaviorDescription {
    switch self {
    case .bundled(let behavior):
      throw ValidationError("--behavior: \(behavior.rawValue) comes with the program")
    case .set(let set):
      return try Self.description(
        set.name, set.files.map { try $0.located().path }, answers: answers)
    case .path(let path):
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw ValidationError(
          "--behavior: '\(path)' is neither a file or folder nor known by name (\(Self.names); "
            + "`steer data list` has the public sets)")
      }
      return try isFolder.boolValue
        ? Self.folder(path, answers: answers)
        : Self.description(path, [path], answers: answers)
    }
  }

  private static func folder(_ path: String, answers: ChoiceAnswers) throws -> BehaviorDescription {
    let names = try reading(path) { try FileManager.default.contentsOfDirectory(atPath: path) }
    var files: [BehaviorDescription.File: Data] = [:]
    for file in BehaviorDescription.File.allCases where names.contains(file.rawValue) {
      files[file] = try readFile("\(path)/\(file.rawValue)", atMost: PairReading.mostBytes)
    }
    return try BehaviorDescription(files: files, path: path, answers: answers)
  }

  private static func description(
    _ name: String, _ paths: [String], answers: ChoiceAnswers
  ) throws -> BehaviorDescription {
    let files = try paths.map { try readFile($0, atMost: PairReading.mostBytes) }
    let sets = try files.map { try ContrastPairs(parsing: $0, name: name, answers: answers) }
    let base = ((name as NSString).lastPathComponent as NSString).deletingPathExtension
    return try BehaviorDescription(
      name: base, pairs: sets[0], heldOut: sets.count > 1 ? sets[1] : nil,
      hash: dataHash(of: Data((files.map(dataHash) + [answers.rawValue]).joined().utf8)),
      testHashes: [dataHash(of: files[files.count > 1 ? 1 : 0])], seed: Subject.seed)
  }
}

extension BehaviorDescription {
  /// Names what stands both among the pairs and among the test items.
  func warnOfOverlaps(_ console: Console) {
    let found = overlaps
    guard let worst = found.max(by: { ($0.share, $1.item) < ($1.share, $0.item) }) else { return }
    console.warn(
      "\(found.count) of \(test.count) test items share half or more of their text with a pair that the vector is made "
        + "from; most of all item \(worst.item + 1) with pair \(worst.pair + 1) (\(fixed(100 * worst.share, 0)) %): what "
        + "the vector does there proves little")
  }
}
