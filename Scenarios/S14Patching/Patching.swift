import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// Activation patching on an model's pairs of prompts.
extension Laboratory {
  /// Prompts that differ in one fact, and the positions to patch, left to right.
  ///
  /// On the planted model a true against a false statement ("the sky is blue", "is green"), answered by
  /// accepting or rejecting words; on a model of English the bundled relations, without the pairs whose
  /// subjects are not equally long in its tokens.
  func patchingPairs() throws -> (pairs: [PatchingPair], positions: [String]) {
    guard subject.isInstrumentCheck else {
      let pairs = try FactPairs.bundled.compactMap { try $0.patchingPair(in: model.tokenizer) }
      return (pairs, ["subject", "after subject", "last"])
    }
    let statements = corpora.statements.test.thinned(to: counts.sideEffectItems)
    let pairs = try statements.controls.indices.compactMap { item -> PatchingPair? in
      let (right, wrong) = (statements.controls[item], statements.prompts[item])
      let accepting = Set(statements.favored[item].compactMap(\.first))
      let rejecting = Set(statements.opposed[item].compactMap(\.first))
      // "that's right" and "that's wrong" begin alike.
      let shared = accepting.intersection(rejecting)
      // "sky is green": the one word that differs is the attribute.
      guard let attribute = right.indices.first(where: { right[$0] != wrong[$0] }), attribute > 1
      else { return nil }
      return try PatchingPair(
        clean: right, corrupted: wrong, answer: accepting.subtracting(shared).sorted(),
        alternative: rejecting.subtracting(shared).sorted(),
        groups: ["subject": [attribute - 2], "attribute": [attribute]],
        template: statements.templates[item])
    }
    return (pairs, ["subject", "attribute", "last"])
  }

  /// A grid over layers and positions; nil when the prompts do not differ enough to patch between them.
  ///
  /// - Parameters:
  ///   - layers: nil takes at most twelve, evenly spaced.
  ///   - isControl: random changes of the same size in place of the other run's activations.
  func patching(
    _ pairs: [PatchingPair], _ mode: PatchingMode = .denoising,
    at hook: HookPoint.BlockHook = .residPost, layers: [Int]? = nil, positions: [String],
    isControl: Bool = false
  ) throws -> PatchingGrid? {
    do {
      return try patchingGrid(
        pairs, mode, on: model, at: hook,
        layers: layers ?? spread(12, over: model.configuration.layerCount), positions: positions,
        isControl: isControl, resamples: 1_999, seed: Subject.seed)
    } catch SteeringError.noDifference {
      return nil
    }
  }
}

extension PatchingGrid {
  /// Shares by layer and position, cells framed whose interval excludes 0.
  func heatMap(_ title: String, _ quantity: String) throws -> Chart {
    try .heatMap(
      title, quantity, rowAxis: "layer", columnAxis: "position", columns: positions,
      rows: zip(layers, shares).map { layer, row in
        HeatMap.Row("\(layer)", row.map { HeatMap.Cell($0) })
      }, scale: .diverging(limit: 1), mark: "interval excludes 0")
  }

  /// The share at one position, layer by layer.
  func series(
    _ name: String, at position: String, isNull: Bool = false
  ) -> LineChart.Series {
    let column = positions.firstIndex(of: position) ?? 0
    return LineChart.Series(
      name, zip(layers, shares).map { .init(Double($0), $1[column]) }, isNull: isNull)
  }

  /// At each layer the position that moves the largest share; the first layer at which it is `position`.
  func firstLayer(ledBy position: String) -> Int? {
    zip(layers, shares).first { _, row in
      zip(positions, row).max { $0.1.value < $1.1.value }?.0 == position
    }?.0
  }
}
