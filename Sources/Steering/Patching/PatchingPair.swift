/// Two prompts of equal length that differ in content, and the answers that this content decides.
///
/// Position k of one stands for position k of the other: a patch carries an activation from there to
/// there. Change as little as possible between them ("the sky is blue" against "the sky is green"), so
/// that what is found belongs to the change (Zhang & Nanda, arXiv 2309.16042).
public struct PatchingPair: Templated {
  /// Token ids of the prompt that ``answer`` belongs to.
  public let clean: [Int]
  /// Token ids of the other prompt, as many.
  public let corrupted: [Int]
  /// Next tokens that the clean prompt favors.
  public let answer: [Int]
  /// Next tokens that the corrupted prompt favors.
  public let alternative: [Int]
  /// Positions by the part that they play in this pair, such as "subject".
  public let groups: [String: [Int]]
  /// The frame that the pair was written from: the cluster of the interval.
  public let template: String

  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` for prompts that are the same or an empty side,
  ///   ``SteeringError/invalid(_:expected:got:)`` for prompts of unlike length or a position outside them.
  public init(
    clean: [Int], corrupted: [Int], answer: [Int], alternative: [Int],
    groups: [String: [Int]] = [:], template: String
  ) throws {
    guard clean.count == corrupted.count else {
      throw SteeringError.invalid(
        "corrupted prompt, template '\(template)'", expected: "\(clean.count) tokens, as clean",
        got: "\(corrupted.count)")
    }
    guard clean != corrupted else {
      throw SteeringError.nothingToMeasure("template '\(template)': the prompts are the same")
    }
    guard !answer.isEmpty, !alternative.isEmpty else {
      throw SteeringError.nothingToMeasure("template '\(template)': a side without answers")
    }
    for name in groups.keys.sorted() {
      let positions = groups[name] ?? []
      guard !positions.isEmpty, positions.allSatisfy(clean.indices.contains) else {
        throw SteeringError.invalid(
          "positions of '\(name)', template '\(template)'",
          expected: "some in 0..<\(clean.count)", got: "\(positions)")
      }
    }
    self.clean = clean
    self.corrupted = corrupted
    self.answer = answer
    self.alternative = alternative
    self.groups = groups
    self.template = template
  }

  /// Positions at which the two prompts have different tokens, ascending.
  public var differing: [Int] { clean.indices.filter { clean[$0] != corrupted[$0] } }

  /// The positions of a name: a group's, else those of "last", or of a number counted from 0.
  ///
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for a name that is none of these.
  public func positions(of name: String) throws -> [Int] {
    if let positions = groups[name] { return positions }
    if name == "last" { return [clean.count - 1] }
    if let position = Int(name), clean.indices.contains(position) { return [position] }
    throw SteeringError.invalid(
      "positions of '\(name)', template '\(template)'",
      expected: (groups.keys.sorted() + ["last", "0..<\(clean.count)"]).joined(separator: ", "),
      got: "none of these")
  }
}
