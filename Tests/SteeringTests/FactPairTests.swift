import Foundation
import Testing
import TinyModel

@testable import Steering

@Suite("Pairs of facts for patching")
struct FactPairTests {
  private static func load(_ line: String) throws -> FactPairs {
    try FactPairs(jsonl: Data(line.utf8), name: "x.jsonl")
  }

  private static func line(
    frame: String = "the _ is red", subject: String = "sky", other: String = "sea",
    answer: String = "yes", otherAnswer: String = "no"
  ) -> String {
    #"{"template": "t", "frame": "\#(frame)", "subject": "\#(subject)", "answer": "\#(answer)","#
      + #" "otherSubject": "\#(other)", "otherAnswer": "\#(otherAnswer)"}"#
  }

  @Test("the bundled pairs: nine relations of three, no pair twice")
  func bundled() throws {
    let pairs = try FactPairs.bundled
    #expect(pairs.count == 27 && pairs.templates.count == 9)
    for template in pairs.templates {
      let own = pairs.filter { $0.template == template }
      #expect(own.count == 3 && Set(own.map(\.frame)).count == 1)
    }
    let named = Set(pairs.map { "\($0.frame) \($0.subject) \($0.otherSubject)" })
    #expect(named.count == pairs.count)
  }

  @Test("a frame without room, or two sides alike, is refused by field")
  func refused() throws {
    #expect(try Self.load(Self.line()).count == 1)
    for (line, field) in [
      (Self.line(frame: "the sky is red"), "frame"), (Self.line(frame: "_ is red"), "frame"),
      (Self.line(frame: "a _ or _ is"), "frame"), (Self.line(other: "sky"), "otherSubject"),
      (Self.line(otherAnswer: "yes"), "otherAnswer"),
    ] {
      #expect {
        try Self.load(line)
      } throws: { error in
        guard case DataError.malformed(_, 1, _, let named, _, _) = error else { return false }
        return named == field
      }
    }
  }

  @Test("in tokens, the prompts differ at the subject alone")
  func tokens() throws {
    let tokenizer = try TinyModel.tokenizer()
    let pair = try #require(
      try Self.load(Self.line(frame: "i think the _ is red . assistant"))[0]
        .patchingPair(in: tokenizer))
    #expect(pair.clean == tokenizer.encode("i think the sky is red . assistant"))
    #expect(pair.corrupted == tokenizer.encode("i think the sea is red . assistant"))
    #expect(pair.differing == [3] && pair.groups["subject"] == [3])
    #expect(pair.groups["after subject"] == [4, 5, 6])
    #expect(pair.answer == tokenizer.encode("yes"))
  }

  @Test("subjects of unlike length, or answers that begin alike, make no pair")
  func unfit() throws {
    let tokenizer = try TinyModel.tokenizer()
    for line in [
      Self.line(other: "blue sea"), Self.line(answer: "yes right", otherAnswer: "yes wrong"),
      Self.line(frame: "the _ is"),
    ] {
      #expect(try Self.load(line)[0].patchingPair(in: tokenizer) == nil)
    }
  }
}
