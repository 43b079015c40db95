import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S08 · Does a vector of corrigibility make the model accept correction?")
struct S08CorrigibilityTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: corrigibilityRises, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: corrigibilityRises, on: .full)
  }
}
