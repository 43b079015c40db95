/// Numbers of models in words.
extension Placeholders {
  static func word(_ n: Int) -> String {
    let words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(n) ? words[n] : "\(n)"
  }

  /// As what stands after "on": "neither model", "two of the four models".
  static func counted(_ some: Int, of total: Int) -> String {
    switch (some, total) {
    case (0, 0...1): "no model"
    case (1, 1): "the one model"
    case (0, 2): "neither model"
    case (2, 2): "both models"
    case _ where some == total: "all \(word(total)) models"
    default: "\(word(some)) of the \(word(total)) models"
    }
  }

  /// The same where the sentence before has named how many there are: "neither of them", "two of them".
  static func countedAgain(_ some: Int, of total: Int) -> String {
    switch (some, total) {
    case (_, 0...1): counted(some, of: total)
    case (0, 2): "neither of them"
    case (2, 2): "both of them"
    case _ where some == total: "all of them"
    default: "\(word(some)) of them"
    }
  }

  /// As what stands after a claim: "is shown on two of the four models, refuted on one and undecided on one".
  static func outcome(shown: Int, refuted: Int, undecided: Int, untestable: Int) -> String {
    let total = shown + refuted + undecided + untestable
    let said = "is shown on " + counted(shown, of: total)
    if untestable == total {
      return switch total {
      case 0: said
      case 1: said + ": it cannot be tested"
      case 2: said + ": neither of them can be tested"
      default: said + ": none of them can be tested"
      }
    }
    let rest = [("refuted", refuted), ("undecided", undecided), ("not testable", untestable)]
      .filter { $0.1 > 0 }.map { name, count in
        count == total ? "\(name) on \(counted(count, of: total))" : "\(name) on \(word(count))"
      }
    guard let last = rest.last else { return said }
    if shown == 0, rest.count == 1 { return "is " + last }
    let listed = rest.count == 1 ? last : rest.dropLast().joined(separator: ", ") + " and " + last
    return shown == 0 ? "\(said): \(listed)" : "\(said), \(listed)"
  }
}
