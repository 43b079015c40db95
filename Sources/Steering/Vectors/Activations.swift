import Inference

/// Recorded activations of a set of texts: one row per text and layer at one hook point.
public struct Activations: Sendable {
  public let hook: HookPoint.BlockHook
  /// Which token of each text was read.
  public let position: ReadPosition
  public let layerCount: Int
  public let width: Int
  /// How many texts.
  public let count: Int
  private let values: [Float]  // [items, layers, width]

  init(
    hook: HookPoint.BlockHook, position: ReadPosition, layerCount: Int, width: Int, count: Int,
    values: [Float]
  ) {
    self.hook = hook
    self.position = position
    self.layerCount = layerCount
    self.width = width
    self.count = count
    self.values = values
  }

  /// One text's activation at one layer, [width].
  public subscript(item: Int, layer: Int) -> ArraySlice<Float> {
    let first = (item * layerCount + layer) * width
    return values[first..<first + width]
  }

  /// The mean over texts at one layer, [width], summed in double.
  public func mean(layer: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: width)
    for item in 0..<count {
      for (k, value) in self[item, layer].enumerated() { sum[k] += Double(value) }
    }
    return sum.map { $0 / Double(max(count, 1)) }
  }

  /// The texts at `indices`, in that order.
  public func selecting(_ indices: [Int]) -> Activations {
    Activations(
      hook: hook, position: position, layerCount: layerCount, width: width, count: indices.count,
      values: indices.flatMap { values[$0 * layerCount * width..<($0 + 1) * layerCount * width] })
  }
}

/// The token whose activation stands for a text.
public enum ReadPosition: String, Sendable, Codable, CaseIterable {
  case last
  /// The mean over all tokens.
  case mean
}

extension LanguageModel {
  /// Records every layer's activation of each text at a hook point.
  ///
  /// - Throws: ``ModelError`` for an empty text, a token out of range or a text beyond the context.
  public func record(
    _ texts: [[Int]], at hook: HookPoint.BlockHook = .residPost, position: ReadPosition = .last
  ) throws -> Activations {
    let layers = configuration.layerCount
    guard let width = width(at: .block(0, hook)) else {
      throw SteeringError.nothingToMeasure("\(hook.rawValue) has no fixed width")
    }
    var values = [Float](repeating: 0, count: texts.count * layers * width)
    let offsets = texts.map { position == .last ? max($0.count - 1, 0)..<$0.count : 0..<$0.count }
    try record(Set((0..<layers).map { HookPoint.block($0, hook) }), of: texts, at: offsets) {
      point, text, _, activation in
      guard let layer = point.layer else { return }
      let first = (text * layers + layer) * width
      let share = 1 / Float(offsets[text].count)
      for k in 0..<width { values[first + k] += activation[k] * share }
    }
    return Activations(
      hook: hook, position: position, layerCount: layers, width: width, count: texts.count,
      values: values)
  }
}

extension LanguageModel {
  /// Records pairs of texts side by side, so that the beginning that both sides share is run once.
  ///
  /// - Throws: ``SteeringError/noActivations`` unless there is one negative text for each positive one.
  public func record(
    pairs positive: [[Int]], _ negative: [[Int]], at hook: HookPoint.BlockHook = .residPost,
    position: ReadPosition = .last
  ) throws -> (positive: Activations, negative: Activations) {
    guard positive.count == negative.count, !positive.isEmpty else {
      throw SteeringError.noActivations
    }
    let both = try record(
      zip(positive, negative).flatMap { [$0, $1] }, at: hook, position: position)
    return (
      both.selecting(positive.indices.map { 2 * $0 }),
      both.selecting(positive.indices.map { 2 * $0 + 1 })
    )
  }
}
