import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S01 · A positive coefficient raises the sentiment metric")
struct S01SentimentTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: sentimentRises, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: sentimentRises, on: .full)
  }
}
