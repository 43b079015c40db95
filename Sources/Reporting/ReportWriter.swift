import Files
import Foundation

/// Puts report files into a folder, or says how the folder differs from them.
public struct ReportWriter: Sendable {
  /// Path of the report's folder.
  public let folder: String

  /// - Parameter folder: made by the first write where there is none.
  public init(folder: String) { self.folder = folder }

  /// Writes what differs: to a temporary file, synced, renamed, folder synced, so that a reader or a
  /// crash finds the old file or the new one. Figures of these pages that are not among the files are
  /// removed; with `isComplete`, all files of an earlier report that are not.
  public func write(_ files: [ReportFile], isComplete: Bool) throws {
    for file in files {
      let path = try location(of: file)
      let bytes = Array(file.contents.utf8)
      if try read(path) == bytes { continue }
      try replace(path, with: bytes)
    }
    for path in leftovers(files, isComplete: isComplete) { try remove(path) }
  }

  /// Where the folder differs, in the order of the files; nothing is written.
  public func check(_ files: [ReportFile], isComplete: Bool) throws -> [Difference] {
    var differences: [Difference] = []
    for file in files {
      let bytes = try read(location(of: file))
      if let bytes {
        if let difference = firstDifference(file, found: bytes) { differences.append(difference) }
      } else {
        differences.append(Difference(path: file.path, kind: .missing))
      }
    }
    return differences
      + leftovers(files, isComplete: isComplete).map { Difference(path: $0, kind: .leftover) }
  }

  /// A file of the folder that is not as the report has it.
  public struct Difference: Sendable, Equatable, CustomStringConvertible {
    /// Relative to the report's folder.
    public let path: String
    /// In what it differs.
    public let kind: Kind

    /// One to compare with what ``ReportWriter/check(_:isComplete:)`` finds.
    public init(path: String, kind: Kind) {
      self.path = path
      self.kind = kind
    }

    /// In what a file differs.
    public enum Kind: Sendable, Equatable {
      /// In the report, but not in the folder.
      case missing
      /// In the folder, but no longer part of the report.
      case leftover
      /// The first line that differs; nil where one of the files has ended.
      case changed(line: Int, expected: String?, found: String?)
    }

    /// One line; for a changed file, the first differing line as expected and as found below it.
    public var description: String {
      switch kind {
      case .missing: "\(path): missing"
      case .leftover: "\(path): not part of the report"
      case .changed(let line, let expected, let found):
        """
        \(path):\(line): differs
        − expected: \(expected ?? "end of file")
        + found:    \(found ?? "end of file")
        """
      }
    }
  }

  // MARK: - Comparing

  /// By bytes: strings that are canonically equivalent are equal in Swift, files are not.
  private func firstDifference(_ file: ReportFile, found: [UInt8]) -> Difference? {
    let expected = Array(file.contents.utf8)
    guard expected != found else { return nil }
    let newline = UInt8(ascii: "\n")
    let ours = expected.split(separator: newline, omittingEmptySubsequences: false)
    let theirs = found.split(separator: newline, omittingEmptySubsequences: false)
    let index =
      zip(ours, theirs).enumerated().first { !$0.element.0.elementsEqual($0.element.1) }?.offset
      ?? min(ours.count, theirs.count)
    func text(_ lines: [ArraySlice<UInt8>]) -> String? {
      lines.indices.contains(index) ? String(decoding: lines[index], as: UTF8.self) : nil
    }
    return Difference(
      path: file.path, kind: .changed(line: index + 1, expected: text(ours), found: text(theirs)))
  }

  /// Scenarios' pages, figures and records in the folder that are none of these files, sorted. Other pages
  /// there are not the report's; and of a report that is not complete, figures whose names begin with a
  /// page's are that page's.
  private func leftovers(_ files: [ReportFile], isComplete: Bool) -> [String] {
    let kept = Set(files.map(\.path))
    guard isComplete else {
      let pages = kept.filter { $0.hasSuffix(".md") }.map { "figures/\($0.dropLast(3))-" }
      return list("figures", suffix: ".svg").filter { path in
        !kept.contains(path) && pages.contains(where: path.hasPrefix)
      }
    }
    let found =
      list("", suffix: ".md").filter { $0.wholeMatch(of: /S\d\d-.*/) != nil }
      + list("figures", suffix: ".svg")
      + list("records", suffix: ".json")
    return found.filter { !kept.contains($0) }
  }

  private func list(_ subfolder: String, suffix: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: subfolder.isEmpty ? folder : "\(folder)/\(subfolder)")
    return (names ?? []).filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted()
      .map { subfolder.isEmpty ? $0 : "\(subfolder)/\($0)" }
  }

  // MARK: - Files

  private func location(of file: ReportFile) throws -> String {
    let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
      !file.path.utf8.contains(0)
    else { throw ReportingError.unsafePath(file.path) }
    return "\(folder)/\(file.path)"
  }

  private func read(_ path: String) throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw FileError("read", path, reason: error.localizedDescription)
    }
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws {
    let parent = parentFolder(of: path)
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw FileError("create", parent, reason: error.localizedDescription)
    }
    try writeDurably(bytes, to: path)
  }

  private func remove(_ path: String) throws {
    guard unlink("\(folder)/\(path)") == 0 else { throw FileError.system("remove", path) }
  }
}
