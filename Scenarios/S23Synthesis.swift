//: # S23 · What does this say about how behaviours are represented?
//:
//: Five behaviours, one *steering vector* each: a direction in what the model computes at half of its depth. If every
//: behaviour had a direction of its own, the vectors would lie apart, and each would move its own behaviour and no
//: other. Here every vector is given the dose that disturbs ordinary prose alike, and measured on the items of every
//: behaviour and of rudeness, counted as far as the change exceeds that on the same words where they mean nothing of
//: the kind. The other pages' findings on erasure, on dimensions and on layers stand beside it.
//:
//: ## Answer
//:
//: Not as one direction for one behaviour: on {{all S23}} the vectors overlap, and what one moves selectively is not
//: first of all what it is named after. The vector of sentiment moves its own items by {{range S23 | What each
//: vector does selectively | sentiment | sentiment}} nats, that of honesty its own by {{range S23 | What each vector
//: does selectively | honesty | honesty}}, of confidence by {{range S23 | What each vector does selectively |
//: confidence | confidence}}, of corrigibility by {{range S23 | What each vector does selectively | corrigibility |
//: corrigibility}}, of sycophancy by {{range S23 | What each vector does selectively | sycophancy | sycophancy}}.
//: Beside that, all of them move sentiment: the vector of corrigibility by {{range S23 | What each vector does
//: selectively | corrigibility | sentiment}} nats, of sycophancy by {{range S23 | What each vector does selectively |
//: sycophancy | sentiment}}, of confidence by {{range S23 | What each vector does selectively | confidence |
//: sentiment}}. Vectors of sentiment and corrigibility have a cosine of {{range S23 | Cosines between the vectors |
//: sentiment | corrigibility}}, those of sentiment and honesty one of {{range S23 | Cosines between the vectors |
//: sentiment | honesty}}, where unrelated directions of this many numbers would have one near zero.
//:
//: More honest, but blunter? The honesty vector moves rude against polite words by {{range S23 | What each vector
//: does selectively | honesty | rudeness}} nats, the sentiment vector by {{range S23 | What each vector does
//: selectively | sentiment | rudeness}}. On the planted model, whose directions lie apart and where honesty was built
//: to make the words less kind, that one cell off the diagonal is found ({{S23 | What each vector does selectively |
//: honesty | sentiment @planted}}).
//:
//: Three other pages point the same way. Taking sentiment's one direction out of a layer leaves probes that read it
//: in other texts ([S15](S15-erasure.md)); more than one direction carries what the pairs have in common
//: ([S21](S21-dimensions.md)); and no range of layers is where the effect sits ([S03](S03-later-layers.md)). What
//: a mean difference finds is a direction that is *of use* for moving some words, in a model of this size. That
//: a behaviour lives there is more than any of these measurements says.
import Protocols
import Reporting
import Steering

public let synthesis = Scenario(
  "S23-synthesis", answers: [.representation], alsoAnswers: [.bluntHonesty, .singleDirection]
) { page in
  //: ## Every vector on every behaviour
  //:
  //: The diagonal is what a vector is for; sycophancy counts upwards, more of it is more of what the user claims. One
  //: test item of each template. Rude and polite are ways to end a harmless answer, "… It leaves at nine," *you fool*
  //: or *my friend*; their control reads the same words from a card.
  let found = try Representation(in: page.lab)
  page.plot(
    try found.figure(), caption: "Mean selective change with its 90 % interval by template.")

  //: ## How the vectors lie
  //:
  //: At the layer that all of them are used at.
  page.show(try found.cosineTable())

  //: ## Limits
  //:
  //: Exploratory: nothing here was registered. Items of different behaviours have different words, so that a column
  //: cannot be compared with another in nats. A small cosine does not make two directions independent: what follows in
  //: the network may bring them together, and a large one may come of what the pairs have in common in form.
}
