// Reads the residual stream of one text and puts it into another: where in the model does the difference
// between two texts live?
//
//     swift run Patch              the planted model, built in code
//     swift run Patch model.gguf   any model of a known architecture
import Inference
import Steering
import TinyModel

let model =
  if CommandLine.arguments.count > 1 {
    try LanguageModel(gguf: CommandLine.arguments[1])
  } else {
    try TinyModel.languageModel(seed: 1)
  }
let source = model.tokenizer.encode("the film was lovely and the song was very")
let target = model.tokenizer.encode("the film was awful and the song was very")
precondition(source.count == target.count, "patching by position needs texts of one length")
let (kind, unkind) = (
  model.tokenizer.encode(" wonderful")[0], model.tokenizer.encode(" terrible")[0]
)

/// Logit of " wonderful" less that of " terrible" after a text.
func preference(_ text: [Int], applying interventions: [Intervention] = []) throws -> Float {
  var difference: Float = 0
  try model.run([TokenTree(text, edits: interventions.edits(on: model))]) { block in
    difference = block[0][kind] - block[0][unkind]
  }
  return difference
}

// Every layer's output at every position of the source.
let layers = 0..<model.configuration.layerCount
var streams: [HookPoint: [Int: [Float]]] = [:]
try model.record(Set(layers.map { .residPost($0) }), of: [TokenTree(source)]) {
  hook, place, activation in
  streams[hook, default: [:]][place.offset] = Array(activation)
}

print("source \(try preference(source)), target \(try preference(target))")
let word = 3  // "lovely", "awful"
for layer in layers {
  let hook = HookPoint.residPost(layer)
  let patched = try preference(
    target, applying: [.patch([word: streams[hook]?[word] ?? []], at: hook)])
  print("its word taken from the source after layer \(layer): \(patched)")
}
