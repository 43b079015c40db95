import Inference
import Randomness

/// The model runs behind a ``PatchingGrid``.
struct PatchingRun {
  let model: LanguageModel
  let pairs: [PatchingPair]
  let mode: PatchingMode
  let hook: HookPoint.BlockHook
  let layers: [Int]
  let positions: [String]
  /// Seeds the control that puts random changes in place of the other run's activations; nil for none.
  var randomSeed: UInt64?

  /// Pairs whose activations are held at a time: enough to fill a pass, few enough for the memory.
  static let pairsAtATime = 32

  func validate() throws {
    guard !pairs.isEmpty, !layers.isEmpty, !positions.isEmpty else {
      throw SteeringError.nothingToMeasure("pairs, layers and positions are needed")
    }
    let size = model.configuration.vocabularySize
    for pair in pairs {
      for id in pair.answer + pair.alternative where !(0..<size).contains(id) {
        throw ModelError.tokenOutOfRange(id, vocabularySize: size, at: "an answer")
      }
      for name in positions { _ = try pair.positions(of: name) }
    }
    for layer in layers where !(0..<model.configuration.layerCount).contains(layer) {
      throw ModelError.hookOutOfRange(
        "\(HookPoint.block(layer, hook))", layerCount: model.configuration.layerCount)
    }
  }

  func baselines() throws -> (clean: [Double], corrupted: [Double]) {
    (
      try logOdds(pairs[...], pairs.map { TokenTree($0.clean) }),
      try logOdds(pairs[...], pairs.map { TokenTree($0.corrupted) })
    )
  }

  /// Log-odds of the answer with one cell patched, [layer][position][pair].
  func patched(_ progress: ((Int, Int) -> Void)? = nil) throws -> [[[Double]]] {
    var values = layers.map { _ in positions.map { _ in [Double]() } }
    let chunks = stride(from: 0, to: pairs.count, by: Self.pairsAtATime).map {
      pairs[$0..<min($0 + Self.pairsAtATime, pairs.count)]
    }
    let cells = layers.count * positions.count * chunks.count
    var done = 0
    for chunk in chunks {
      let changed = chunk.map { mode == .denoising ? $0.corrupted : $0.clean }
      var given = try activations(
        chunk.map { mode == .denoising ? $0.clean : $0.corrupted }, of: chunk)
      if let randomSeed {
        let own = try activations(changed, of: chunk)
        for index in chunk.indices {
          let place = index - chunk.startIndex
          var generator = SeededGenerator(seed: randomSeed, stream: "patching control \(index)")
          given[place] = randomized(given[place], around: own[place], using: &generator)
        }
      }
      let checkpoints = try model.checkpoints(
        of: changed.map { TokenTree($0) }, after: Set(layers.compactMap(layerBelow)))
      for (row, layer) in layers.enumerated() {
        let point = HookPoint.block(layer, hook)
        for (column, name) in positions.enumerated() {
          let trees = try chunk.indices.map { index in
            let wanted = Set(try pairs[index].positions(of: name))
            let activations = given[index - chunk.startIndex][point] ?? [:]
            let patch = try Intervention.patch(
              activations.filter { wanted.contains($0.key) }, at: point)
            return TokenTree(
              changed[index - chunk.startIndex], edits: try [patch].edits(on: model))
          }
          values[row][column] += try logOdds(
            chunk, trees, resumingFrom: layerBelow(layer).flatMap { checkpoints[$0] })
          done += 1
          progress?(done, cells)
        }
      }
    }
    return values
  }

  /// The layer whose kept output a patched run starts from; nil where it starts at the embedding.
  private func layerBelow(_ layer: Int) -> Int? {
    if hook == .residPost { return layer }
    return layer > 0 ? layer - 1 : nil
  }

  /// What a run has at the positions to be patched, [pair] → hook point → position → activation.
  private func activations(
    _ sequences: [[Int]], of pairs: ArraySlice<PatchingPair>
  ) throws -> [[HookPoint: [Int: [Float]]]] {
    let wanted = try pairs.map { pair in Set(try positions.flatMap { try pair.positions(of: $0) }) }
    var activations: [[HookPoint: [Int: [Float]]]] = pairs.map { _ in [:] }
    try model.record(
      Set(layers.map { .block($0, hook) }), of: sequences, at: sequences.map { 0..<$0.count }
    ) { hook, index, offset, activation in
      if wanted[index].contains(offset) {
        activations[index][hook, default: [:]][offset] = Array(activation)
      }
    }
    return activations
  }

  /// Each activation of the changed run moved as far as the other run's lies from it, but in a direction
  /// drawn at random.
  private func randomized(
    _ given: [HookPoint: [Int: [Float]]], around own: [HookPoint: [Int: [Float]]],
    using generator: inout SeededGenerator
  ) -> [HookPoint: [Int: [Float]]] {
    var result = given
    for point in given.keys.sorted() {
      for position in (given[point] ?? [:]).keys.sorted() {
        guard let theirs = given[point]?[position], let mine = own[point]?[position] else {
          continue
        }
        let change = RandomDirections.isotropic(
          width: mine.count, norm: norm(zip(theirs, mine).map { $0 - $1 }), using: &generator)
        result[point]?[position] = zip(mine, change).map { $0 + $1 }
      }
    }
    return result
  }

  /// Log-odds of each pair's answer at the end of its tree, in nats.
  private func logOdds(
    _ pairs: ArraySlice<PatchingPair>, _ trees: [TokenTree],
    resumingFrom checkpoint: ResidualCheckpoint? = nil
  ) throws -> [Double] {
    var values = [Double](repeating: 0, count: pairs.count)
    try model.run(trees, resumingFrom: checkpoint) { block in
      for (row, place) in block.places.enumerated() {
        let (logits, pair) = (block[row], pairs[pairs.startIndex + place.tree])
        let odds =
          logSumExp(pair.answer.map { Double(logits[$0]) })
          - logSumExp(pair.alternative.map { Double(logits[$0]) })
        guard odds.isFinite else {
          throw ModelError.notFinite(at: "logits of pair \(pairs.startIndex + place.tree)")
        }
        values[place.tree] = odds
      }
    }
    return values
  }
}
