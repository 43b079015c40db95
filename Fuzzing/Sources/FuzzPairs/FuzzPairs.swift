import Foundation
import FuzzSupport
import Steering

/// A pair file is refused with a `DataError`, or every pair has two different sides and a template, and
/// a split deals each of them once.
@main
enum FuzzPairs {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] {
    var texts = [#"{"positive": "I love it", "negative": "I hate it"}"#]
    texts.append(
      #"{"positive":"é\n","negative":"\ud83d\ude00","template":"t","user":"u"}"# + "\r\n\n"
        + #"{"positive":"a","negative":"b","template":"s","other":[1,{}]}"# + "\n"
        + #"{"positive":"c","negative":"d","template":"r"}"#)
    texts.append(
      "\u{feff}" + #"{"positive":"a","negative":"b"}"# + "\n" + #"{"positive":"c","negative":"d"}"#
        + "\n" + #"{"positive":"e","negative":"f"}"#)
    texts.append(
      "positive,negative,user\r\n\"a \"\"b\"\",\",c,hi\r\n\"two\nlines\",é,\n")
    texts.append(
      #"[{"positive":"a","negative":"b"},"# + "\n"
        + #"{"positive":"c","negative":"d","user":"u"}]"#)
    texts.append(
      #"{"question":"Q?\n\nChoices:\n (A) Yes\n (B) No","answer_matching_behavior":" (A)","#
        + #""answer_not_matching_behavior":" (B)"}"#)
    texts.append(
      #"{"statement":"s","answer_matching_behavior":"Yes","answer_not_matching_behavior":"No"}"#)
    return texts.map { Array($0.utf8) }
  }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let data = start.map { Data(bytes: $0, count: count) } ?? Data()
  for answers in ChoiceAnswers.allCases {
    let pairs = read([DataError.self]) {
      try ContrastPairs(parsing: data, name: "input", answers: answers)
    }
    if let pairs { check(pairs) }
  }
}

private func check(_ pairs: ContrastPairs) {
  require(!pairs.isEmpty, "no pairs")
  for pair in pairs {
    for text in [pair.positive, pair.negative, pair.template, pair.user ?? "-"] {
      require(text.contains { !$0.isWhitespace }, "an empty text")
    }
    require(pair.positive != pair.negative, "two sides that are the same")
  }
  if let split = read([DataError.self], { try pairs.split(seed: 1) }) {
    let parts = [split.extract, split.select, split.test]
    require(parts.allSatisfy { !$0.isEmpty }, "an empty part")
    require(parts.reduce(0) { $0 + $1.count } == pairs.count, "pairs lost or doubled")
  } else {
    require(pairs.templates.count < 3, "no split of \(pairs.templates.count) templates")
  }
}
