import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S03 · Later layers dominate")
struct S03LaterLayersTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: laterLayersDominate, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: laterLayersDominate, on: .full)
  }

  @Test("equal relative norm, planted model (instrument check)")
  func tinyEngineAtEqualNorm() throws {
    try expectVerdict(of: laterLayersDominateAtEqualNorm, on: .tiny)
  }

  @Test("equal relative norm, real weights", .fullEngine)
  func fullEngineAtEqualNorm() throws {
    try expectVerdict(of: laterLayersDominateAtEqualNorm, on: .full)
  }
}
