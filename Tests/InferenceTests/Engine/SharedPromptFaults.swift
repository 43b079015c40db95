import TestSupport
import Testing

@testable import Inference

/// Faults that the checks of shared prompts and scores must see.
extension SharedPromptTests {
  /// Ways to share too much; each gets the model's own result to spoil, or makes its own.
  static func faults(_ model: LanguageModel) -> [(String, Generate)] {
    func run(
      _ change: @escaping (_ index: Int, _ all: [GenerationRequest]) -> GenerationRequest
    ) -> Generate {
      { requests, rows in
        try model.generate(
          requests.indices.map { change($0, requests) }, rows: rows, scored: true)
      }
    }
    func scores(_ spoil: @escaping (GenerationRequest, inout Generation) throws -> Void) -> Generate
    {
      { requests, rows in
        var written = try model.generate(requests, rows: rows, scored: true)
        for index in written.indices { try spoil(requests[index], &written[index]) }
        return written
      }
    }
    /// The edits of `request`, at some positions only.
    func edits(_ request: GenerationRequest, _ positions: PositionSet) -> [Edit] {
      request.edits.map { Edit(at: $0.hook, positions: positions, transform: $0.transform) }
    }
    func first(_ prompt: [Int], _ all: [GenerationRequest]) -> GenerationRequest? {
      all.first { $0.prompt == prompt && !$0.edits.isEmpty }
    }
    return [
      (
        "a prompt read with another request's edits",
        run { index, all in
          var request = all[index]
          let (length, other) = (request.prompt.count, first(request.prompt, all) ?? request)
          request.edits =
            edits(other, .only(Set(0..<length))) + edits(request, .from(length))
          return request
        }
      ),
      (
        "a prompt read without edits",
        run { index, all in
          var request = all[index]
          request.edits = edits(request, .from(request.prompt.count))
          return request
        }
      ),
      (
        "edits that end with the prompt",
        run { index, all in
          var request = all[index]
          request.edits = edits(request, .only(Set(0..<request.prompt.count)))
          return request
        }
      ),
      (
        "plain requests taken for equal whatever their end tokens, limits and samplers",
        run { index, all in
          guard all[index].edits.isEmpty else { return all[index] }
          return all.first { $0.prompt == all[index].prompt && $0.edits.isEmpty } ?? all[index]
        }
      ),
      (
        "results in the order of prompts",
        { requests, rows in
          let written = try model.generate(requests, rows: rows, scored: true)
          return requests.indices.sorted {
            requests[$0].prompt.lexicographicallyPrecedes(requests[$1].prompt)
          }.map { written[$0] }
        }
      ),
      (
        "scores with the edits on",
        scores { request, written in
          let item = ScoringItem(
            prompt: request.prompt, continuations: [written.ids], edits: request.edits)
          written.logProbabilities = try model.score([item])[0][0]
        }
      ),
      (
        "the first token's score with the edits on",
        scores { request, written in
          guard let first = written.ids.first else { return }
          let item = ScoringItem(
            prompt: request.prompt, continuations: [[first]], edits: request.edits)
          written.logProbabilities?[0] = try model.score([item])[0][0][0]
        }
      ),
      (
        "scores one token late",
        scores { _, written in
          guard let scores = written.logProbabilities, let last = scores.last else { return }
          written.logProbabilities = scores.dropFirst() + [last]
        }
      ),
      (
        "scores of the tokens without the prompt",
        scores { request, written in
          let item = ScoringItem(
            prompt: Array(request.prompt.suffix(1)), continuations: [written.ids])
          written.logProbabilities = try model.score([item])[0][0]
        }
      ),
      (
        "no score of an end",
        scores { _, written in if written.ended { written.logProbabilities = nil } }
      ),
    ]
  }

  @Test("planted faults: whatever is shared too far, or scored amiss, is reported")
  func plantedFaults() throws {
    for source in [RandomLlama.grouped, .blocks] {
      let model = try source.model()
      let requests = try Self.requests(source)
      let afresh = try requests.map { try Self.afresh($0, model, scored: true) }
      for (name, fault) in Self.faults(model) {
        #expect(try !Self.violations(fault, requests, afresh: afresh).isEmpty, "\(name)")
      }
    }
  }
}
