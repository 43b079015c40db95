import Claims
import Scenarios
import TestSupport
import Testing

@Suite("S17 · Can steering make it less sycophantic?")
struct S17LessSycophanticTests {
  @Test("planted model (instrument check)")
  func tinyEngine() throws {
    try expectVerdict(of: steeringIsSelective, on: .tiny)
  }

  @Test("real weights", .fullEngine)
  func fullEngine() throws {
    try expectVerdict(of: steeringIsSelective, on: .full)
  }
}
