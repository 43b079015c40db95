/// What is wrong with a data file, and where.
public enum DataError: Error, Equatable, Sendable {
  /// A file that belongs to the package is not in its bundle.
  case missingFile(file: String)
  /// A line does not hold what it should; `field` is nil when no one field is meant.
  ///
  /// Line and column count from 1, columns in bytes; a missing field's column is its object's.
  case malformed(
    file: String, line: Int, column: Int, field: String?, expected: String, got: String)
  /// A split needs one template for each of its parts.
  case tooFewTemplates(file: String, expected: Int, got: Int)
  /// The parts of a split must be positive numbers that sum to 1.
  case invalidFractions(got: [Double])
}

extension DataError: CustomStringConvertible {
  /// One line that begins `file:line:column:` where there is such a place.
  public var description: String {
    switch self {
    case .missingFile(let file):
      "\(file): expected in the resources of the package, not found"
    case .malformed(let file, let line, let column, let field, let expected, let got):
      "\(file):\(line):\(column): \(field.map { "field \"\($0)\": " } ?? "")expected \(expected), got \(got)"
    case .tooFewTemplates(let file, let expected, let got):
      "\(file): a split needs at least \(expected) templates, got \(got)"
    case .invalidFractions(let got):
      "fractions of a split: expected three positive numbers with sum 1, got \(got)"
    }
  }
}
