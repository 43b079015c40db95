extension LiterateSource {
  /// The prose that opens a page, cut where its verdicts are put in.
  struct Opening: Equatable {
    /// Before the first heading.
    let question: [String]
    /// The section `## Answer` if it is the first, heading included.
    let answer: [String]
    /// What else is said before the first cell of code.
    let rest: [String]
    /// How many of the source's cells this is; those of imports among them have nothing to show.
    let cellCount: Int
  }

  var opening: Opening {
    // Each part ends at a heading or at the imports.
    var parts: [[String]] = [[]]
    var cellCount = 0
    loop: for cell in cells {
      switch cell {
      case .code(let lines):
        guard lines.allSatisfy({ isBlank($0.text) || isImport($0.text) }) else { break loop }
        parts.append([])
      case .prose(let lines):
        for line in [""] + lines {
          if line.hasPrefix("## ") { parts.append([]) }
          parts[parts.count - 1].append(line)
        }
      }
      cellCount += 1
    }
    parts = parts.map(withoutBlankEnds).filter { !$0.isEmpty }
    func take(_ condition: (String) -> Bool) -> [String] {
      guard let first = parts.first?.first, condition(first) else { return [] }
      return parts.removeFirst()
    }
    let question = take { !$0.hasPrefix("## ") }
    let answer = take { $0.split(separator: " ") == ["##", "Answer"] }
    return Opening(
      question: question, answer: answer, rest: Array(parts.joined(separator: [""])),
      cellCount: cellCount)
  }

  /// The first sentence of the section `## Answer`, on one line; nil without such a section.
  var answerInBrief: String? {
    let lines = opening.answer.dropFirst().drop { isBlank($0) }
    let paragraph = lines.prefix { !isBlank($0) }.joined(separator: " ")
    return paragraph.isEmpty ? nil : firstSentence(of: paragraph)
  }
}

func isImport(_ line: String) -> Bool { line.hasPrefix("import ") }

private func withoutBlankEnds(_ lines: [String]) -> [String] {
  guard let first = lines.firstIndex(where: { !isBlank($0) }),
    let last = lines.lastIndex(where: { !isBlank($0) })
  else { return [] }
  return Array(lines[first...last])
}

/// Up to the first full stop, question or exclamation mark that a space and anything but a small
/// letter follow, so that neither "e.g. this" nor "0.25" ends a sentence.
private func firstSentence(of text: String) -> String {
  let characters = Array(text)
  for index in characters.indices where ".?!".contains(characters[index]) {
    var next = index + 1
    // A mark of emphasis or a bracket may close after the stop.
    while next < characters.count, "*_)\"”’`".contains(characters[next]) { next += 1 }
    if next == characters.count { return text }
    if characters[next] == " ", next + 1 < characters.count, !characters[next + 1].isLowercase {
      return String(characters[..<next])
    }
  }
  return text
}
