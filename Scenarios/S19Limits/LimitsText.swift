import Claims
import Formatting
import Foundation
import Protocols
import Reporting
import Statistics
import Steering

/// How the limits of steering are written in tables.
extension WordingSpread {
  /// The smallest and the largest mean slope.
  var range: String {
    "\(Formatted.number(wordingMeans.min() ?? 0)) – \(Formatted.number(wordingMeans.max() ?? 0))"
  }

  /// Standard deviations between wordings, between items and of the rest, "0.1 / 0.2 / 0.3".
  var components: String {
    [betweenWordings, betweenItems, rest].map { Formatted.number($0) }.joined(separator: " / ")
  }
}

extension SignedDoses {
  /// "0.5 – 4 (the largest tried)"; "no effect at 1" where there is nothing to halve.
  var usefulRangeText: String {
    get throws {
      guard let range = try usefulRange else { return "no effect at 1" }
      let end = range.upperBound == Self.doses.last ? " (the largest tried)" : ""
      return "\(Formatted.number(range.lowerBound)) – \(Formatted.number(range.upperBound))\(end)"
    }
  }

  /// Items on the wanted side at doses −1, 0 and 1.
  var sides: String {
    [-1, 0, 1].map { "\(favoring(at: $0))" }.joined(separator: ", ") + " of \(items.count)"
  }
}

extension Estimate? {
  /// A ratio, or that there was nothing to divide by.
  var cell: Table.Cell { map { .estimate($0) } ?? "no effect to compare with" }
}

extension Laboratory {
  /// What a user or an author wrote of a prompt, without the chat template around it.
  func shownPrompt(_ ids: [Int]) -> String {
    let text = model.tokenizer.decode(ids)
    let said = text.components(separatedBy: "<|im_start|>user\n").last ?? text
    return said.components(separatedBy: "<|im_end|>")[0]
  }
}
