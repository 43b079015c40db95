//: # S26 · Truth and feeling in other people's words
//:
//: A probe that tells true from false statements may have learnt what its own statements have in common. The authors of
//: representation engineering (RepE; Zou et al., arXiv 2310.01405) published 612 statements of fact and 1,250
//: situations that call up an emotion. Here linear probes are trained on their texts and tested on this project's,
//: which were not written with theirs in mind, and the other way round. *Placement* is how often a text stands on
//: the right side of one of the other kind; its mean is the area under the curve, and 50 is chance.
//:
//: ## Answer
//:
//: That a probe of truth carries over between their statements and our facts, both ways, {{S26.1.outcome}}: from theirs
//: to ours it is better than chance by {{S26.1.theirs to ours@each}}, from ours to theirs by {{S26.1.ours to
//: theirs@each}}. Within their statements, held-out ones stand right in {{range S26 | Placement after erasure | truth in
//: theirs | nothing}} percent of the comparisons.
//:
//: That a probe of feeling carries over between their situations and our statements of love and hate {{S26.2.outcome}}:
//: from theirs to ours by {{S26.2.theirs to ours@each}}, from ours to theirs by {{S26.2.ours to theirs@each}}.
//:
//: What LEACE takes out of one side it does not take out of the other: of truth in ours a placement of {{range S26 |
//: Placement after erasure | truth in ours | the other side's}} percent is left after their eraser, and {{range S26 | Placement after
//: erasure | truth in ours | its own LEACE}} after its own; of feeling in ours {{range S26 | Placement after erasure |
//: feeling in ours | the other side's}} and {{range S26 | Placement after erasure | feeling in ours | its own LEACE}}.
import Claims
import Protocols
import Replication
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: Activations of the last token at half of the depth. Truth: their statements by label; our facts with the right
//: against the wrong last word. Feeling: their situations of happiness against those of anger, disgust, fear and
//: sadness; our pairs of love against hate. A logistic probe of all texts of one side is tested on all of the other. Both
//: ways have to exceed 10 points above 50. The gates ask that the concept is there to be found: probes of one half of
//: the templates exceed 10 points on the other half, on either side. The control deals the training labels anew, 19
//: times.
private let foundInTheirs = Check(
  "found in theirs, held out", .exceeds(10), unit: .percentagePoints)
private let foundInOurs = Check("found in ours, held out", .exceeds(10), unit: .percentagePoints)
private let shuffledLabels = Check(
  "labels dealt anew", .beatsNull(draws: SetMeasurement.draws, pAtMost: 0.05),
  unit: .percentagePoints)

private func transferClaim(_ number: Int, _ hypothesis: String) -> Claim {
  Claim(
    id: "S26.\(number)", hypothesis: hypothesis, unit: .percentagePoints,
    smallestEffectOfInterest: 10.0, contrasts: ["theirs to ours", "ours to theirs"],
    gates: [foundInTheirs, foundInOurs], controls: [shuffledLabels], protocolVersion: 2,
    registration: 5)
}

private let truthTransfers = transferClaim(
  1, "Truth that a probe learns from others' statements is found in ours, and back.")
private let feelingTransfers = transferClaim(
  2, "Feeling that a probe learns from others' situations is found in our statements, and back.")

public let truthAndFeeling = Scenario(
  "S26-truth-and-feeling", answers: [.truthAndFeeling],
  claims: [truthTransfers, feelingTransfers],
  dataSets: ["repe/facts"]
    + ["anger", "disgust", "fear", "happiness", "sadness"].map { "repe/emotions/\($0)" }
) { page in
  let lab = page.lab
  try lab.requireEnglish()
  let layer = SelectiveVector.layer(of: lab.model)
  let concepts = try [
    ConceptTransfer("truth", .truth(in: lab, layer: layer)),
    ConceptTransfer("feeling", .feeling(in: lab, layer: layer)),
  ]

  //: ## What is left after erasure
  //:
  //: Probes trained anew on half of the templates and tested on the other half, after LEACE took the concept out as it
  //: is in the texts that the probe is trained on, or as it is in the other side's. If a concept were one direction, what
  //: takes it out of one set of texts would take it out of the other.
  page.show(try ConceptTransfer.erasureTable(concepts))
  page.plot(
    try .effects(
      "Placement above chance", unit: .percentagePoints, concepts.flatMap { try $0.rows },
      threshold: 10),
    caption: "Mean placement less 50, with 90 % intervals by template. The dashed line is δ.")

  //: ## Verdicts
  for (claim, concept) in zip([truthTransfers, feelingTransfers], concepts) {
    page.judge(
      try concept.evidence(
        for: claim, gates: (foundInTheirs, foundInOurs), control: shuffledLabels,
        provenance: Provenance(
          engine: lab.subject.name, modelHash: lab.model.hash,
          precision: lab.model.precision.rawValue,
          dataHash: try Replication.hash(of: ["repe/facts", "repe/emotions/happiness"]),
          seed: Subject.seed, layer: layer)))
  }

  //: ## Limits
  //:
  //: Our facts end in one word, right or wrong, and theirs are whole sentences: a probe that reads the last token meets
  //: another thing. Situations that call up a feeling do not name it, and statements of love do. A probe that
  //: transfers has learnt something that both have, which need not be the concept.
}
