import Files
import Foundation
import Steering

/// What a text file looks like, told where it was taken for something else.
struct TableHint {
  enum Kind: String {
    case jsonLines = "JSON lines"
    case jsonList = "a JSON list"
    case commaSeparated = "CSV"
    case text

    fileprivate var format: DataFormat? {
      switch self {
      case .jsonLines: .jsonLines
      case .jsonList: .jsonList
      case .commaSeparated: .commaSeparated
      case .text: nil
      }
    }
  }

  let kind: Kind
  /// The names of the first row's fields; of text none.
  let names: [String]

  /// Nil for what is no text, is markup, or is JSON without fields.
  init?(_ data: Data) {
    let head = data.prefix(1_000)
    guard let first = head.first(where: { !" \t\r\n\u{FEFF}".utf8.contains($0) }),
      !head.contains(0),
      String(validating: head.prefix(900).dropPartialCharacter, as: UTF8.self) != nil
    else { return nil }
    switch first {
    case UInt8(ascii: "<"): return nil
    case UInt8(ascii: "{"): kind = .jsonLines
    case UInt8(ascii: "["): kind = .jsonList
    default:
      let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
      kind = lines.count > 1 && Self.looksLikeHeader(lines[0]) ? .commaSeparated : .text
    }
    names = kind.format.map { ContrastPairs.fieldNames(in: data, format: $0) } ?? []
    if kind != .text, names.isEmpty { return nil }
  }

  /// Short names between separators, none of which is a sentence.
  private static func looksLikeHeader(_ line: Substring) -> Bool {
    let cells = line.split(omittingEmptySubsequences: false) { ",;|\t".contains($0) }
    return cells.count > 1
      && cells.allSatisfy { cell in
        let name = cell.trimmingPrefix("\"").prefix { $0 != "\"" }
        return !name.isEmpty && name.count <= 40 && name.first != " "
          && name.allSatisfy { $0.isLetter || $0.isNumber || " _-.".contains($0) }
      }
  }

  /// What else than a comma stands between the columns.
  private var separator: Character? {
    guard kind == .commaSeparated, names.count == 1 else { return nil }
    return names[0].first { ";\t|".contains($0) }
  }

  /// What to do about a file in which pairs' fields are not found; nil where they are there.
  func advice(lacking fields: PairFields) -> String? {
    if let separator {
      let name = separator == "\t" ? "tabs" : "'\(separator)'"
      return
        "it looks separated by \(name): put commas there, and quotes around a field that holds a comma, "
        + "or write it as JSON lines"
    }
    guard !names.isEmpty, !names.contains(fields.positive) || !names.contains(fields.negative)
    else { return nil }
    let shown = names.prefix(8).map { String($0.prefix(40)) }
    let has =
      "this file has \(shown.joined(separator: ", "))\(names.count > shown.count ? " and more" : "")"
    guard let (positive, negative) = sides else {
      return has + ": --positive and --negative say which of them hold the two texts"
    }
    return has + ": try --positive \(Self.quoted(positive)) --negative \(Self.quoted(negative))"
  }

  /// The two fields that are likely to be the texts.
  private var sides: (positive: String, negative: String)? {
    func begins(_ name: String, _ starts: [String]) -> Bool {
      starts.contains(where: name.lowercased().hasPrefix)
    }
    let (bad, good) = (
      ["neg", "rej", "bad", "wrong", "incorrect", "false", "without", "not"],
      ["pos", "chosen", "good", "right", "correct", "true", "with"]
    )
    let others = names.filter { $0 != "user" && $0 != "template" }
    let negative = others.first { begins($0, bad) }
    let positive = others.first { $0 != negative && begins($0, good) }
    if let positive, let negative { return (positive, negative) }
    guard others.count == 2 else { return nil }
    if let negative { return (others.first { $0 != negative } ?? "", negative) }
    return (others[0], others[1])
  }

  private static func quoted(_ name: String) -> String {
    name.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) } ? name : "'\(name)'"
  }
}

extension TableHint {
  /// What a file is that is neither a model nor a vector, and which verb takes it; nil where that is not known.
  static func use(ofFile path: String) -> String? {
    let head = beginning(ofFile: path, atMost: 16)
    if head.starts(with: "SQLite format 3".utf8) {
      return "a store of results, no model and no vector: `steer sweep --store` goes on with it"
    }
    guard !head.isEmpty, let data = try? readFile(path, atMost: PairReading.mostBytes),
      let hint = TableHint(data)
    else { return nil }
    let names = Set(hint.names)
    // An .svec file is one JSON object.
    if names.contains("directions") { return nil }
    // A few bytes of what should be weights are no text.
    if hint.kind == .text, [".gguf", ".safetensors", ".svec"].contains(where: path.hasSuffix) {
      return nil
    }
    let what =
      hint.kind == .text
      ? "text" : "\(hint.kind.rawValue) with \(hint.names.prefix(8).joined(separator: ", "))"
    return "\(what), no model and no vector: \(hint.taker)"
  }

  private var taker: String {
    let questions = ["answer_matching_behavior", "correct", "label"]
    let arePairs =
      names.contains("positive") && names.contains("negative")
      || names.contains(where: questions.contains)
    if arePairs { return "`steer extract --pairs` makes a vector of such pairs" }
    if kind == .text { return "`steer generate --prompts` takes prompts, one a line" }
    if names.contains("prompt") { return "`steer generate --prompts` takes it" }
    return "`steer extract --pairs` takes pairs of texts"
      + (advice(lacking: PairFields()).map { "; \($0)" } ?? "")
  }
}

extension Data {
  /// Without the bytes of a last character that may be cut.
  fileprivate var dropPartialCharacter: Data {
    guard let start = lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return self }
    return self[..<start]
  }
}
