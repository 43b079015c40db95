import ArgumentParser

/// What a new scenario is called: "less-hedging", and what Swift and prose make of that.
struct ScenarioName: ExpressibleByArgument {
  let text: String

  static let rule = "2 to 30 small letters, digits and single hyphens, a letter first"

  init?(argument: String) {
    guard (2...30).contains(argument.utf8.count),
      argument.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil
    else { return nil }
    text = argument
  }

  /// "less hedging"
  var words: String { text.replacing("-", with: " ") }
  /// "LessHedging"
  var type: String { text.split(separator: "-").map(\.capitalized).joined() }
  /// "lessHedging"
  var variable: String { type.prefix(1).lowercased() + type.dropFirst() }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
