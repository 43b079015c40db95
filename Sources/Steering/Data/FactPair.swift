import Foundation

/// A frame with two subjects that fit it, each of which has its own last word: "The capital of _ is the
/// city of", France with Paris, Italy with Rome.
///
/// The two prompts differ in the subject alone, so that whatever tells them apart came from there.
public struct FactPair: Templated {
  /// The relation: the cluster of statistics.
  public let template: String
  /// Holds one `_`, where the subject goes, with words before and after it.
  public let frame: String
  /// Takes the place of `_` in the clean prompt.
  public let subject: String
  /// Follows the frame after a space.
  public let answer: String
  /// Takes the place of `_` in the corrupted prompt.
  public let otherSubject: String
  /// Follows the frame with the other subject, after a space.
  public let otherAnswer: String

  /// Checks nothing; `FactPairs(jsonl:name:)` does.
  public init(
    template: String, frame: String, subject: String, answer: String, otherSubject: String,
    otherAnswer: String
  ) {
    self.template = template
    self.frame = frame
    self.subject = subject
    self.answer = answer
    self.otherSubject = otherSubject
    self.otherAnswer = otherAnswer
  }
}

/// What activation patching is done on, see ``FactPair/patchingPair(in:)``.
public typealias FactPairs = DataSet<FactPair>

extension FactPairs {
  /// Reads `{"frame": …, "subject": …, "answer": …, "otherSubject": …, "otherAnswer": …}` and, if given,
  /// `"template"`, one pair a line.
  ///
  /// Throws `DataError.malformed`, also where the frame has no room for a subject or two texts that must
  /// differ do not.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      let pair = FactPair(
        template: template, frame: try line.text("frame"), subject: try line.text("subject"),
        answer: try line.text("answer"), otherSubject: try line.text("otherSubject"),
        otherAnswer: try line.text("otherAnswer"))
      guard pair.parts != nil else {
        throw line.fault("frame", expected: "one _ between words", got: quoted(pair.frame))
      }
      if pair.subject == pair.otherSubject {
        throw line.fault(
          "otherSubject", expected: "a text unlike \"subject\"", got: "the same text")
      }
      if pair.answer == pair.otherAnswer {
        throw line.fault("otherAnswer", expected: "a text unlike \"answer\"", got: "the same text")
      }
      return pair
    }
  }

  /// Nine relations of three pairs; every subject and answer is one token of the full engine.
  public static var bundled: FactPairs {
    get throws {
      let file = "patching.pairs.jsonl"
      return try FactPairs(jsonl: try bundledData(file), name: file)
    }
  }
}

extension FactPair {
  /// The frame's text before and after the subject, spaces next to it left out; nil when there is no room.
  var parts: (before: String, after: String)? {
    let parts = frame.components(separatedBy: " _ ")
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains("_") }) else {
      return nil
    }
    return (parts[0], parts[1])
  }
}
