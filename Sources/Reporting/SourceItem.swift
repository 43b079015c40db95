/// One question of the source material that the reports answer, with the pages that do.
public struct SourceItem: Sendable, Equatable {
  /// As the index prints it, in Markdown.
  public let question: String
  /// Names of scenarios, "S01-sentiment".
  public let pages: [String]

  /// - Parameter pages: names of scenarios; an index of a report that lacks one of them throws.
  public init(question: String, pages: [String]) {
    self.question = question
    self.pages = pages
  }
}
