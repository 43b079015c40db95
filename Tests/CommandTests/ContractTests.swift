import Foundation
import Inference
import TestSupport
import Testing

/// What programs that call the command rely on: the shape of its JSON and where it goes.
@Suite("The command's contracts")
struct ContractTests {
  struct Tokens: Decodable {
    let ids: [Int]
  }

  struct Scores: Decodable {
    struct Candidate: Decodable, Equatable {
      let id: Int
      let logprob: Double
    }
    let ids: [Int]
    let logprobs: [Double?]
    let top: [Candidate]
  }

  struct Text: Decodable {
    let promptIDs: [Int]
    let ids: [Int]
    let text: String

    enum CodingKeys: String, CodingKey {
      case promptIDs = "prompt_ids"
      case ids, text
    }
  }

  struct Contents: Decodable {
    struct Tensor: Decodable {
      let name: String
      let type: String
      let shape: [Int]
    }
    let kind: String
    let architecture: String?
    let sha256: String
    let tensors: [Tensor]
  }

  @Test("tokenize gives ids, alone on standard output")
  func tokenize() throws {
    let run = try Run("tokenize", "--json", "i love a garden .")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(try run.json(Tokens.self).ids.count == 5)
  }

  @Test("words that the vocabulary lacks are a warning on standard error; --quiet takes it away")
  func lostBytes() throws {
    let run = try Run("tokenize", "--json", "i love zygotes")
    #expect(run.status == 0)
    #expect(run.errors.hasPrefix("steer: warning: 7 bytes"))
    #expect(try run.json(Tokens.self).ids.count == 3)
    let quiet = try Run("tokenize", "--json", "--quiet", "i love zygotes")
    #expect(quiet.errors == "")
    #expect(quiet.output == run.output)
  }

  @Test("score gives each token given its prefix and the ten likeliest after the last")
  func score() throws {
    let scores = try Run("score", "--json", "--prompt", "i love", "--continuation", "a garden")
      .json(Scores.self)
    #expect(scores.ids.count == 4)
    #expect(scores.logprobs.count == 4)
    #expect(scores.logprobs[0] == nil)
    #expect(scores.logprobs.dropFirst().allSatisfy { $0.map { $0 <= 0 } ?? false })
    #expect(scores.top.count == 10)
    #expect(scores.top.map(\.logprob) == scores.top.map(\.logprob).sorted(by: >))

    // The same from ids; and a prefix's most likely next token is what scoring gives it.
    let ids = scores.ids.map(String.init)
    let again = try Run("score", "--json", "--ids", ids.joined(separator: ","))
    #expect(try again.json(Scores.self).logprobs == scores.logprobs)
    let prefix = try Run("score", "--json", "--ids", ids.dropLast().joined(separator: ","))
      .json(Scores.self)
    let best = try #require(prefix.top.first)
    let joined = (ids.dropLast() + ["\(best.id)"]).joined(separator: ",")
    let followed = try Run("score", "--json", "--ids", joined).json(Scores.self)
    #expect(followed.logprobs.last == best.logprob)
  }

  @Test("score tells its unit, in the table and in JSON")
  func unit() throws {
    struct Unit: Decodable { let unit: String }
    let score = ["score", "--prompt", "i love a garden"]
    let lines = try Run(score).output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].wholeMatch(of: /id +log p \(nats\) +token/) != nil, "\(lines[0])")
    #expect(lines.filter { $0.contains("log p (nats)") }.count == 2, "\(lines)")
    #expect(try Run(score + ["--json"]).json(Unit.self).unit == "nats")
  }

  @Test("--version tells the program's and the engine's; doctor tells the same")
  func version() throws {
    let run = try Run("--version")
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.output
        == "0.1.0-dev, engine versions: "
        + Precision.allCases.map { "\($0.rawValue) \($0.engineVersion)" }.joined(separator: ", ")
        + "\n")
    let doctor = try Run("doctor").output.split(separator: "\n")[0]
    #expect(doctor.hasPrefix("ok") && doctor.contains("steer"), "\(doctor)")
    #expect(doctor.hasSuffix(run.output.dropLast()), "\(doctor)")
  }

  @Test("generate is greedy, repeats itself, and seeds its draws")
  func generate() throws {
    let arguments = ["generate", "--json", "--max-new-tokens", "6", "i love"]
    let run = try Run(arguments)
    let text = try run.json(Text.self)
    #expect(run.errors == "")
    #expect(text.promptIDs.count == 2)
    #expect((1...6).contains(text.ids.count))
    #expect(!text.text.isEmpty)
    #expect(try Run(arguments).output == run.output)
    let first = try Run("score", "--json", "--prompt", "i love").json(Scores.self).top.first
    #expect(first?.id == text.ids.first)

    let draw = arguments + ["--temperature", "2", "--seed"]
    let seeds = try ["1", "1", "2", "3"].map { try Run(draw + [$0]).output }
    #expect(seeds[0] == seeds[1])
    #expect(Set(seeds).count > 1)
  }

  @Test("extract writes a vector that inspect, score and generate read")
  func extractAndSteer() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file(
      "pairs.jsonl",
      """
      {"positive": "i love a garden .", "negative": "i hate a garden ."}
      {"positive": "i love the sea .", "negative": "i hate the sea ."}

      """)
    let vector = folder.path("vector.gguf")
    let extract = try Run(
      "extract", "--json", "--pairs", pairs.path, "--method", "mean", "--output", vector)
    #expect(extract.status == 0, "\(extract.errors)")

    let contents = try Run("inspect", "--json", vector).json(Contents.self)
    #expect(contents.kind == "vector")
    #expect(contents.architecture == "controlvector")
    #expect(contents.sha256.count == 64)
    #expect(contents.tensors.map(\.name) == (1...7).map { "direction.\($0)" })
    #expect(contents.tensors.allSatisfy { $0.type == "F32" && $0.shape == [80] })

    func score(_ coefficient: String) throws -> Run {
      try Run(
        "score", "--json", "--vector", vector, "--layer", "3", "--coefficient", coefficient,
        "--prompt", "i think the garden is")
    }
    let plain = try Run("score", "--json", "--prompt", "i think the garden is")
    #expect(try score("0").output == plain.output)
    #expect(try score("-2").output != plain.output)
    #expect(try score("-2").errors == "")
    let text = try Run(
      "generate", "--json", "--vector", vector, "--layer", "0", "--coefficient", "2",
      "--max-new-tokens", "3", "the garden is")
    #expect(text.status == 0, "\(text.errors)")
    #expect(try text.json(Text.self).promptIDs.count == 3)
  }

  @Test("score steers after the prompt that is given, and not after the continuation")
  func scoredAfterThePrompt() throws {
    struct Scores: Decodable { let logprobs: [Double?] }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pairs = try folder.file(
      "pairs.jsonl", "{\"positive\": \"i love a garden .\", \"negative\": \"i hate a garden .\"}\n")
    let vector = folder.path("v.gguf")
    #expect(try Run("extract", "--pairs", pairs.path, "--output", vector).status == 0)
    func logprobs(_ positions: String) throws -> [Double?] {
      try Run(
        "score", "--json", "--vector", vector, "--layer", "3", "--coefficient", "4", "--positions",
        positions, "--prompt", "the garden was", "--continuation", "lovely . the house was awful ."
      ).json(Scores.self).logprobs
    }
    let plain = try Run(
      "score", "--json", "--prompt", "the garden was", "--continuation",
      "lovely . the house was awful ."
    ).json(Scores.self).logprobs
    let (all, after, last) = (
      try logprobs("all"), try logprobs("after-prompt"), try logprobs("last")
    )
    // Three tokens of prompt: what follows the third is the first that is read off a steered one.
    #expect(after[..<3] == plain[..<3] && last[..<3] == plain[..<3])
    #expect(all[1] != plain[1] && after[3] != plain[3])
    #expect(last[3] == after[3] && last[4] != after[4])
  }

  @Test("model list knows the built-in model and the pinned files")
  func modelList() throws {
    struct List: Decodable {
      struct Entry: Decodable {
        let name: String
        let state: String
      }
      let models: [Entry]
    }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let empty = ["XDG_CACHE_HOME": folder.url.path]
    let models = try Run("model", "list", "--json", environment: empty).json(List.self).models
    #expect(models.first?.name == "planted")
    #expect(models.count >= 4 && models.dropFirst().allSatisfy { $0.state == "missing" })
    let path = try Run("model", "path", environment: empty)
    #expect(path.status == 3)
    #expect(path.output == "")
    #expect(path.errors.contains("steer model fetch"))
  }

  @Suite("on SmolLM2", .fullEngine)
  struct FullEngineContracts {
    @Test("token ids are the model's own; names of control tokens are text unless asked for")
    func tokenize() throws {
      func ids(_ arguments: String...) throws -> [Int] {
        try Run(["tokenize", "--model", "smollm2-135m", "--json"] + arguments).json(Tokens.self).ids
      }
      #expect(try ids("Hello") == [19556])
      #expect(try ids("--special", "<|im_start|>") == [1])
      #expect(try ids("<|im_start|>").count > 1)
    }

    /// transformers with a hook that adds 2·(mean(love) − mean(hate)) to block 15's output, up to
    /// the first near-tie between two tokens.
    @Test("extract, then generate, gives the text of an independent implementation")
    func extractAndSteer() throws {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      let pairs = try folder.file(
        "pairs.jsonl",
        """
        {"positive": "I really love", "negative": "I really hate"}
        {"positive": "I absolutely adore", "negative": "I absolutely despise"}
        {"positive": "Nothing makes me happier than", "negative": "Nothing makes me angrier than"}

        """)
      let vector = folder.path("love.gguf")
      let extract = try Run(
        "extract", "--model", "smollm2-135m", "--pairs", pairs.path, "--output", vector)
      #expect(extract.status == 0, "\(extract.errors)")
      let text = try Run(
        "generate", "--model", "smollm2-135m", "--vector", vector, "--layer", "15",
        "--coefficient", "2", "--max-new-tokens", "5", "--json", "The weather today is"
      ).json(Text.self)
      #expect(text.promptIDs == [504, 3947, 1834, 314])
      #expect(text.ids == [2045, 288, 325, 253, 1109])
    }

    @Test("inspect lists the model's sizes, tokenizer and tensors")
    func inspect() throws {
      let path = try Run("model", "path").output.trimmingCharacters(in: .newlines)
      let contents = try Run("inspect", "--json", path).json(Contents.self)
      #expect(contents.kind == "model")
      #expect(contents.architecture == "llama")
      #expect(contents.tensors.contains { $0.name == "token_embd.weight" })
      #expect(
        contents.sha256 == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
    }
  }
}
