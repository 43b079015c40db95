import Inference
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

/// How the vectors of five behaviours lie to each other, and what each does selectively to all of them and to rudeness.
struct Representation {
  /// Rows and, with rudeness where there are texts for it, columns.
  let behaviors: [Behavior]
  /// "honesty" and the like; rudeness, which has no vector, last.
  let columns: [String]
  /// [vector][column]: selective change at equal cost, in nats.
  let changes: [[Estimate]]
  /// [vector][vector] at half of the depth.
  let cosines: [[Double]]

  init(in lab: Laboratory) throws {
    let behaviors = Behavior.allCases
    let vectors = try behaviors.map { try SelectiveVector($0, in: lab) }
    let layer = SelectiveVector.layer(of: lab.model)
    let cost = try EqualCost(in: lab, at: [layer])
    let coefficients = try vectors.map { try cost.coefficient(of: $0.direction, layer: layer) }
    let rudeness =
      lab.subject.isInstrumentCheck
      ? [] : [("rudeness", try EnglishDialogues(for: lab.model).rudeness())]
    let corpora =
      try behaviors.map { ($0.rawValue, try lab.subject.dialogues($0).items.test) } + rudeness
    let byColumn = try corpora.map { _, corpus in
      let few = corpus.firstOfEachTemplate()
      let items = try SelectiveItems(few, in: lab, steeredAt: [layer])
      let before = try items.values()
      return try zip(vectors, coefficients).map { vector, coefficient in
        try estimate(
          items.values(adding: vector.direction, layer: layer, coefficient: coefficient)
            .selectiveChange(from: before), by: few.templates)
      }
    }
    self.behaviors = behaviors
    columns = corpora.map(\.0)
    changes = behaviors.indices.map { row in byColumn.map { $0[row] } }
    cosines = vectors.map { a in vectors.map { cosine(a.direction, $0.direction) } }
  }

  /// A row a vector, a column what is measured.
  func figure() throws -> Chart {
    try .heatMap(
      "What each vector does selectively", "selective change at equal cost (nats)",
      rowAxis: "vector", columnAxis: "measured", columns: columns,
      rows: zip(behaviors, changes).map { behavior, changes in
        HeatMap.Row(
          behavior.rawValue,
          changes.map {
            HeatMap.Cell($0, isMarked: $0.interval.lower > 0.25 || $0.interval.upper < -0.25)
          })
      }, mark: "surely more than 0.25 nats, either way")
  }

  /// Of every pair of vectors.
  func cosineTable() throws -> Table {
    try Table(
      "Cosines between the vectors", columns: [""] + behaviors.map(\.rawValue),
      rows: zip(behaviors, cosines).map { behavior, row in
        [.text(behavior.rawValue)] + row.map { .number($0) }
      })
  }
}
