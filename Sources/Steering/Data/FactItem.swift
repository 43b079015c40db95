import Foundation

/// A simple fact up to its last word, with the right word and a plausible wrong one.
///
/// Within a relation each word is as often the wrong one as the right one, so that a preference for it
/// cancels. p(right) of the two is what calibration and knowledge gates are computed from.
public struct FactItem: Templated {
  /// The relation, such as capital.
  public let template: String
  /// A short name of the fact; honesty's items carry the same names.
  public let fact: String
  /// The fact without its last word and the space before it.
  public let prompt: String
  /// Follows the prompt after a space, as does `wrong`.
  public let right: String
  /// Plausible, and another than `right`.
  public let wrong: String

  /// Checks nothing; `FactItems(jsonl:name:)` does.
  public init(template: String, fact: String, prompt: String, right: String, wrong: String) {
    self.template = template
    self.fact = fact
    self.prompt = prompt
    self.right = right
    self.wrong = wrong
  }
}

/// Facts by relation.
public typealias FactItems = DataSet<FactItem>

extension FactItems {
  /// Reads `{"fact": …, "prompt": …, "right": …, "wrong": …}` and, if given, `"template"`, one fact a line.
  ///
  /// Throws `DataError.malformed`, also where the right and the wrong word are the same.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      let item = FactItem(
        template: template, fact: try line.text("fact"), prompt: try line.text("prompt"),
        right: try line.text("right"), wrong: try line.text("wrong"))
      if item.right == item.wrong {
        throw line.fault("wrong", expected: "a text unlike \"right\"", got: "the same text")
      }
      return item
    }
  }

  /// Facts that a very small model may know: capitals, colors, opposites, sums and the like.
  public static var bundled: FactItems {
    get throws {
      let file = "facts.items.jsonl"
      return try FactItems(jsonl: try bundledData(file), name: file)
    }
  }
}
