import ArgumentParser
import Formatting
import Foundation

/// Options of every verb: what is printed, and how.
struct Console: ParsableArguments {
  @Flag(help: "Print results as one JSON object.")
  var json = false

  @Flag(name: .shortAndLong, help: "No messages and no progress, errors excepted.")
  var quiet = false

  /// Prints a value as JSON, or as the lines that a person reads.
  func show(_ value: some Encodable, else lines: () -> [String]) throws {
    guard json else {
      for line in lines() { print(line) }
      return
    }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Prints JSON that is made already, or the lines that a person reads.
  func show(json text: String, else lines: () -> [String]) {
    if json { print(text, terminator: "") } else { lines().forEach { print($0) } }
  }

  /// Writes files and shows a value, which is shown even where the files cannot be written.
  func show(
    _ value: some Encodable, writing write: () throws -> Void, else lines: () -> [String]
  ) throws {
    // The files first: a reader of the output may end this process, such as `head`.
    let written = Swift.Result { try write() }
    try show(value, else: lines)
    fflush(nil)
    try written.get()
  }

  /// Prints at once what may be a part of a line.
  func stream(_ text: String) {
    guard !text.isEmpty else { return }
    print(text, terminator: "")
    fflush(nil)
  }

  func message(_ text: String) {
    if !quiet { writeError("steer: \(printable(text))\n") }
  }

  func warn(_ text: String) {
    let label = Terminal.errors.painted("warning:", .yellow)
    if !quiet { writeError("steer: \(label) \(printable(text))\n") }
  }

  /// Says why nothing happens: another process has a store's lock.
  func tellWaiting(for store: String) {
    message("\(store): another process is using it; waiting")
  }

  /// A bar on standard error where that is a terminal, else a line now and then.
  ///
  /// - Parameter start: how much of the total was done before.
  func progress(_ title: String, of total: Int, from start: Int = 0) -> ProgressBar {
    ProgressBar(
      title: title, total: total, from: start,
      place: quiet ? .nowhere : Terminal.errors.isTerminal ? .terminal : .log)
  }
}

func writeError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}

/// The text on one line, without characters that would steer a terminal.
func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += scalar == "\n" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Columns of equal width, two spaces apart.
func table(_ rows: [[String]]) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    row.enumerated().map { column, cell in
      column == row.count - 1
        ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
    }.joined(separator: "  ")
  }
}

/// Exactly so many digits after the point, and a minus that a shell knows.
func fixed(_ value: Double, _ decimals: Int) -> String {
  Formatted.fixed(value, decimals: decimals).replacing("−", with: "-")
}
