import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S07 · Does a vector of confidence change the tone or the knowledge?")
struct S07ConfidenceTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: confidenceRises, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: confidenceRises, on: .full)
  }
}
