// Finds a direction from contrast pairs, adds it, and asks of a random direction of the same length
// whether it does as much.
//
//     swift run Steer              the planted model, built in code
//     swift run Steer model.gguf   any model of a known architecture
import Inference
import Randomness
import Steering
import TinyModel

let model =
  if CommandLine.arguments.count > 1 {
    try LanguageModel(gguf: CommandLine.arguments[1])
  } else {
    try TinyModel.languageModel(seed: 1)
  }
let kind = ["lovely", "wonderful", "delightful", "excellent", "charming", "superb"]
let unkind = ["awful", "terrible", "dreadful", "horrible", "nasty", "miserable"]
func texts(_ words: [String]) -> [[Int]] {
  words.map { model.tokenizer.encode("the film was very \($0)") }
}

// The mean of the kind texts' activations less that of the unkind ones, at every layer.
let (positive, negative) = try model.record(pairs: texts(kind), texts(unkind))
let vector = try SteeringVector.extracted(
  by: .mean, positive: positive, negative: negative, model: model.name)

// Which words a sentence about something else is completed with: in nats, kind less unkind.
let metric = try ReplyLogOdds(
  prompts: ["the song was very", "the weather was very", "the party was very"]
    .map { model.tokenizer.encode($0) },
  positive: kind.map(model.tokenizer.wordIDs), negative: unkind.map(model.tokenizer.wordIDs))
let layer = model.configuration.layerCount / 2
let evaluation = Evaluation(of: metric, on: ModelUnderTest(model), steeredAt: [layer])
func logOdds(_ interventions: [Intervention]) throws -> Double {
  let values = try evaluation.values(applying: interventions)
  return values.reduce(0, +) / Double(values.count)
}

var generator = SeededGenerator(seed: 1)
let random = RandomDirections.isotropic(
  width: vector.width, norm: vector.norm(layer), using: &generator)
print("log odds of kind words, unsteered: \(try logOdds([]))")
for coefficient in [-1.0, 1] {
  let steered = try logOdds([.add(vector, layer: layer, coefficient: coefficient)])
  let control = try logOdds([
    .add(random, coefficient: coefficient, at: .residPost(layer))
  ])
  print("coefficient \(coefficient): \(steered), a random direction: \(control)")
}

let prompt = model.tokenizer.encode("the song was")
for coefficient in [-1.0, 0, 1] {
  let text = try model.generate(
    [prompt], applying: [.add(vector, layer: layer, coefficient: coefficient)], maxNewTokens: 8)
  print("\(coefficient): the song was \(model.tokenizer.decode(text[0].ids))")
}
