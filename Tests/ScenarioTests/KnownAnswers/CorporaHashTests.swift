import Testing

@testable import Protocols
@testable import Subjects

/// Records say which texts they are of by this hash.
@Suite("Hash of a model's texts")
struct CorporaHashTests {
  @Test("words of one token: as records have it, and which family a word is in counts")
  func oneToken() throws {
    #expect(
      try TableSubject(positive: [[5], [7]], negative: [[6]]).lab.corpora.hash
        == "33df9a8e3b720fa6c4e605fd13800596dc51b131094382c039cacf5b2e5fd016")
    #expect(
      try TableSubject(positive: [[5]], negative: [[7], [6]]).lab.corpora.hash
        == "8e9ac2c2c8d728c01fef00e6620158d7d2e6a77e76bd09362fd6f494ff659dd2")
  }

  @Test("words of several tokens: which tokens make a word counts too")
  func severalTokens() throws {
    let words: [(positive: [[Int]], negative: [[Int]])] = [
      ([[5], [7]], [[6]]), ([[5, 7]], [[6]]), ([[5]], [[7, 6]]), ([[5], [7, 6]], [[6]]),
      ([[5, 7], [6]], [[6]]), ([[5, 7]], [[6], [6]]), ([[5, 7, 6]], [[6]]),
    ]
    let hashes = try words.map {
      try TableSubject(positive: $0.positive, negative: $0.negative).lab.corpora.hash
    }
    #expect(Set(hashes).count == words.count)
  }
}
