import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

extension SelectiveStudy {
  /// How far steering, asking for the behaviour's contrary in words, and both at once move the items more than their
  /// controls; on two items of each template.
  func besideAsking(in lab: Laboratory) throws -> Table {
    let few = items.items.firstOfEachTemplate(2)
    func read(_ kind: Instruction.Kind, steered: Bool) throws -> SelectiveItems.Values {
      let asked = try SelectiveItems(
        few, prompts: few.prompts(afterEvery: kind), controls: few.controls(afterEvery: kind),
        in: lab, steeredAt: [concept.layer])
      return steered
        ? try asked.values(
          adding: concept.direction, layer: concept.layer, coefficient: coefficient)
        : try asked.values()
    }
    let neutral = try read(.neutral, steered: false)
    let ways: [(String, SelectiveItems.Values)] = [
      ("steering", try read(.neutral, steered: true)),
      ("asking for frankness", try read(.away, steered: false)),
      ("asking and steering", try read(.away, steered: true)),
    ]
    return try Table(
      "Steering, asking, and both",
      columns: ["", "items, nats", "controls, nats", "selective fall, nats"],
      rows: ways.map { name, values in
        func cell(_ values: [Double]) throws -> Table.Cell {
          .estimate(try Protocols.estimate(values, by: few.templates))
        }
        return [
          .text(name),
          try cell(values.change(of: \.items, from: neutral, sign: behavior.wanted)),
          try cell(values.change(of: \.controls, from: neutral, sign: behavior.wanted)),
          try cell(values.selectiveChange(from: neutral, sign: behavior.wanted)),
        ]
      })
  }
}
