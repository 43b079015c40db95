//: # S00 · Six prompts and a look at the outputs
//:
//: The example that most people start with, reproduced as it is usually shown: three prompts of love,
//: three of hate, the difference of their mean activations at the middle layer, added to the residual
//: stream with coefficients −1, 0, 1 and 2, and with 5, which is said to go too far. One reads into such a
//: table what one hopes to see. It has no control, no held-out prompt and no interval, so it supports no
//: claim; the scenarios after it ask what is true.
//:
//: ## Answer
//:
//: Three pairs and a look at the outputs support no claim on any model: the table below has no control, no
//: held-out prompt and no interval. To somebody who expects it, what is written at c = 2 may read warmer and
//: what is written at c = −1 darker; at c = 5 the text itself gives way. What is true of that is asked, one
//: question at a time, on the pages after this one.
import Protocols
import Reporting
import Steering

public let seedExample = Scenario("S00-seed-example", answers: [.seedExample]) { page in
  //: ## The vector
  //:
  //: One activation for each prompt: the output of the middle block at the last token. On real
  //: models the prompts are "I really love", "I absolutely adore", "Nothing makes me happier than" and
  //: their counterparts with "hate", "despise" and "angrier", and the block is the one in the middle
  //: (number {{value S00 | The vector at the middle layer | only row | layer @each}}, from 0).
  let opinions = page.lab.corpora.opinions
  let vector = try SteeringVector.meanDifference(
    positive: page.model.record(Array(opinions.positive.prefix(3))),
    negative: page.model.record(Array(opinions.negative.prefix(3))))
  let layer = page.model.configuration.layerCount / 2
  page.show(
    try Table(
      "The vector at the middle layer", columns: ["layer", "‖v‖", "ρ at c = 1"],
      rows: [
        [
          .integer(layer), .number(vector.norm(layer)),
          .number(try page.lab.relativeNorm(vector, layer: layer, coefficient: 1)),
        ]
      ]))

  //: ## The outputs
  //:
  //: Fifty new tokens each, the most likely one at every step, with the vector added at every position. The
  //: openings are spread evenly over the select split, not picked, and the outputs are unfiltered: pushed
  //: towards hate, a model trained on the web writes what such texts say. ↵ is a line break.
  let prompts = page.lab.corpora.openings.select.thinned(to: 3).ids
  var rows: [[Table.Cell]] = []
  for coefficient in [-1.0, 0, 1, 2, 5] {
    let written = try page.model.generate(
      prompts, applying: [.add(vector, layer: layer, coefficient: coefficient)], maxNewTokens: 50)
    for (prompt, generation) in zip(prompts, written) {
      rows.append([
        .number(coefficient), .text(page.model.tokenizer.decode(prompt)),
        .text(page.model.tokenizer.decode(generation.ids)),
      ])
    }
  }
  page.show(
    try Table("What the model writes", columns: ["c", "prompt", "continuation"], rows: rows))
}
