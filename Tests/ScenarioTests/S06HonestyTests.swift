import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S06 · Does a vector of honesty make the model more honest?")
struct S06HonestyTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: honestyRises, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: honestyRises, on: .full)
  }
}
