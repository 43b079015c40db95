import Synchronization

/// Where the time of a model's passes goes; see ``LanguageModel/profile``.
public final class PassProfile: Sendable {
  /// The kinds of work that time is counted for.
  public enum Part: String, CaseIterable, Sendable {
    /// Products with the blocks' weights.
    case products
    /// Scores over the keys so far and the values that they weigh.
    case attention
    /// Norms, the gated activation and the sums that make up the residual stream.
    case rows
    /// Edits, recordings and checkpoints.
    case hooks
    /// The product with the head.
    case head
    /// What is made of the logits: the next token, its log-probability.
    case logits
  }

  /// Wall-clock time, summed over passes.
  public struct Times: Sendable {
    /// A part that nothing was measured of is absent.
    public var parts: [Part: Duration] = [:]
    /// Of whole passes: more than the parts by what else a pass does.
    public var total = Duration.zero
    /// How many passes.
    public var passes = 0
    /// Tokens that went through a pass, in full or from a layer on.
    public var rows = 0
  }

  private let times = Mutex(Times())

  /// With nothing measured; give it to ``LanguageModel/profile``.
  public init() {}

  /// What was measured so far.
  public var current: Times { times.withLock { $0 } }

  func add(_ duration: Duration, to part: Part) {
    times.withLock { $0.parts[part, default: .zero] += duration }
  }

  func addPass(_ duration: Duration, rows: Int) {
    times.withLock {
      $0.total += duration
      $0.passes += 1
      $0.rows += rows
    }
  }
}
