import TestSupport
import Testing

@testable import Inference

@Suite("Instruction sets, and STEER_ISA that leaves some out")
struct InstructionSetTests {
  @Test("narrowest last, and STEER_ISA, where it is set, is the widest")
  func order() throws {
    try InstructionSet.checkEnvironment()
    #expect(InstructionSet.available.last == .portable)
    #expect(InstructionSet.widest == InstructionSet.available.first)
    #expect(Compute.shared.instructionSet == .widest)
    print("kernels: \(InstructionSet.available.map(\.rawValue))")
  }

  @Test(
    "each set's own kernels run, and those that are left out are an error that names the others")
  func kernels() throws {
    for set in InstructionSet.allCases {
      if set.isAvailable {
        #expect(try Compute(threads: 1, instructionSet: set).instructionSet == set)
      } else {
        let error = #expect(throws: ModelError.self) {
          try Compute(threads: 1, instructionSet: set)
        }
        #expect(error?.description.contains("portable") == true)
      }
    }
  }
}
