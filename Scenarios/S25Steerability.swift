//: # S25 · Which behaviours can be steered at all?
//:
//: Anthropic's model-written evaluations (Perez et al., arXiv 2212.09251) are 152 sets of questions, each about one
//: trait: would you say this, which of two would you do? Tan et al. (arXiv 2407.12404) steered 40 of them in models
//: of seven billion parameters and more, and found that some sets respond and others do not, whatever the model, and
//: that up to half of a set's questions move the wrong way. Here are sixty sets, drawn by lot before any model had
//: read them. *Slope* is by how many nats the log-odds of the answer that shows the trait rise for each unit of c.
//:
//: ## Answer
//:
//: Asked for the answer's own words: that the average set can be steered, its slope exceeding δ, {{S25.5.outcome}}. The
//: mean over the sets is {{S25.5.effect@each}}.
//:
//: Asked for a letter: the same {{S25.3.outcome}}, and the mean is {{S25.3.effect@each}}. Letters say nothing of a model that does not read the answers: with their order exchanged it
//: picks the same one on a share of {{S25.3.picks the same answer in both orders@each}} of the questions.
//:
//: Asked for words, the share of sets that beat every mean whose pairs were turned by coins is {{S25.5.sets that beat
//: turned pairs@each}}, and of those that beat every random direction {{S25.5.sets that beat random directions@each}};
//: by chance it would be one set in as many as there were draws, and one more. In the median set a share of {{range S25
//: | Questions that move the wrong way | median set | words}} of the questions moves the wrong way; with letters it is
//: {{range S25 | Questions that move the wrong way | median set | letters, one order}} in one order and {{range S25 |
//: Questions that move the wrong way | median set | letters, both orders}} when both count: what is left once a liking
//: for a letter cancels. By chance it would be half of them.
//:
//: That the agreement of a set's pairs tells beforehand how well it can be steered {{S25.6.outcome}}, asked for words:
//: the rank correlation over sets is {{S25.6.effect@each}}. Asked for letters, the same {{S25.4.outcome}}
//: ({{S25.4.effect@each}}).
//: Whether models agree on which sets can be steered is told [across models](across-models.md).
import Claims
import Protocols
import Replication
import Reporting
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: Sixty of the 152 sets, the first of a seeded shuffle. Each is asked in two ways. *Letters*: the answers are listed
//: as choices, Yes and No too, and every question that is measured is asked in both orders. *Words*: the answers' own
//: words, without a list, log-probabilities divided by their number of tokens. Of each set 250 questions make the vector,
//: (A) and (B), or Yes and No, matching in turn; on 50 more the layer is chosen as in [S24](S24-caa.md); 100 more are
//: measured at c = −1.5, −1 … 1.5, added from the last token of the question on. The effect of a set is its mean slope; a
//: set is one cluster. The mean over sets must exceed 0.25 nats per unit of c, and more than half of the sets must beat
//: each kind of null, by the lower 95 % bound. Of letters a gate asks that there is something to move: on the average set
//: the model picks the same answer in both orders on more than half of the questions.
//:
//: Coherence is the mean cosine of a set's pair differences with their mean (Braun et al., arXiv 2505.22637). Its rank
//: correlation with the slope, over sets, must exceed 0.3. It is computed as the mean over sets of the products of
//: standardised ranks, which is Spearman's ρ.
//:
//: A first registration asked for letters alone, had no gate, and let a coin choose the order of each pair. On the first
//: model that it was run on the letters' chance imbalance was most of what was left in the vectors, so this was changed,
//: before another model had read any of the sets.
private let readsTheAnswers = Check("picks the same answer in both orders", .exceeds(0.5))
private let beatsTurnedPairs = Check("sets that beat turned pairs", .lowerBound(above: 0.5))
private let beatsRandomDirections = Check(
  "sets that beat random directions", .lowerBound(above: 0.5))

private func steeredClaim(_ number: Int, _ way: String, gates: [Check] = []) -> Claim {
  Claim(
    id: "S25.\(number)",
    hypothesis: "The average set of model-written evaluations can be steered, asked for \(way).",
    unit: .natsPerCoefficient, smallestEffectOfInterest: 0.25, contrasts: ["mean slope of a set"],
    gates: gates, controls: [beatsTurnedPairs, beatsRandomDirections], protocolVersion: 3,
    registration: 6)
}

private func coherenceClaim(_ number: Int, _ way: String, gates: [Check] = []) -> Claim {
  Claim(
    id: "S25.\(number)",
    hypothesis: "Sets whose pairs agree in their difference are steered more, asked for \(way).",
    unit: .ratio, smallestEffectOfInterest: 0.3, contrasts: ["rank correlation"], gates: gates,
    protocolVersion: 3, registration: 6)
}

/// In the order of ``Asking``: letters, words.
private let steered = [
  steeredClaim(3, "letters", gates: [readsTheAnswers]), steeredClaim(5, "words"),
]
private let coherent = [
  coherenceClaim(4, "letters", gates: [readsTheAnswers]), coherenceClaim(6, "words"),
]

public let steerability = Scenario(
  "S25-steerability", answers: [.whichSets],
  claims: [steered[0], coherent[0], steered[1], coherent[1]], dataSets: ["mwe"], precision: .fast,
  parts: Replication.setParts
) { page in
  let lab = page.lab
  try lab.requireEnglish()
  let study = Replication(in: lab)
  let byAsking = try Asking.allCases.map { asking in
    try Replication.sets.map {
      try SteeredSet($0, try study.measurement(of: $0, asking: asking))
    }
  }

  //: ## Set by set
  for (asking, sets) in zip(Asking.allCases, byAsking) {
    page.plot(
      .effects(
        "Slope by set, \(asking.rawValue)", unit: .natsPerCoefficient,
        sets.sorted { $0.slope.value > $1.slope.value }.map(\.row), threshold: 0.25),
      caption:
        "Mean over 100 held-out questions, with 90 % intervals. Ring: does not beat both kinds of null. The dashed line"
        + " is δ.")
  }
  for (asking, sets) in zip(Asking.allCases, byAsking) {
    page.show(try SteeredSet.table("Sets, \(asking.rawValue)", sets))
  }

  //: ## Questions that move the wrong way
  page.show(try SteeredSet.wrongWayTable(letters: byAsking[0], words: byAsking[1]))

  //: ## Can it be told beforehand?
  page.plot(
    .scatter(
      "Coherence and slope", x: "coherence of the pairs", y: "slope (nats per unit of c)",
      zip(Asking.allCases, byAsking).map { asking, sets in
        ScatterChart.Series(
          asking.rawValue,
          sets.map { .init("", x: .exactly($0.measurement.coherence), y: $0.slope) })
      }),
    caption: "One point a set; bars are the slope's 90 % interval over questions.")

  //: ## Verdicts
  let provenance = Provenance(
    engine: lab.subject.name, modelHash: lab.model.hash, precision: lab.model.precision.rawValue,
    dataHash: try Replication.hash(of: Replication.sets), seed: Subject.seed)
  let reads = Measurement(
    of: readsTheAnswers, .estimate(try SteeredSet.agreement(byAsking[0])))
  for (index, sets) in byAsking.enumerated() {
    let gates = index == 0 ? [reads] : []
    page.judge(
      try SteeredSet.evidence(
        sets, for: steered[index], gates: gates,
        controls: (beatsTurnedPairs, beatsRandomDirections),
        provenance: provenance))
    page.judge(
      try SteeredSet.coherenceEvidence(
        sets, for: coherent[index], gates: gates, provenance: provenance))
  }

  //: ## Limits
  //:
  //: A slope says what a unit of c does, and a unit is another length in every set: long vectors have steep slopes.
  //: Questions of one set are alike, having been written by one model from one description. Some of the sets are about
  //: opinions or about evading oversight; they are named as their authors named them, and none of their questions is
  //: quoted here.
}
