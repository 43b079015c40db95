import Foundation
import Randomness

/// Something that was written from a wording frame.
public protocol Templated: Equatable, Sendable {
  /// The frame's name: the cluster of every statistic, and what a split keeps together.
  var template: String { get }
}

/// Items in the order of their file, to be split by template.
public struct DataSet<Item: Templated>: Equatable, Sendable, RandomAccessCollection {
  /// The file's name, for messages.
  public let name: String
  /// In the order of the file.
  public let items: [Item]

  /// - Parameter name: stands for the file's in messages.
  public init(name: String, items: [Item]) {
    self.name = name
    self.items = items
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// How many items.
  public var endIndex: Int { items.count }
  /// The item at a place from 0.
  public subscript(position: Int) -> Item { items[position] }

  /// Each template once, sorted.
  public var templates: [String] { Set(items.map(\.template)).sorted() }

  /// Three parts with no template in common.
  public struct Split: Equatable, Sendable {
    /// Makes the vector.
    public let extract: DataSet
    /// Chooses layer and coefficient.
    public let select: DataSet
    /// Gives the numbers that are reported.
    public let test: DataSet
  }

  /// Deals whole templates to the three parts in the order of a seeded shuffle; items keep their order.
  ///
  /// The fractions are of templates, rounded, with at least one template in each part. The parts
  /// depend on the seed and on the set of templates only, not on the order of the file.
  /// Throws `DataError.invalidFractions` and `DataError.tooFewTemplates`.
  public func split(
    seed: UInt64,
    fractions: (extract: Double, select: Double, test: Double) = (0.4, 0.2, 0.4)
  ) throws -> Split {
    let parts = [fractions.extract, fractions.select, fractions.test]
    guard parts.allSatisfy({ $0 > 0 }), abs(parts.reduce(0, +) - 1) < 1e-9 else {
      throw DataError.invalidFractions(got: parts)
    }
    let templates = self.templates
    let count = templates.count
    guard count >= parts.count else {
      throw DataError.tooFewTemplates(file: name, expected: parts.count, got: count)
    }
    var generator = SeededGenerator(seed: seed, stream: "split")
    let dealt = generator.shuffled(templates)
    let first = clamp(Double(count) * parts[0], to: 1...count - 2)
    let second = clamp(Double(count) * (parts[0] + parts[1]), to: first + 1...count - 1)
    func part(_ range: Range<Int>) -> DataSet {
      let chosen = Set(dealt[range])
      return DataSet(name: name, items: items.filter { chosen.contains($0.template) })
    }
    return Split(
      extract: part(0..<first), select: part(first..<second), test: part(second..<count))
  }
}

extension DataSet {
  /// Reads one item a line of JSON.
  ///
  /// Throws `DataError.malformed`, also where some lines name a template and others do not.
  init(jsonl: Data, name: String, item: (DataRow, _ template: String) throws -> Item) throws {
    try self.init(rows: DataRow.lines(of: jsonl, file: name), name: name) { [try item($0, $1)] }
  }

  /// Reads the items of each row. Where no row names a template, each row is a template of its own.
  ///
  /// Throws `DataError.malformed`, also where some rows name a template and others do not.
  init(
    rows: [DataRow], name: String, items: (DataRow, _ template: String) throws -> [Item]
  ) throws {
    let areNamed = rows.contains { $0.contains("template") }
    self.init(
      name: name,
      items: try rows.flatMap { row in
        try items(row, areNamed ? try row.text("template") : row.name)
      })
  }
}

private func clamp(_ x: Double, to range: ClosedRange<Int>) -> Int {
  min(max(Int(x.rounded()), range.lowerBound), range.upperBound)
}
