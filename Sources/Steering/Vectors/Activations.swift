import Inference
import Statistics

/// Recorded activations of a set of texts at one hook point: at every layer one row a text, or one row a
/// token at ``ReadPosition/all``.
public struct Activations: Sendable {
  /// The place in each block where they were read.
  public let hook: HookPoint.BlockHook
  /// Which tokens of each text were read.
  public let position: ReadPosition
  /// Blocks of the model: all are recorded.
  public let layerCount: Int
  /// Components of an activation there.
  public let width: Int
  /// The rows of each text, in order [texts].
  public let rowsOfText: [Range<Int>]
  private let values: [Float]  // [rows, layers, width]

  init(
    hook: HookPoint.BlockHook, position: ReadPosition, layerCount: Int, width: Int,
    rowsOfText: [Range<Int>], values: [Float]
  ) {
    self.hook = hook
    self.position = position
    self.layerCount = layerCount
    self.width = width
    self.rowsOfText = rowsOfText
    self.values = values
  }

  /// How many rows: as many as texts, except at ``ReadPosition/all``.
  public var count: Int { rowsOfText.last?.upperBound ?? 0 }

  /// How many texts.
  public var textCount: Int { rowsOfText.count }

  /// The text that each row belongs to [rows].
  public var textOfRow: [Int] {
    rowsOfText.enumerated().flatMap { text, rows in rows.map { _ in text } }
  }

  /// One row's activation at one layer, [width].
  public subscript(row: Int, layer: Int) -> ArraySlice<Float> {
    let first = (row * layerCount + layer) * width
    return values[first..<first + width]
  }

  /// The mean over rows at one layer, [width], summed in double.
  public func mean(layer: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: width)
    for row in 0..<count {
      for (k, value) in self[row, layer].enumerated() { sum[k] += Double(value) }
    }
    return sum.map { $0 / Double(max(count, 1)) }
  }

  /// All rows at one layer [rows, width].
  ///
  /// - Throws: ``SteeringError`` without a row or such a layer; `StatisticsError` for a number that is
  ///   not finite.
  public func matrix(layer: Int) throws -> Matrix {
    guard count > 0 else { throw SteeringError.noActivations }
    guard (0..<layerCount).contains(layer) else {
      throw SteeringError.noSuchLayer(layer, available: Array(0..<layerCount))
    }
    return try Matrix(
      (0..<count).flatMap { self[$0, layer].map(Double.init) }, rows: count, columns: width)
  }

  /// The texts at `indices`, in that order, each with all of its rows.
  public func selecting(_ indices: [Int]) -> Activations {
    var ranges: [Range<Int>] = []
    var selected: [Float] = []
    for index in indices {
      let rows = rowsOfText[index]
      let first = ranges.last?.upperBound ?? 0
      ranges.append(first..<first + rows.count)
      let size = layerCount * width
      selected += values[rows.lowerBound * size..<rows.upperBound * size]
    }
    return Activations(
      hook: hook, position: position, layerCount: layerCount, width: width, rowsOfText: ranges,
      values: selected)
  }

  /// What reading at another position would have recorded, from a recording of every token.
  ///
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for a recording at another position.
  public func reading(at position: ReadPosition) throws -> Activations {
    guard self.position == .all else {
      throw SteeringError.invalid(
        "recording", expected: "at position all", got: self.position.rawValue)
    }
    if position == .all { return self }
    let size = layerCount * width
    var values = [Float](repeating: 0, count: textCount * size)
    for (text, rows) in rowsOfText.enumerated() {
      let read = position == .last ? rows.suffix(1) : rows[...]
      let share = 1 / Float(max(read.count, 1))
      for row in read {
        for k in 0..<size { values[text * size + k] += self.values[row * size + k] * share }
      }
    }
    return Activations(
      hook: hook, position: position, layerCount: layerCount, width: width,
      rowsOfText: (0..<textCount).map { $0..<$0 + 1 }, values: values)
  }

  /// A recording of every token without the first token of each text.
  ///
  /// Many models park an activation there that is hundreds of times as large as others, whatever the token
  /// (Sun et al., arXiv 2402.17762): averaged with the others, it drowns them.
  ///
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for a recording at another position, or a text of
  ///   one token.
  public func withoutFirstTokens() throws -> Activations {
    guard position == .all, rowsOfText.allSatisfy({ $0.count > 1 }) else {
      throw SteeringError.invalid(
        "recording", expected: "at position all, of texts of two tokens or more",
        got: "\(position.rawValue), shortest text \(rowsOfText.map(\.count).min() ?? 0)")
    }
    let size = layerCount * width
    var ranges: [Range<Int>] = []
    var kept: [Float] = []
    for rows in rowsOfText {
      let first = ranges.last?.upperBound ?? 0
      ranges.append(first..<first + rows.count - 1)
      kept += values[(rows.lowerBound + 1) * size..<rows.upperBound * size]
    }
    return Activations(
      hook: hook, position: position, layerCount: layerCount, width: width, rowsOfText: ranges,
      values: kept)
  }

  /// The same with every row of one layer replaced by what `change` makes of it [width].
  func replacing(layer: Int, _ change: (ArraySlice<Float>) throws -> [Float]) rethrows
    -> Activations
  {
    var values = values
    for row in 0..<count {
      let first = (row * layerCount + layer) * width
      for (k, value) in try change(self[row, layer]).prefix(width).enumerated() {
        values[first + k] = value
      }
    }
    return Activations(
      hook: hook, position: position, layerCount: layerCount, width: width,
      rowsOfText: rowsOfText, values: values)
  }
}

/// The tokens whose activations stand for a text.
public enum ReadPosition: String, Sendable, Codable, CaseIterable {
  /// The last token alone.
  case last
  /// The mean over all tokens.
  case mean
  /// Every token, one row each: the texts flattened. A long text then weighs more than a short one.
  case all
}

extension LanguageModel {
  /// Records every layer's activation of each text at a hook point.
  ///
  /// At ``ReadPosition/all`` that is tokens × layers × width numbers of four bytes.
  ///
  /// - Parameter progress: called with the number of activations read so far and of all there will be.
  /// - Throws: ``ModelError`` for an empty text, a token out of range or a text beyond the context.
  public func record(
    _ texts: [[Int]], at hook: HookPoint.BlockHook = .residPost, position: ReadPosition = .last,
    progress: ((Int, Int) -> Void)? = nil
  ) throws -> Activations {
    let layers = configuration.layerCount
    guard let width = width(at: .block(0, hook)) else {
      throw SteeringError.nothingToMeasure("\(hook.rawValue) has no fixed width")
    }
    var rowsOfText: [Range<Int>] = []
    for text in texts {
      let first = rowsOfText.last?.upperBound ?? 0
      rowsOfText.append(first..<first + (position == .all ? text.count : 1))
    }
    let rows = rowsOfText.last?.upperBound ?? 0
    var values = [Float](repeating: 0, count: rows * layers * width)
    let offsets = texts.map { position == .last ? max($0.count - 1, 0)..<$0.count : 0..<$0.count }
    let total = layers * offsets.reduce(0) { $0 + $1.count }
    var done = 0
    try record(Set((0..<layers).map { HookPoint.block($0, hook) }), of: texts, at: offsets) {
      point, text, offset, activation in
      guard let layer = point.layer else { return }
      let row = rowsOfText[text].lowerBound + (position == .all ? offset : 0)
      let first = (row * layers + layer) * width
      let share = position == .mean ? 1 / Float(offsets[text].count) : 1
      for k in 0..<width { values[first + k] += activation[k] * share }
      done += 1
      progress?(done, total)
    }
    return Activations(
      hook: hook, position: position, layerCount: layers, width: width, rowsOfText: rowsOfText,
      values: values)
  }
}

extension LanguageModel {
  /// Records pairs of texts side by side, so that the beginning that both sides share is run once.
  ///
  /// - Throws: ``SteeringError/noActivations`` unless there is one negative text for each positive one.
  public func record(
    pairs positive: [[Int]], _ negative: [[Int]], at hook: HookPoint.BlockHook = .residPost,
    position: ReadPosition = .last, progress: ((Int, Int) -> Void)? = nil
  ) throws -> (positive: Activations, negative: Activations) {
    guard positive.count == negative.count, !positive.isEmpty else {
      throw SteeringError.noActivations
    }
    let both = try record(
      zip(positive, negative).flatMap { [$0, $1] }, at: hook, position: position,
      progress: progress)
    return (
      both.selecting(positive.indices.map { 2 * $0 }),
      both.selecting(positive.indices.map { 2 * $0 + 1 })
    )
  }
}
