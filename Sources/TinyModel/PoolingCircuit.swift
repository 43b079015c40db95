/// Gathers a lexical property of the words so far into one direction, again in every block, and washes
/// out part of what is there.
///
/// Attention: one head looks at the words that have the property and writes their mean into the target.
/// MLP: target −= washedOut · target. So with the share α the pooled direction follows
///
///     x(L+1) = (1 − α) (x(L) + γ · mean),
///
/// which settles where the writing balances the washing, while anything that was *added* at layer L
/// has shrunk by (1 − α)^(7 − L) when the head reads it. That is the planted reason for depth: late
/// additions are strongest, at the same coefficient and at the same size relative to the stream.
struct PoolingCircuit {
  let source: Direction
  let marker: Direction
  let target: Direction
  let head: Int
  var slot = 0
  var lane = 0

  static let valence = PoolingCircuit(
    source: .opinion, marker: .hasOpinion, target: .valence, head: 0)
  static let sycophancy = PoolingCircuit(
    source: .agreement, marker: .hasAgreement, target: .sycophancy, head: 2)

  /// The traits share a head and its marker; each has a value lane of its own.
  static func trait(_ trait: TinyTrait) -> PoolingCircuit {
    PoolingCircuit(
      source: .cue(trait), marker: .hasCue, target: .trait(trait), head: 1, slot: 1,
      lane: 1 + trait.number)
  }

  /// Share that a block washes out.
  static let washedOut = 0.3
  /// Where the target settles after a word of full opinion.
  static let settled = 0.25

  /// - Parameter strength: of what this block pools; 1 settles at ``settled`` with the registered washout.
  func plant(in block: inout BlockWeights, strength: Double, washout: Double) {
    block.attend(head: head, to: [marker], slot: slot)
    block.carry(
      head: head, lane: lane, from: source, gain: 1 / Self.markedGain, to: target,
      write: strength * Self.settled * Self.washedOut / (1 - Self.washedOut))
    block.linear(target, times: -Self.washedOut * washout, to: target)
  }

  /// What the norm multiplies a marked word by; its two extra components make it longer than others.
  private static let markedGain = 3.8
}
