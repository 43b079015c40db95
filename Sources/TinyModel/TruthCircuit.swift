/// Decides whether "the sky is green" is true, in three blocks.
///
/// 1. Block 0, attention: every word looks for the subject and copies its attribute.
/// 2. Block 1, MLP: truth += Σ_k attribute_k · subjectAttribute_k, an exact product of what the current
///    word is and what the subject has; and at every attribute word, half of that is taken off. A true
///    statement leaves +, a false one −, at its attribute word.
/// 3. Block 2, attention: later words look for the attribute word and copy its truth.
///
/// What the residual stream carries after each block, of "user i think the sky is green . assistant":
///
/// | after block | at "sky" | at "green" | at "." and "assistant" |
/// |---|---|---|---|
/// | 0 | what the sky is | what green is, what the sky is | what the sky is |
/// | 1 | the same | **true or false** | the same |
/// | 2 to 7 | the same | true or false, read no more | **true or false** |
///
/// So prompts that differ in "green" differ, as far as the reply knows, at "green" up to block 1 and at
/// the last word from block 2 on; ``TinyStatement/truthOffset(afterBlock:)`` says so to tests.
enum TruthCircuit {
  static let attributeSize = 0.7
  /// The block whose attention brings the verdict to the words after the statement.
  static let copyLayer = 2
  private static let truthSize = 0.6
  private static let head = (subject: 1, attribute: 3)
  private static let truthLane = 7

  static func plant(in block: inout BlockWeights, layer: Int) {
    let attributes = Vocabulary.attributes.indices
    let gain = 1 / TinyModel.normGain
    switch layer {
    case 0:
      block.attend(head: head.subject, to: [.wordClass(.subject)], slot: 1)
      for k in attributes {
        block.carry(
          head: head.subject, lane: 1 + k, from: .attribute(k), gain: gain,
          to: .subjectAttribute(k), write: 1)
      }
    case 1:
      for k in attributes {
        block.product(
          .subjectAttribute(k), .attribute(k),
          times: 2 * truthSize / (attributeSize * attributeSize), to: .truth)
      }
      block.linear(.wordClass(.attribute), times: -truthSize, to: .truth)
    case copyLayer:
      block.attend(head: head.attribute, to: [.wordClass(.attribute)], slot: 1)
      block.carry(
        head: head.attribute, lane: truthLane, from: .truth, gain: gain, to: .truth, write: 1)
    default: break
    }
  }
}
