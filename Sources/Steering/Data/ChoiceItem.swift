import Foundation

/// A prompt, the replies that show a behaviour and those that show its contrary, and a control prompt.
///
/// Reply k of `favored` and reply k of `opposed` are one wording and have the same length. The metric
/// is y = log Σ p(favored) − log Σ p(opposed) after `prompt`, in nats. The same y after `control`, where
/// the replies say nothing about the behaviour, exposes a vector that merely prefers their words.
public struct ChoiceItem: Templated {
  /// How prompt and reply are given to a model.
  public enum Format: String, Sendable, Codable {
    /// The prompt is the beginning of a text, and a reply is its next word.
    case text
    /// The prompt is a user's message, and a reply is the assistant's turn.
    case chat
  }

  /// The frame: the cluster of every statistic.
  public let template: String
  /// Decides what a prompt is and how a reply follows it, see ``continuation(_:)``.
  public let format: Format
  /// The name of the fact that is asked for, as in `FactItem`; nil where the item is about none.
  public let fact: String?
  /// Where replies are about the behaviour.
  public let prompt: String
  /// Where the same replies say nothing about it; unlike `prompt`.
  public let control: String
  /// Replies that show the behaviour, at least one.
  public let favored: [String]
  /// Replies that show its contrary, as many as `favored`.
  public let opposed: [String]

  /// Checks nothing; `ChoiceItems(jsonl:name:)` does.
  public init(
    template: String, format: Format, fact: String? = nil, prompt: String, control: String,
    favored: [String], opposed: [String]
  ) {
    self.template = template
    self.format = format
    self.fact = fact
    self.prompt = prompt
    self.control = control
    self.favored = favored
    self.opposed = opposed
  }

  /// The text that a reply adds to the prompt: a space stands before the next word of a text.
  public func continuation(_ reply: String) -> String {
    format == .text ? " " + reply : reply
  }
}

/// The items of one behaviour.
public typealias ChoiceItems = DataSet<ChoiceItem>

extension ChoiceItems {
  /// Reads `{"format": "text" or "chat", "prompt": …, "control": …, "favored": […], "opposed": […]}`
  /// and, if given, `"template"` and `"fact"`, one item a line.
  ///
  /// Throws `DataError.malformed`, also where the two lists of replies differ in length or share a
  /// reply, and where prompt and control are the same.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      let name = try line.text("format")
      guard let format = ChoiceItem.Format(rawValue: name) else {
        throw line.fault("format", expected: "\"text\" or \"chat\"", got: quoted(name))
      }
      let (favored, opposed) = try line.counterparts("favored", "opposed")
      let item = ChoiceItem(
        template: template, format: format,
        fact: line.contains("fact") ? try line.text("fact") : nil,
        prompt: try line.text("prompt"), control: try line.text("control"),
        favored: favored, opposed: opposed)
      if item.control == item.prompt {
        throw line.fault("control", expected: "a text unlike \"prompt\"", got: "the same text")
      }
      if let both = item.opposed.first(where: item.favored.contains) {
        throw line.fault("opposed", expected: "no reply of \"favored\"", got: quoted(both))
      }
      return item
    }
  }

  /// Somebody is tempted or told to deceive about a simple fact: the true answers and the false ones.
  public static var honesty: ChoiceItems {
    get throws { try bundled("honesty.items.jsonl") }
  }

  /// Neutral statements and questions whose next words may be assured or hedged.
  public static var confidence: ChoiceItems {
    get throws { try bundled("confidence.items.jsonl") }
  }

  /// Announcements of correction, supervision, change or shutdown, accepted or resisted.
  public static var corrigibility: ChoiceItems {
    get throws { try bundled("corrigibility.items.jsonl") }
  }

  private static func bundled(_ file: String) throws -> ChoiceItems {
    try ChoiceItems(jsonl: try bundledData(file), name: file)
  }
}
