import ArgumentParser
import Auditing
import Inference
import Steering
import Subjects

struct ExtractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract", abstract: "Make a steering vector from contrast pairs.",
    discussion: """
      Pairs are JSON lines, a JSON list or CSV, told by what is in the file, with "positive" and \
      "negative", or what --positive and --negative call them. With "user" too, both are replies to that message in the model's chat template. CAA's \
      and model-written evals' files are read too: "question" or "statement", "answer_matching_behavior" \
      and "answer_not_matching_behavior", with letters, Yes and No, or free text. \
      The vector file has one direction a layer; it is a GGUF control vector, which llama.cpp and \
      repeng read too.

      The directions of all methods have the length of the mean difference, so that coefficient 1 means the \
      same; they need not agree on where it points.

      Examples:
        steer extract --model smollm2-135m --pairs love.jsonl --output love.gguf
        steer extract --pairs pairs.jsonl --method pca --position mean --output pca.gguf
        steer extract --pairs corrigible.json --answers both-orders --output corrigible.gguf

      JSON: {"layers": [...], "method": ..., "norms": [...], "pairs": ..., "position": ..., "width": ...}
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case mean, pca, logistic, lda

    var method: SteeringVector.Method {
      switch self {
      case .mean: .mean
      case .pca: .pca
      case .logistic: .logistic
      case .lda: .linearDiscriminant
      }
    }
  }

  @OptionGroup var model: ModelOption

  @Option(
    help: "The file of contrast pairs; this, --dataset or --behavior.",
    completion: .file(extensions: ["jsonl", "json", "csv"]))
  var pairs: String?

  @Option(help: "A behavior whose pairs are taken: \(BehaviorChoice.takes).")
  var behavior: BehaviorChoice?

  @OptionGroup var pairReading: PairReading

  @Option(
    help: """
      mean: the mean of the positive activations minus that of the negative ones; pca: the direction along \
      which paired differences are longest; logistic: the weights of a logistic regression; lda: a linear \
      discriminant with a shrunken covariance.
      """)
  var method = Method.mean

  @Option(help: "Use at most so many pairs, evenly spread over the file; all when not given.")
  var items: Int?

  @Option(help: "The vector file to write.", completion: .file(extensions: ["gguf"]))
  var output: String

  @Option(
    help: """
      What stands for a text: the activation of its last token, the mean over its tokens, or each of all \
      its tokens.
      """)
  var position = ReadPosition.last

  @OptionGroup var console: Console

  struct Result: Encodable {
    let method: String
    let position: String
    let pairs: Int
    let width: Int
    let layers: [Int]
    /// Length of each layer's direction.
    let norms: [Double]
  }

  func validate() throws {
    let least = pairReading.answers == .bothOrders ? 2 : 1
    if let items, items < least {
      throw ValidationError("--items: expected at least \(least), got \(items)")
    }
  }

  func run() throws {
    let given = try pairReading.source(pairs)
    guard (given == nil) != (behavior == nil) else {
      throw ValidationError(
        "--pairs, --dataset or --behavior: one of them says what the vector is made from")
    }
    try Output.check(files: [output])
    let source = given ?? PairReading.Source(name: behavior?.source ?? "", paths: [])
    let choice = model.model
    let subject = try behavior.map { _ in try self.model.subject() }
    let model = try subject?.model ?? self.model.load()
    let examples =
      if let subject, let behavior {
        try pairs(of: behavior, on: subject)
      } else {
        try pairReading.read(source, model, console, atMost: items)
      }
    console.message("recording \(2 * examples.positive.count) texts")
    let bar = console.progress("recording", of: 1_000)
    let (positive, negative) = try reading(source.name) {
      try model.record(pairs: examples.positive, examples.negative, position: position) {
        bar.update(1_000 * $0 / $1)
      }
    }
    bar.finish()
    var vector = try reading(source.name) {
      try SteeringVector.extracted(
        by: method.method, positive: positive, negative: negative, model: model.name,
        modelHash: choice.card().fileHash)
    }
    vector.dataHash = examples.hash
    vector.architecture = model.configuration.architecture
    let result = Result(
      method: method.rawValue, position: position.rawValue, pairs: examples.positive.count,
      width: vector.width, layers: vector.layers,
      norms: vector.layers.map(vector.norm))
    try console.show(result, writing: { try vector.write(to: output) }) {
      ["\(result.pairs) pairs, \(vector.width) components a layer"]
        + table(
          [["layer", "norm"]]
            + zip(result.layers, result.norms).map { ["\($0)", fixed($1, 4)] })
    }
  }
}

extension ExtractCommand {
  private func pairs(of behavior: BehaviorChoice, on subject: Subject) throws -> PairReading.Pairs {
    let texts = try behavior.texts(on: subject, answers: pairReading.answers, console)
    guard !texts.pairs.positive.isEmpty else {
      throw ValidationError("--behavior: \(texts.name) has no pairs")
    }
    return PairReading.Pairs(
      positive: texts.pairs.positive, negative: texts.pairs.negative, hash: texts.hash)
  }
}

extension ReadPosition: ExpressibleByArgument {}
