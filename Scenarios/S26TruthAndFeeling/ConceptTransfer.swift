import Claims
import Protocols
import Replication
import Reporting
import Statistics
import Steering

/// How well one concept is told, within others' texts and ours, and from one to the other.
struct ConceptTransfer {
  /// "truth" or "feeling".
  let name: String
  private let texts: ConceptTexts
  /// Placements less 50 with their clusters, in percentage points.
  private let theirsHeldOut, oursHeldOut, theirsToOurs, oursToTheirs: Placements

  /// Points above chance, text by text.
  private struct Placements {
    let values: [Double]
    let clusters: [String]

    init(_ found: (placements: [Double], clusters: [String])) {
      values = found.placements.map { $0 - 50 }
      clusters = found.clusters
    }

    func estimate() throws -> Estimate { try Protocols.estimate(values, by: clusters) }
  }

  init(_ name: String, _ texts: ConceptTexts) throws {
    self.name = name
    self.texts = texts
    theirsHeldOut = Placements(try texts.theirs.heldOut())
    oursHeldOut = Placements(try texts.ours.heldOut())
    theirsToOurs = Placements(
      (texts.ours.placements(by: try texts.theirs.probe()), texts.ours.clusters))
    oursToTheirs = Placements(
      (texts.theirs.placements(by: try texts.ours.probe()), texts.theirs.clusters))
  }

  /// Within either side and from one to the other.
  var rows: [ForestChart.Row] {
    get throws {
      try [
        ("theirs, held out", theirsHeldOut), ("ours, held out", oursHeldOut),
        ("theirs to ours", theirsToOurs), ("ours to theirs", oursToTheirs),
      ].map { ForestChart.Row($0, try $1.estimate(), group: name) }
    }
  }

  func evidence(
    for claim: Claim, gates: (theirs: Check, ours: Check), control: Check, provenance: Provenance
  ) throws -> Evidence {
    let observed = try (mean(theirsToOurs.values) + mean(oursToTheirs.values)) / 2
    return Evidence(
      for: claim,
      contrasts: try [("theirs to ours", theirsToOurs), ("ours to theirs", oursToTheirs)].map {
        Contrast($0, try ClusteredSample(values: $1.values, clusters: $1.clusters))
      },
      gates: [
        Measurement(of: gates.theirs, .estimate(try theirsHeldOut.estimate())),
        Measurement(of: gates.ours, .estimate(try oursHeldOut.estimate())),
      ],
      controls: [
        Measurement(
          of: control,
          .null(
            observed: observed, draws: try texts.shuffledTransfers(SetMeasurement.draws)))
      ],
      secondaries: try [("theirs to ours", theirsToOurs), ("ours to theirs", oursToTheirs)].map {
        Secondary(
          $0, .estimate(try $1.estimate()), unit: .percentagePoints,
          note: "placement above chance, every text against those of the other kind")
      }, provenance: provenance)
  }

  /// Held-out placement after nothing, after each side's own LEACE and after the other side's.
  static func erasureTable(_ concepts: [ConceptTransfer]) throws -> Table {
    try Table(
      "Placement after erasure", columns: ["", "nothing", "its own LEACE", "the other side's"],
      rows: concepts.flatMap { concept in
        try [
          ("\(concept.name) in theirs", concept.texts.theirs, concept.texts.ours),
          ("\(concept.name) in ours", concept.texts.ours, concept.texts.theirs),
        ].map { name, texts, others in
          [.text(name)]
            + (try [.none, .own, .other(others.eraser())].map { (erasure: TwoKinds.Erasure) in
              let found = try texts.heldOut(after: erasure)
              return .estimate(try estimate(found.placements, by: found.clusters))
            })
        }
      })
  }
}
