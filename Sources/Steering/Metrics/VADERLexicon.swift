import Foundation

/// VADER's two data files: the valence of words and emoticons, and what emoji show.
struct VADERLexicon: Sendable {
  private let valences: [ExactString: Double]
  private let emoji: [Unicode.Scalar: String.UnicodeScalarView]

  init(words: URL, emoji: URL) throws(VADERError) {
    var valences: [ExactString: Double] = [:]
    for line in try Self.lines(of: words) {
      guard let valence = Double(line.second), valence.isFinite else {
        throw .notALexiconLine(path: words.path, line: line.number)
      }
      valences[ExactString(line.first)] = valence  // as in the reference, the last of two stays
    }
    self.valences = valences
    var descriptions: [Unicode.Scalar: String.UnicodeScalarView] = [:]
    for line in try Self.lines(of: emoji) {
      // The reference looks up single code points, so that longer sequences never match.
      let scalars = line.first.unicodeScalars
      if scalars.count == 1, let scalar = scalars.first {
        descriptions[scalar] = String(line.second).unicodeScalars
      }
    }
    self.emoji = descriptions
  }

  func valence(of word: VADERWord) -> Double? { valences[word.lower] }

  /// The text with each emoji replaced by its description, set off by spaces.
  func describingEmoji(in text: String) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    var atSpace = true
    for scalar in text.unicodeScalars {
      if let description = emoji[scalar] {
        if !atSpace { result.append(" ") }
        result.append(contentsOf: description)
        atSpace = false
      } else {
        result.append(scalar)
        atSpace = scalar == " "
      }
    }
    return result
  }

  /// The first two of the fields that tabs separate on each line.
  private static func lines(
    of url: URL
  ) throws(VADERError) -> [(number: Int, first: Substring, second: Substring)] {
    let text: String
    do {
      text = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    } catch {
      throw .unreadable(path: url.path, reason: error.localizedDescription)
    }
    var lines: [(number: Int, first: Substring, second: Substring)] = []
    // By scalars: "\r\n" is one Character, and lines end in it.
    for (index, line) in text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let line = line.last == "\r" ? line.dropLast() : line
      if line.isEmpty { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count >= 2, !fields[0].isEmpty else {
        throw .notALexiconLine(path: url.path, line: index + 1)
      }
      lines.append((index + 1, Substring(fields[0]), Substring(fields[1])))
    }
    return lines
  }
}

/// Why VADER's lexicon could not be read.
public enum VADERError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// `line` counts from 1.
  case notALexiconLine(path: String, line: Int)

  /// One line: the file and, where there is one, the line.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "Cannot read the VADER lexicon \(path): \(reason)"
    case .notALexiconLine(let path, let line):
      "\(path):\(line): not a line of a VADER lexicon; fields separated by tabs were expected."
    }
  }
}
