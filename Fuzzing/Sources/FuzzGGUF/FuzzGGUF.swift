import FuzzSupport
import Inference

/// A GGUF file is refused with a `GGUFError` or all of it can be used; a model in it is refused with a
/// typed error or it writes, in both precisions.
@main
enum FuzzGGUF {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] { try GGUFSeeds.all() }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let input = InputFile(UnsafeRawBufferPointer(start: start, count: count))
  guard let file = read([GGUFError.self], { try GGUFFile(path: input.path) }) else { return }
  use(file, count)
  load(input.path)
}

/// One thread: the order of events is the same in every run of an input.
private let compute = try! Compute(threads: 1)

private func use(_ file: GGUFFile, _ count: Int) {
  for (key, value) in file.metadata {
    if case .array(.string(let strings)) = value {
      require(strings.reduce(0) { $0 + $1.count } <= count, "strings longer than the file")
    }
    _ = read([GGUFError.self]) { try file.uint(key) }
    _ = read([GGUFError.self]) { try file.float(key) }
    _ = read([GGUFError.self]) { try file.bool(key) }
    _ = read([GGUFError.self]) { try file.string(key) }
    _ = read([GGUFError.self]) { try file.strings(key) }
    _ = read([GGUFError.self]) { try file.integers(key) }
    _ = read([GGUFError.self]) { try file.floats(key) }
  }
  for tensor in file.tensors {
    require(
      tensor.byteRange.lowerBound % file.alignment == 0 && tensor.byteRange.upperBound <= count,
      "a tensor at \(tensor.byteRange) of \(count)")
    let values = read([GGUFError.self]) { try file.tensor(tensor.name, shape: tensor.shape) }
    require(values?.allSatisfy(\.isFinite) ?? true, "weights that are not finite")
  }
}

private func load(_ path: String) {
  for precision in Precision.allCases {
    let model = read([GGUFError.self, ModelError.self, TokenizerError.self]) {
      try LanguageModel(gguf: path, precision: precision, compute: compute)
    }
    guard let model else { return }
    let tokenizer = model.tokenizer
    let text = "ab's 12 \n\n\t<|im_start|>é中 a\u{300}^^^"
    for parsing in [false, true] {
      let encoding = tokenizer.encodeReportingLoss(text, parsingControlTokens: parsing)
      require(
        encoding.ids.allSatisfy { (0..<tokenizer.vocabularySize).contains($0) },
        "an id outside the vocabulary")
      _ = tokenizer.decode(encoding.ids)
    }
    let chat = model.chatTemplate.render(
      [ChatMessage(role: .user, content: "ab")], addGenerationPrompt: true)
    _ = tokenizer.encode(chat: chat)
    let last = model.configuration.vocabularySize - 1
    // A context too short for three tokens is refused, and nothing else.
    _ = read([ModelError.self]) {
      try model.generate([
        GenerationRequest(prompt: [0, last], maxNewTokens: 1),
        GenerationRequest(prompt: [last], maxNewTokens: 2, endTokens: Set(tokenizer.endTokens)),
      ])
    }
  }
}
