@testable import Steering

// What the tests of the bundled data look for.

func words(of text: String) -> [Substring] { text.split(separator: " ") }

func repeated(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.map { $0.lowercased() }.filter { !seen.insert($0).inserted }
}

func unbalanced(_ pair: ContrastPair, by most: Int) -> Bool {
  abs(words(of: pair.positive).count - words(of: pair.negative).count) > most
}

func untidy(_ text: String, indented: Bool) -> [Substring] {
  text.split(separator: "\n").filter { line in
    let body = indented ? line.drop { $0 == " " } : line
    return !body.utf8.allSatisfy { (0x20..<0x7F).contains($0) } || body.contains("  ")
      || body.contains(" \"}") || body.contains(" \",") || body.contains(": \" ")
      || body.contains("\\u")
  }
}

/// The words that carry content: lowercase, function words left out.
func contentWords(_ text: some StringProtocol) -> [String] {
  allWords(text).filter { !functionWords.contains($0) }
}

/// All words, lowercase.
func allWords(_ text: some StringProtocol) -> [String] {
  text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
}

/// Each two content words that follow each other within a clause.
func contentBigrams(_ text: String) -> Set<String> {
  let clauses = text.split { ".,:;?!".contains($0) }.map { contentWords($0) }
  return Set(clauses.flatMap { zip($0, $0.dropFirst()).map { $0 + " " + $1 } })
}

private let functionWords = Set(
  """
  a about all am an and any are as at be because been before being but by can could did do does done
  don't each every for from had has have he her here him his how i if in into is it its just may me
  might more most must my no nor not of off on one only or our out over own shall she should so some
  than that the their them then there these they this those to too two under until up us very was we
  were what when where which while who whom why will with without would yes you your
  """.split { $0.isWhitespace }.map(String.init))
