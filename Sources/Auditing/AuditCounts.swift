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
