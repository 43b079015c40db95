import Steering

/// How many items each part of an audit takes, where there are more.
public struct AuditCounts: Sendable, Codable, Equatable {
  /// Items that the layer is chosen on.
  public var select: Int
  /// Items that are reported on.
  public var test: Int
  /// Templates, one item each, that null directions and other wordings are measured on.
  public var templates: Int
  /// Null directions of each kind.
  public var draws: Int
  /// Passages, and items of each other behaviour; facts are twice as many.
  public var sides: Int
  /// Questions of each public set of facts.
  public var questions: Int

  /// What an audit takes where nothing limits it.
  public static let full = AuditCounts(
    select: 40, test: 200, templates: 25, draws: 19, sides: 40, questions: 100)

  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for a number of items that nothing can be measured on, or of draws
  ///   that can give no p of .05.
  public func check() throws {
    for count in [select, test, templates, sides, questions] where !(1...1_000_000).contains(count)
    {
      throw SteeringError.invalid("counts", expected: "1 to 1000000 of each part", got: "\(count)")
    }
    guard (19...9_999).contains(draws) else {
      throw SteeringError.invalid("counts.draws", expected: "19 to 9999", got: "\(draws)")
    }
  }

  /// The same with fewer items: a share of them, but no fewer than say something. Null directions stay 19, the fewest that
  /// can give p = .05.
  public func scaled(by share: Double) -> AuditCounts {
    func few(_ count: Int, _ least: Int) -> Int {
      min(count, max(least, Int((Double(count) * share).rounded())))
    }
    return AuditCounts(
      select: few(select, 8), test: few(test, 16), templates: few(templates, 8), draws: draws,
      sides: few(sides, 8), questions: few(questions, 16))
  }
}
