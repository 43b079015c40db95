import Foundation

/// A text with the frame it was written from.
public struct Prompt: Templated {
  /// What the model is given, or what is scored.
  public let text: String
  /// The frame: the cluster of every statistic.
  public let template: String

  /// - Parameter template: the frame that the text was written from.
  public init(text: String, template: String) {
    self.text = text
    self.template = template
  }
}

/// Texts that a metric is taken on.
public typealias PromptSet = DataSet<Prompt>

extension PromptSet {
  /// Reads `{"text": …}` and, if given, `"template"`, one prompt a line. Throws `DataError.malformed`.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      Prompt(text: try line.text("text"), template: template)
    }
  }

  /// Neutral openings that end where a word of praise or blame could come next.
  public static var sentiment: PromptSet {
    get throws { try bundled("sentiment.prompts.jsonl") }
  }

  /// Plain descriptive passages of 25 to 40 words for the negative log-likelihood; template is the topic.
  public static var neutralText: PromptSet {
    get throws { try bundled("neutral.text.jsonl") }
  }

  private static func bundled(_ file: String) throws -> PromptSet {
    try PromptSet(jsonl: try bundledData(file), name: file)
  }
}
