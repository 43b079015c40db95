import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S04 · Subtraction reduces sycophancy")
struct S04SycophancyTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: subtractionReducesSycophancy, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: subtractionReducesSycophancy, on: .full)
  }
}
