import TestSupport
import Testing

@testable import Inference

/// Invariant 4: cached decoding is a full recompute, and a row alone is the same row in any company.
@Suite("Invariant 4 · cached decoding and company")
struct CompanyTests {
  typealias Generate = ([GenerationRequest], Int) throws -> [Generation]

  // MARK: Checks

  /// Greedy continuations against an argmax of all tokens so far run afresh at each step.
  static func staleness(
    _ generate: Generate, _ requests: [GenerationRequest], _ model: LanguageModel
  ) throws -> [String] {
    let written = try generate(requests, 64)
    return try zip(requests, written).enumerated().flatMap { index, pair in
      let (request, generation) = pair
      var tokens = request.prompt
      return try generation.ids.enumerated().compactMap { step, id in
        var next = -1
        try model.run([TokenTree(tokens, edits: request.edits)]) { next = $0.argmax()[0] }
        tokens.append(id)
        return next == id ? nil : "request \(index), step \(step): \(id), afresh \(next)"
      }
    }
  }

  /// Each request alone and side by side with others, in several orders.
  static func companyDependence(
    _ generate: Generate, _ requests: [GenerationRequest], rows: [Int]
  ) throws -> [String] {
    let alone = try requests.map { try generate([$0], 1)[0] }
    let orders = [
      Array(requests.indices), requests.indices.reversed(),
      requests.indices.map { ($0 * 7 + 3) % requests.count },
    ]
    return try rows.flatMap { rows in
      try orders.flatMap { order in
        zip(try generate(order.map { requests[$0] }, rows), order).compactMap { together, index in
          together == alone[index]
            ? nil : "request \(index), \(rows) rows: \(together), \(alone[index])"
        }
      }
    }
  }

  /// Requests of different lengths, with edits, samplers and end tokens of their own.
  static func requests(
    _ source: RandomLlama, _ model: LanguageModel
  ) throws -> [GenerationRequest] {
    try (0..<23).map { index in
      let hook = HookPoint.residPost(index % source.configuration.layerCount)
      let direction = (0..<source.configuration.dModel).map { Float(($0 + index) % 5) - 2 }
      let edit = model.adding(0.5, direction, at: hook, positions: .from(index % 5))
      return GenerationRequest(
        prompt: source.tokens(1 + index * 3 % 11, seed: UInt64(index)),
        maxNewTokens: [0, 1, 5, 20][index % 4],
        edits: index % 3 == 0 ? [edit] : [],
        sampler: index % 5 == 0 ? try Sampler(temperature: 1, seed: UInt64(index)) : nil,
        endTokens: index % 7 == 0 ? Set(0..<source.configuration.vocabularySize / 2) : [])
    }
  }

  // MARK: The engine

  @Test("greedy text is a full recompute at each step", arguments: RandomLlama.variants)
  func recompute(source: RandomLlama) throws {
    let model = try source.model()
    let requests = try Self.requests(source, model).filter { $0.sampler == nil }
    #expect(try Self.staleness({ try model.generate($0, rows: $1) }, requests, model) == [])
    #expect(try model.generate(requests).contains { $0.ids.count == 20 })
  }

  @Test("logits of each cached step are a full recompute", arguments: RandomLlama.variants)
  func cachedLogits(source: RandomLlama) throws {
    let model = try source.model()
    let tokens = source.tokens(35, seed: 9)
    let edits = [InvariantTests.disturbance(at: .residPost(0), positions: .from(3))]
    for edits in [[], edits] {
      let cached = try ChunkedDecoder(model: model, chunk: 1).logits(tokens, edits: edits)
      for end in tokens.indices {
        let afresh = try model.logits([TokenTree(Array(tokens[...end]), edits: edits)])
        #expect(differences([cached[end]], afresh, "step \(end)") == [])
      }
    }
  }

  @Test("one request alone, in any company and any order", arguments: RandomLlama.variants)
  func company(source: RandomLlama) throws {
    let model = try source.model()
    let requests = try Self.requests(source, model)
    let found = try Self.companyDependence(
      { try model.generate($0, rows: $1) }, requests, rows: [1, 2, 5, 64])
    #expect(found == [])
    let written = try model.generate(requests)
    #expect(written.contains { $0.ended })
    for (request, generation) in zip(requests, written) {
      #expect(generation.ids.count <= request.maxNewTokens)
      #expect(generation.ended || generation.ids.count == request.maxNewTokens)
      #expect(request.endTokens.isDisjoint(with: generation.ids))
    }
  }

  @Test("prompts longer than a pass among short ones")
  func longPrompts() throws {
    let source = RandomLlama.narrow
    let model = try source.model()
    let requests = [3, 300, 200, 100, 400, 2, 257, 256].enumerated().map { index, length in
      GenerationRequest(prompt: source.tokens(length, seed: UInt64(index)), maxNewTokens: 3 + index)
    }
    let found = try Self.companyDependence(
      { try model.generate($0, rows: $1) }, requests, rows: [2, 64, 1000])
    #expect(found == [])
    #expect(try Self.staleness({ try model.generate($0, rows: $1) }, requests, model) == [])
  }

  @Test("progress counts the tokens written; no request writes nothing")
  func progress() throws {
    let model = try RandomLlama.narrow.model()
    var reported: [Int] = []
    let requests = (1...5).map { GenerationRequest(prompt: [$0], maxNewTokens: $0) }
    _ = try model.generate(requests, rows: 2) { reported.append($0) }
    #expect(reported.last == 15 && reported == reported.sorted())
    reported = []
    let twins = [1, 2, 1, 1].map { GenerationRequest(prompt: [$0], maxNewTokens: 4) }
    _ = try model.generate(twins, rows: 2) { reported.append($0) }
    #expect(reported.last == 16 && reported == reported.sorted())
    #expect(try model.generate([]) == [])
  }

  @Test("each token is told of when it is there, and the last one as the last")
  func tokens() throws {
    let model = try RandomLlama.narrow.model()
    var requests = (1...5).map { GenerationRequest(prompt: [$0], maxNewTokens: 2 + $0) }
    let free = try model.generate(requests)
    requests[3].endTokens = [free[3].ids[2]]
    requests[4].endTokens = [free[4].ids[0]]
    var told = requests.map { _ in [[Int]]() }
    var ends = requests.map { _ in [Bool]() }
    let written = try model.generate(
      requests, rows: 2,
      wrote: { index, ids, isEnd in
        told[index].append(ids)
        ends[index].append(isEnd)
      })
    #expect(written[4].ids.isEmpty && written[3].ids.count < free[3].ids.count)
    for (index, generation) in written.enumerated() {
      #expect(told[index].last == generation.ids)
      let counts = told[index].map(\.count)
      #expect(counts == counts.sorted() && counts.count >= generation.ids.count)
      #expect(ends[index].filter(\.self) == [true] && ends[index].last == true)
      for ids in told[index] { #expect(generation.ids.starts(with: ids)) }
    }
  }

  // MARK: Planted faults

  @Test("planted faults: a prompt's lost token, a late cache are reported as stale")
  func staleFaults() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let requests = (0..<6).map {
      GenerationRequest(prompt: source.tokens(5, seed: UInt64($0)), maxNewTokens: 12)
    }
    let losing: Generate = { requests, rows in
      try model.generate(
        requests.map { request in
          var copy = request
          copy.prompt.removeFirst()
          return copy
        }, rows: rows)
    }
    #expect(try !Self.staleness(losing, requests, model).isEmpty)
    for fault in ChunkedDecoder.Fault.allCases {
      // Each step decoded by a cache with a fault: the argmax of the last position's logits.
      let faulty: Generate = { requests, _ in
        try requests.map { request in
          var tokens = request.prompt
          for _ in 0..<request.maxNewTokens {
            let logits = try ChunkedDecoder(model: model, chunk: 1, fault: fault).logits(tokens)
            let last = try #require(logits.last)
            tokens.append(last.indices.max { last[$0] < last[$1] } ?? 0)
          }
          return Generation(ids: Array(tokens.dropFirst(request.prompt.count)), ended: false)
        }
      }
      #expect(try !Self.staleness(faulty, requests, model).isEmpty, "\(fault)")
    }
  }

  @Test("planted faults: shared edits, a shared random stream, results out of order are reported")
  func companyFaults() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let requests = try Self.requests(source, model)
    func changed(_ change: @escaping (inout [GenerationRequest]) -> Void) -> Generate {
      { requests, rows in
        var copy = requests
        if requests.count > 1 { change(&copy) }
        return try model.generate(copy, rows: rows)
      }
    }
    let faults: [Generate] = [
      changed { for index in $0.indices { $0[index].edits = $0[0].edits } },
      changed { requests in
        for index in requests.indices where requests[index].sampler != nil {
          requests[index].sampler = try? Sampler(temperature: 1, seed: UInt64(1000 + index))
        }
      },
      changed { $0.reverse() },
    ]
    for fault in faults {
      #expect(try !Self.companyDependence(fault, requests, rows: [64]).isEmpty)
    }
  }
}
