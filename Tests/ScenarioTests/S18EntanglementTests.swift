import Calibrating
import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S18 · What else each vector moves")
struct S18EntanglementTests {
  static func matrix(_ planting: Planting = .full, seed: UInt64 = Subject.seed) throws
    -> Entanglement
  {
    try Laboratory(.planted(seed: seed, planting: planting, size: .small)).entanglement(items: 16)
  }

  /// Honesty lowers sentiment by about 0.15 nats, and nothing else leaves its own behaviour.
  static func isAsPlanted(_ matrix: Entanglement) throws -> Bool {
    let planted = try #require(matrix[.honesty, .sentiment])
    let others = matrix.offDiagonal.filter { ($0.vector, $0.metric) != (.honesty, .sentiment) }
    let largest = others.map { abs($0.change.value) }.max() ?? 0
    print("planted \(planted.change), the others at most \(largest)")
    return planted.change.interval.upper < -0.1 && planted.isRejected
      && planted.change.interval.lower > -0.25 && largest < 0.08
  }

  @Test("the one planted entanglement is found, on several models", arguments: [17, 1, 2, 3])
  func planted(seed: UInt64) throws {
    let matrix = try Self.matrix(seed: seed)
    #expect(try Self.isAsPlanted(matrix))
    for behavior in matrix.behaviors {
      #expect(try #require(matrix[behavior, behavior]).change.interval.lower > 0.4)
    }
    for cell in matrix.offDiagonal {
      let share = try #require(cell.share)
      #expect(max(abs(share.interval.lower), abs(share.interval.upper)) < 0.25)
    }
    #expect(matrix.damage.joined().allSatisfy { $0.vector.ratio ?? 1 < 1 })
  }

  @Test("on the report's model it is the one cell that is marked")
  func marked() throws {
    let marked = try Self.matrix().offDiagonal.filter(\.isEntangled)
    #expect(marked.map { [$0.vector, $0.metric] } == [[.honesty, .sentiment]])
  }

  @Test("planted fault: without the entanglement it is not found")
  func withoutEntanglement() throws {
    var planting = Planting.full
    planting.entanglement = 0
    let matrix = try Self.matrix(planting)
    #expect(try !Self.isAsPlanted(matrix))
    #expect(matrix.offDiagonal.filter(\.isEntangled).isEmpty)
  }

  @Test("planted fault: nothing planted, no effect to share and nothing entangled")
  func unplanted() throws {
    let matrix = try Self.matrix(.none)
    #expect(try !Self.isAsPlanted(matrix))
    #expect(matrix.offDiagonal.filter(\.isEntangled).isEmpty)
    #expect(matrix.cells.joined().allSatisfy { abs($0.change.value) < 0.05 })
  }
}
