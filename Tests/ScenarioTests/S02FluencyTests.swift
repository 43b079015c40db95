import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S02 · Coefficients near 5 degrade fluency")
struct S02FluencyTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: fluencyDegrades, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: fluencyDegrades, on: .full)
  }
}
