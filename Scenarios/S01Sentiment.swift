//: # S01 · A positive coefficient raises the sentiment metric
//:
//: A vector made from statements of love and hate is added to the residual stream while the model reads a
//: dialogue such as "User: What is the cheese like? Assistant: A mild one from the valley, and it is". If the
//: vector carries sentiment, praise should become likelier as the reply goes on, and blame less likely; and
//: less so where the same words are only quoted. None of these words occurs in the statements that the vector
//: was made from.
//:
//: ## Answer
//:
//: Yes, on {{S01.2.count:SUPPORTED}}; but half or more of what one sees at first is a taste for words. At the
//: same cost to ordinary prose the vector makes praise likelier against blame by {{S01.2.effect on the
//: items@each}} where something is judged, and by {{S01.2.effect on the controls@each}} where the same words
//: are only quoted. What is left for sentiment is {{S01.2.effect@each}}.
//:
//: An earlier protocol had no such control and supported its claim, as the table at the end says. The planted model shows what that left open. Its adjectives follow the valence wherever they
//: stand: it passed the earlier protocol, and this one refutes it, as it should ({{S01.2.effect@planted}}).
//: What steering costs is the question of the next page.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: A vector that prefers kind words *wherever they stand* would make them likelier on any text. So the claim is of
//: the *selective* effect. Each item is a short dialogue whose reply goes on
//: with praise or with blame, "A mild one from the valley, and it is" *exquisite* or *deplorable*; its control ends
//: where the same words are only quoted, "A long one with a capital letter, and it says". y is log Σ p(praise) −
//: log Σ p(blame). The effect is the change of y on the item minus the change on its control, item by item, and it
//: must exceed δ = 0.25 nats itself. None of the words is in VADER's lexicon or occurs in the pairs.
//:
//: This holds for every claim about a behaviour, all of which were registered in one commit before any of their test
//: items was run on a real model:
//:
//: - *One layer*, the same for every model and behaviour: where half of the blocks have run. Nothing is chosen.
//: - *Equal cost.* The coefficient is the one at which the next token of neutral prose moves by KL = 0.05 nats.
//: - *Gates have three values.* An interval above δ passes, one below fails (NOT TESTABLE), one that holds δ leaves
//:   the claim INCONCLUSIVE. Here: requests for praise against requests for blame, eight wordings in turn.
//: - *Nulls*, 99 draws of each. The vector of pairs whose templates were each turned by a coin, at its natural
//:   length and |c| = 1; random directions, isotropic and with the covariance of the activations, at equal cost. On
//:   one item each of 25 templates. Drawing ends when ten are as large, and is left out where the effect itself
//:   does not exceed δ.
//: - *p against δ.* SUPPORTED needs a sign-flip test that rejects "δ or less", REFUTED one that rejects "δ or more",
//:   both Holm-adjusted over all claims of the project.
//: - *Texts.* 240 pairs or more in 80 templates; 200 test items in 50 templates, 80 to look at beforehand in 20
//:   others. One format for all models, "User: … Assistant: …".
public let sentimentIsSelective = SelectiveClaim(
  "S01.2", .sentiment,
  hypothesis:
    "At equal cost the vector raises the log-odds of praise by more than where the same words are only quoted."
)

public let sentiment = Scenario(
  "S01-sentiment", answers: [.claimSentiment, .sentiment], claims: [sentimentIsSelective.claim]
) { page in
  //: ## The verdict
  //:
  //: Praise against blame where something is judged, and where the same words are quoted.
  let study = try page.judge(sentimentIsSelective)

  //: ## In the model's own words
  //:
  //: 24 new tokens after each prompt, scored by VADER, a published lexicon of sentiment: its compound runs from −1 to
  //: 1. None of the words that are counted above is in it, so that this is another measure of the same thing.
  let prompts = study.items.items.firstOfEachTemplate()
  func shifts(_ ids: [[Int]]) throws -> [Table.Cell] {
    let texts = TextCorpus(ids: ids, templates: prompts.templates)
    let scores = try [0, study.coefficient, -study.coefficient].compactMap {
      try page.lab.compounds(
        of: study.concept.vector, layer: study.concept.layer, coefficient: $0, on: texts)
    }
    return try scores.isEmpty
      ? ["no such words", "no such words"]
      : scores.dropFirst().map {
        .estimate(try estimate(difference($0, scores[0]), by: texts.templates))
      }
  }
  page.show(
    try Table(
      "VADER compound, steered minus unsteered",
      columns: ["prompts", "toward it", "away from it"],
      rows: [("items", prompts.prompts), ("controls", prompts.controls)].map { name, ids in
        [.text(name)] + (try shifts(ids))
      }))
}

//: ## Beside the literature
//:
//: AxBench (Wu et al., arXiv 2501.17148) finds asking in words better than a difference of means at steering.
//: By the selective measure, which leaves out what a request does to words that are only quoted, requests for
//: praise against requests for blame do {{S01.2.asking in words@each}} here, and the vector
//: {{S01.2.effect@each}} in one direction. Tan et al. (2407.12404) find items that move the wrong way in many
//: sets; here they are a share of {{S01.2.items that move the wrong way@each}}.
