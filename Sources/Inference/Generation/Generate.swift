/// A prompt to continue.
public struct GenerationRequest: Sendable {
  /// At least one token.
  public var prompt: [Int]
  public var maxNewTokens: Int
  public var edits: [Edit]
  /// This request's own sampler and random stream; nil takes the most likely token.
  public var sampler: Sampler?
  /// Ids that end the continuation; they are not part of it.
  public var endTokens: Set<Int>

  public init(
    prompt: [Int], maxNewTokens: Int, edits: [Edit] = [], sampler: Sampler? = nil,
    endTokens: Set<Int> = []
  ) {
    self.prompt = prompt
    self.maxNewTokens = maxNewTokens
    self.edits = edits
    self.sampler = sampler
    self.endTokens = endTokens
  }
}

/// What a model wrote.
public struct Generation: Sendable, Equatable {
  public var ids: [Int]
  /// Whether an end token, rather than the limit, ended it.
  public var ended: Bool
}

extension LanguageModel {
  /// Continues every prompt, many side by side; a request's tokens are the same alone or in company.
  ///
  /// A request that ends makes room for the next, whose prompt joins the pass in which the others take
  /// a step.
  ///
  /// - Parameters:
  ///   - rows: requests side by side.
  ///   - progress: called after each pass with the number of tokens written so far.
  /// - Throws: ``ModelError`` for an empty prompt, a token or hook out of range, or a request that does
  ///   not fit the context.
  public func generate(
    _ requests: [GenerationRequest], rows: Int = 64, progress: ((Int) -> Void)? = nil
  ) throws -> [Generation] {
    for (index, request) in requests.enumerated() {
      let place = "prompt \(index)"
      if request.prompt.isEmpty { throw ModelError.emptySequence(at: place) }
      let (length, overflow) = request.prompt.count.addingReportingOverflow(
        max(request.maxNewTokens, 0))
      try validate(tokens: request.prompt, length: overflow ? .max : length, at: place)
      try validate(edits: request.edits)
    }
    let workspace = Workspace(configuration, compute: compute)
    var results = requests.map { _ in Generation(ids: [], ended: false) }
    var waiting = requests.indices.filter { requests[$0].maxNewTokens > 0 }[...]
    var active: [Continuation] = []
    var written = 0
    while !active.isEmpty || !waiting.isEmpty {
      var room = TreeRun.rowsPerPass - active.count
      while active.count < max(rows, 1), let next = waiting.first {
        // A prompt longer than a pass runs alone; the others wait for the next pass.
        let length = requests[next].prompt.count
        guard length <= room || active.isEmpty else { break }
        waiting.removeFirst()
        active.append(
          Continuation(
            index: next, request: requests[next],
            context: Context(configuration: configuration, layers: 0..<configuration.layerCount)))
        room -= length
      }
      let batch = step(active)
      var ended = Set<Int>()
      try forward(batch, workspace).run { block in
        let greedy = block.argmax()
        for (row, place) in block.places.enumerated() {
          let member = active[place.tree]
          let token = try member.next(block[row], greedy: greedy[row])
          if member.request.endTokens.contains(token) {
            results[member.index].ended = true
            ended.insert(place.tree)
          } else {
            results[member.index].ids.append(token)
            written += 1
            member.pending = [token]
            if results[member.index].ids.count == member.request.maxNewTokens {
              ended.insert(place.tree)
            }
          }
        }
      }
      active = active.indices.filter { !ended.contains($0) }.map { active[$0] }
      progress?(written)
    }
    return results
  }

  /// Every active continuation's pending tokens, the last of each read out; a prompt longer than a pass
  /// takes several.
  private func step(_ active: [Continuation]) -> PackedBatch {
    var batch = PackedBatch()
    for (index, member) in active.enumerated() {
      let context = batch.add(member.context, edits: member.request.edits)
      let tokens = Array(member.pending.prefix(TreeRun.rowsPerPass))
      member.pending.removeFirst(tokens.count)
      let positions = member.context.extend(
        by: tokens.count,
        expecting: member.context.length == 0 ? member.request.maxNewTokens : 0)
      for (position, token) in zip(positions, tokens) {
        batch.rows.append(.init(context: context, position: position, token: token))
      }
      if member.pending.isEmpty {
        batch.readout.append(
          (batch.rows.count - 1, TreePosition(tree: index, branch: 0, offset: 0)))
      }
    }
    return batch
  }
}

/// One request on its way.
private final class Continuation {
  let index: Int
  let request: GenerationRequest
  let context: Context
  /// Tokens not yet run: the prompt at first, then the last one chosen.
  var pending: [Int]
  private var sampler: Sampler?

  init(index: Int, request: GenerationRequest, context: Context) {
    self.index = index
    self.request = request
    self.context = context
    pending = request.prompt
    sampler = request.sampler
  }

  func next(_ logits: UnsafeBufferPointer<Float>, greedy: Int) throws -> Int {
    guard logits[greedy].isFinite else {
      throw ModelError.notFinite(at: "logits of prompt \(index) at position \(context.length - 1)")
    }
    return try sampler?.next(logits) ?? greedy
  }
}
