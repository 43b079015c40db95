import Inference

extension FactPair {
  /// The two prompts in a model's tokens, with the positions "subject", "after subject" and "last"; nil
  /// when the subjects are not equally long there or the answers begin alike.
  ///
  /// - Throws: ``SteeringError`` as ``PatchingPair``.
  public func patchingPair(in tokenizer: any Tokenizer) throws -> PatchingPair? {
    guard let parts else { return nil }
    let before = tokenizer.encodePrompt(parts.before)
    let after = tokenizer.encode(" " + parts.after)
    let (subject, other) = (
      tokenizer.encode(" " + self.subject), tokenizer.encode(" " + otherSubject)
    )
    let (answer, alternative) = (
      tokenizer.encode(" " + self.answer), tokenizer.encode(" " + otherAnswer)
    )
    guard subject.count == other.count, after.count > 1, answer.first != alternative.first else {
      return nil
    }
    let end = before.count + subject.count
    return try PatchingPair(
      clean: before + subject + after, corrupted: before + other + after,
      answer: Array(answer.prefix(1)), alternative: Array(alternative.prefix(1)),
      groups: [
        "subject": Array(before.count..<end),
        "after subject": Array(end..<end + after.count - 1),
      ],
      template: template)
  }
}
