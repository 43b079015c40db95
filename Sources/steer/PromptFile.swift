import Files
import Foundation
import StrictJSON

/// Prompts in a file: one a line, or JSON lines with "prompt".
enum PromptFile {
  /// Lines of white space are passed over.
  ///
  /// - Throws: ``BadInput`` and `FileError`, also for a file larger than pairs may be.
  static func read(_ path: String) throws -> [String] {
    let data = try readFile(path, atMost: PairReading.mostBytes)
    guard let whole = String(validating: data, as: UTF8.self) else {
      throw BadInput(path, "expected UTF-8, got other bytes")
    }
    let text = whole.hasPrefix("\u{FEFF}") ? whole.dropFirst() : whole[...]
    let isJSON = text.first { !$0.isWhitespace } == "{"
    // JSON may have other line breaks within a text.
    let lines = text.split(omittingEmptySubsequences: false) {
      isJSON ? $0 == "\n" || $0 == "\r\n" : $0.isNewline
    }
    let prompts = try lines.enumerated().compactMap { index, line -> String? in
      if line.allSatisfy(\.isWhitespace) { return nil }
      return isJSON ? try prompt(in: line, "\(path):\(index + 1)") : String(line)
    }
    guard !prompts.isEmpty else { throw BadInput(path, "expected prompts, one a line, got none") }
    return prompts
  }

  private static func prompt(in line: Substring, _ place: String) throws -> String {
    let value = try reading(place) { try JSONValue(parsing: line.utf8) }
    guard let text = value.object?["prompt"]?.text, !text.isEmpty else {
      throw BadInput(place, "expected an object with a text \"prompt\", as in the first line")
    }
    return text
  }
}
