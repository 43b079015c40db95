/// Requests continued side by side, and what they share.
struct GenerationRun {
  private let model: LanguageModel
  private let requests: [GenerationRequest]
  private let rows: Int
  private let scored: Bool
  private let workspace: Workspace

  private var results: [Generation]
  /// Requests yet to be taken up; those with one prompt stand together.
  private var waiting: ArraySlice<Int>
  /// A request that is the same as an earlier one → that one.
  private var twins: [Int: Int] = [:]
  /// The layers at which requests of a prompt begin to be edited.
  private var editedLayers: [[Int]: Set<Int>] = [:]
  /// Prompts read without edits, while requests still need them.
  private var prompts: [[Int]: SharedPrompt] = [:]
  private var users: [[Int]: Int] = [:]
  private var active: [Continuation] = []
  private var written = 0
  private var scoring: ContinuationScoring
  private var wrote: ((Int, [Int], Bool) -> Void)?

  init(_ model: LanguageModel, _ requests: [GenerationRequest], rows: Int, scored: Bool) {
    self.model = model
    self.requests = requests.map {
      var request = $0
      request.edits = $0.edits.resolved(promptLength: $0.prompt.count)
      return request
    }
    self.rows = rows
    self.scored = scored
    workspace = Workspace(model.configuration, compute: model.compute)
    scoring = ContinuationScoring(model: model, workspace: workspace)
    results = requests.map { _ in
      Generation(ids: [], ended: false, logProbabilities: scored ? [] : nil)
    }

    var rank: [[Int]: Int] = [:]
    var plain: [PlainRequest: Int] = [:]
    var taken: [Int] = []
    for (index, request) in requests.enumerated() where request.maxNewTokens > 0 {
      if request.edits.isEmpty, request.sampler == nil {
        let key = PlainRequest(request)
        if let earlier = plain[key] {
          twins[index] = earlier
          continue
        }
        plain[key] = index
      }
      taken.append(index)
      rank[request.prompt] = rank[request.prompt] ?? rank.count
      users[request.prompt, default: 0] += 1
      if let layer = request.firstEditedLayer(of: model.configuration.layerCount) {
        editedLayers[request.prompt, default: []].insert(layer)
      }
    }
    waiting =
      taken.sorted {
        (rank[requests[$0].prompt] ?? 0, $0) < (rank[requests[$1].prompt] ?? 0, $1)
      }[...]
  }

  /// Requests without edits or sampler are the same when these are.
  private struct PlainRequest: Hashable {
    let prompt: [Int]
    let maxNewTokens: Int
    let endTokens: Set<Int>

    init(_ request: GenerationRequest) {
      prompt = request.prompt
      maxNewTokens = request.maxNewTokens
      endTokens = request.endTokens
    }
  }

  mutating func run(
    _ progress: ((Int) -> Void)?, _ wrote: ((Int, [Int], Bool) -> Void)?
  ) throws -> [Generation] {
    self.wrote = wrote
    while !active.isEmpty || !waiting.isEmpty {
      if active.count < rows, !waiting.isEmpty {
        try takeUp()
        progress?(written)
      }
      if !active.isEmpty {
        try step()
        progress?(written)
      }
    }
    for (index, values) in try scoring.finish() { results[index].logProbabilities? += values }
    for (index, twin) in twins { results[index] = results[twin] }
    return results
  }

  // MARK: Prompts

  /// Fills the free rows: reads the requests' prompts and takes their first tokens.
  private mutating func takeUp() throws {
    let indices = waiting.prefix(rows - active.count)
    waiting = waiting.dropFirst(indices.count)
    try readPrompts(of: indices)

    let layerCount = model.configuration.layerCount
    var byLayer: [Int?: [Continuation]] = [:]
    for index in indices {
      let request = requests[index]
      let shared = prompts[request.prompt]
      let layer = shared == nil ? nil : request.firstEditedLayer(of: layerCount)
      let context: Context
      if let shared, request.edits.isEmpty {
        context = shared.context.fork()
      } else if let shared, let layer {
        context = shared.context.rerun(above: layer)
      } else {
        context = Context(configuration: model.configuration, layers: 0..<layerCount)
      }
      let member = Continuation(
        index: index, request: request, firstEditedLayer: layer, context: context,
        keepingWidth: scored && layer != nil ? model.configuration.dModel : nil)
      if let shared, request.edits.isEmpty {
        let block = shared.block(on: model.compute)
        let greedy = block.argmax()
        try settle(member, member.take(block[0], greedy: greedy[0], logSumExp: shared.logSumExp))
      } else {
        byLayer[layer, default: []].append(member)
      }
    }
    for (layer, members) in byLayer.sorted(by: { ($0.key ?? -1) < ($1.key ?? -1) }) {
      try readPrompts(of: members, above: layer)
    }
  }

  /// Reads prompts without edits, where that saves work or their continuations are to be scored.
  private mutating func readPrompts(of indices: some Sequence<Int>) throws {
    var fresh: [(prompt: [Int], shared: SharedPrompt)] = []
    for index in indices {
      let prompt = requests[index].prompt
      guard prompts[prompt] == nil, scored || users[prompt, default: 0] > 1 else { continue }
      let shared = SharedPrompt(
        context: Context(
          configuration: model.configuration, layers: 0..<model.configuration.layerCount),
        length: prompt.count, layers: editedLayers[prompt] ?? [],
        configuration: model.configuration)
      prompts[prompt] = shared
      fresh.append((prompt, shared))
    }
    let places = fresh.flatMap { entry in entry.prompt.indices.map { (entry.shared, $0) } }
    let width = model.configuration.dModel
    var queue = PassQueue(
      model, workspace,
      keep: { layer, row, residual in
        let (shared, offset) = places[row]
        shared.residuals[layer]?.pointer.advanced(by: offset * width)
          .update(from: residual, count: width)
      },
      read: { block in
        let sums = block.logSumExp()
        for (row, place) in block.places.enumerated() {
          fresh[place.tree].shared.take(block[row], logSumExp: sums[row])
        }
      })
    for (index, entry) in fresh.enumerated() {
      let last = entry.prompt.count - 1
      try queue.add(
        entry.shared.context, edits: [], tokens: entry.prompt,
        positions: entry.shared.context.extend(by: entry.prompt.count)
      ) { $0 == last ? TreePosition(tree: index, branch: 0, offset: last) : nil }
    }
    try queue.flush()
  }

  /// Reads the members' prompts with their edits, above the layer where these begin.
  private mutating func readPrompts(of members: [Continuation], above layer: Int?) throws {
    var outcomes: [Continuation.Outcome] = []
    var queue = PassQueue(model, workspace, resumeLayer: layer) { block in
      let greedy = block.argmax()
      for (row, place) in block.places.enumerated() {
        outcomes.append(try members[place.tree].take(block[row], greedy: greedy[row]))
      }
    }
    for (index, member) in members.enumerated() {
      let prompt = member.request.prompt
      let last = prompt.count - 1
      try queue.add(
        member.context, edits: member.request.edits, tokens: prompt,
        positions: member.context.extend(by: prompt.count, expecting: member.remaining),
        resumingFrom: layer.flatMap { prompts[prompt]?.residuals[$0] }.map {
          UnsafePointer($0.pointer)
        }
      ) { $0 == last ? TreePosition(tree: index, branch: 0, offset: last) : nil }
    }
    try queue.flush()
    for (member, outcome) in zip(members, outcomes) { try settle(member, outcome) }
  }

  // MARK: Tokens

  /// One more token for every active continuation.
  private mutating func step() throws {
    var batch = PackedBatch()
    var kept: [Int: [(row: Int, to: UnsafeMutablePointer<Float>)]] = [:]
    let width = model.configuration.dModel
    for (index, member) in active.enumerated() {
      let context = batch.add(member.context, edits: member.request.edits)
      let position = member.context.extend(by: 1, expecting: member.remaining - 1).lowerBound
      if let layer = member.firstEditedLayer, let residuals = member.residuals {
        kept[layer, default: []].append(
          (index, residuals.pointer + (member.ids.count - 1) * width))
      }
      batch.rows.append(
        .init(context: context, position: position, token: member.ids[member.ids.count - 1]))
      batch.readout.append((index, TreePosition(tree: index, branch: 0, offset: 0)))
    }
    if !kept.isEmpty {
      batch.keep = { layer, x in
        for (row, to) in kept[layer] ?? [] { to.update(from: x + row * width, count: width) }
      }
    }
    let members = active
    active = []
    let scored = scored
    var outcomes: [Continuation.Outcome] = []
    try model.forward(batch, workspace).run { block in
      let greedy = block.argmax()
      let sums = scored ? block.logSumExp() : nil
      for (row, place) in block.places.enumerated() {
        outcomes.append(
          try members[place.tree].take(block[row], greedy: greedy[row], logSumExp: sums?[row]))
      }
    }
    for (member, outcome) in zip(members, outcomes) { try settle(member, outcome) }
  }

  /// What becomes of a continuation after a token.
  private mutating func settle(
    _ member: Continuation, _ outcome: Continuation.Outcome
  ) throws {
    if outcome != .ended { written += 1 }
    wrote?(member.index, member.ids, outcome != .goesOn)
    guard outcome != .goesOn else { return active.append(member) }
    results[member.index].ids = member.ids
    written += member.ids.count * twins.count { $0.value == member.index }
    results[member.index].ended = outcome == .ended
    let prompt = member.request.prompt
    let shared = prompts[prompt]
    if scored {
      if member.request.edits.isEmpty {
        results[member.index].logProbabilities = member.logProbabilities
      } else if let shared, let first = member.ids.first {
        results[member.index].logProbabilities = [shared.logProbability(of: first)]
        try scoring.add(member, after: shared)
      }
    }
    users[prompt, default: 1] -= 1
    if users[prompt] == 0 { prompts[prompt] = nil }
  }
}
