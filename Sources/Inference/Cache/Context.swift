/// One sequence as the attention sees it: the cached segments of its positions so far.
///
/// A fork shares its parent's positions and grows on its own. A sequence that is edited from some layer
/// on shares, below it, the keys and values of the sequence without edits.
final class Context {
  let configuration: ModelConfiguration
  private(set) var length: Int
  private var parts: [Part]

  /// The segments of a range of layers.
  private struct Part {
    let layers: Range<Int>
    var segments: [(segment: KVSegment, end: Int)] = []
    /// Whether the last segment is this context's own, to grow in.
    var ownsTail = false

    /// Makes room up to a position; `expected` further ones are foreseen.
    mutating func cover(_ end: Int, expecting expected: Int, _ configuration: ModelConfiguration) {
      if ownsTail, let tail = segments.last {
        let reach = min(end, tail.segment.start + tail.segment.capacity)
        segments[segments.count - 1].end = max(tail.end, reach)
      }
      let covered = segments.last?.end ?? 0
      guard covered < end else { return }
      let segment = KVSegment(
        start: covered, positions: end - covered + expected, layers: layers,
        configuration: configuration)
      segments.append((segment, end))
      ownsTail = true
    }
  }

  private init(configuration: ModelConfiguration, length: Int, parts: [Part]) {
    self.configuration = configuration
    self.length = length
    self.parts = parts
  }

  /// - Parameter layers: the layers whose keys and values are kept: all, or those above a resumed
  ///   residual.
  convenience init(configuration: ModelConfiguration, layers: Range<Int>) {
    self.init(configuration: configuration, length: 0, parts: [Part(layers: layers)])
  }

  func fork() -> Context {
    Context(
      configuration: configuration, length: length,
      parts: parts.map { Part(layers: $0.layers, segments: $0.segments) })
  }

  /// The same positions up to and with a layer, to be run again above it.
  func rerun(above layer: Int) -> Context {
    var lower = parts.filter { $0.layers.lowerBound <= layer }
    lower = lower.map {
      Part(
        layers: $0.layers.lowerBound..<min($0.layers.upperBound, layer + 1), segments: $0.segments)
    }
    let upper = Part(layers: layer + 1..<configuration.layerCount)
    return Context(
      configuration: configuration, length: 0, parts: upper.layers.isEmpty ? lower : lower + [upper]
    )
  }

  /// Makes room for `count` more positions and returns them; `expected` further ones are foreseen.
  func extend(by count: Int, expecting expected: Int = 0) -> Range<Int> {
    let end = length + count
    for index in parts.indices {
      parts[index].cover(end, expecting: expected, configuration)
    }
    defer { length = end }
    return length..<end
  }

  /// Calls back for each segment that holds positions at a layer, in order of position.
  func forEachSegment(at layer: Int, _ body: (KVSegment, _ end: Int) -> Void) {
    for part in parts where part.layers.contains(layer) {
      for (segment, end) in part.segments { body(segment, end) }
    }
  }
}
