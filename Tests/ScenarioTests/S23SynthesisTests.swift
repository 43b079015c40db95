import Protocols
import Steering
import Subjects
import TestSupport
import Testing
import TinyModel

@testable import Scenarios

@Suite("S23 · How are behaviours represented?")
struct S23SynthesisTests {
  @Test(
    "planted: directions of their own, each of which moves its own alone, but honesty costs warmth")
  func planted() throws {
    let found = try Representation(in: Laboratory(try .planted(seed: Subject.seed)))
    #expect(found.columns == Behavior.allCases.map(\.rawValue), "no texts for rudeness here")
    for (row, vector) in found.behaviors.enumerated() {
      for (column, measured) in found.behaviors.enumerated() {
        let change = found.changes[row][column]
        print("\(vector) on \(measured): \(change.value), cosine \(found.cosines[row][column])")
        if vector == .honesty, measured == .sentiment {
          #expect(change.interval.upper < -0.25, "honesty was built to cost warmth: \(change)")
        } else if row != column {
          #expect(abs(change.value) < 0.25, "\(vector) on \(measured): \(change)")
          #expect(abs(found.cosines[row][column]) < 0.2)
        } else if vector != .sentiment {
          // The planted sentiment is a preference for words: nothing of it is selective.
          #expect(change.interval.lower > 0.25, "\(vector): \(change)")
        }
      }
    }
  }

  @Test(
    "rude and polite: counterparts of as many words, every template with a control", .fullEngine)
  func rudeness() throws {
    let items = try EnglishDialogues(for: Subject(.smolLM2).model).rudeness()
    #expect(items.count == 80 && items.controls.count == 80)
    #expect(Set(items.templates).count == 40)
    #expect(zip(items.prompts, items.controls).allSatisfy { $0 != $1 })
  }
}
