/// One sequence as the attention sees it: the cached segments of its positions so far.
///
/// A fork shares its parent's positions and grows on its own.
final class Context {
  let configuration: ModelConfiguration
  /// The layers whose keys and values are kept: all, or those above a resumed residual.
  let layers: Range<Int>
  private(set) var segments: [(segment: KVSegment, end: Int)] = []
  private(set) var length = 0
  private var ownsTail = false

  init(configuration: ModelConfiguration, layers: Range<Int>) {
    self.configuration = configuration
    self.layers = layers
  }

  func fork() -> Context {
    let child = Context(configuration: configuration, layers: layers)
    child.segments = segments
    child.length = length
    return child
  }

  /// Makes room for `count` more positions and returns them; `expected` further ones are foreseen.
  func extend(by count: Int, expecting expected: Int = 0) -> Range<Int> {
    let end = length + count
    if ownsTail, let tail = segments.last {
      let reach = min(end, tail.segment.start + tail.segment.capacity)
      segments[segments.count - 1].end = reach
    }
    let covered = segments.last?.end ?? 0
    if covered < end {
      let segment = KVSegment(
        start: covered, positions: end - covered + expected, layers: layers,
        configuration: configuration)
      segments.append((segment, end))
      ownsTail = true
    }
    defer { length = end }
    return length..<end
  }
}
