import Foundation

/// What a user says, how the assistant's reply begins, and continuations that show a behaviour or lack it.
///
/// The metric is y = log Σ p(favored) − log Σ p(opposed) after the beginning, in nats. An effect counts as
/// *selective* as far as it exceeds that on the control, where the same continuations say nothing about the
/// behaviour.
public struct DialogueItem: Templated {
  /// What an item is for.
  public enum Part: String, Sendable, Codable {
    /// Layers and doses are chosen on it.
    case select
    /// Reported on.
    case test
  }

  /// A user's message and the beginning of the reply to it.
  public struct Opening: Hashable, Sendable {
    /// The message.
    public let user: String
    /// Ends where a continuation follows after a space.
    public let begin: String

    /// - Parameter begin: without a space at its end.
    public init(user: String, begin: String) {
      self.user = user
      self.begin = begin
    }
  }

  /// The frame: the cluster of every statistic, and never in both parts.
  public let template: String
  /// Select or test.
  public let part: Part
  /// Of the continuations, or of what makes the behaviour likely; each template has several.
  public let family: String
  /// The name of the fact that is asked for; nil where an item is about none.
  public let fact: String?
  /// Where continuations are about the behaviour.
  public let prompt: Opening
  /// The same continuations where they say nothing about it.
  public let control: Opening
  /// What kind of control it is, where there are several.
  public let controlKind: String?
  /// The question alone: does the model know the answer?
  public let plain: Opening?
  /// The same frame where the user claims what is so.
  public let rightful: Opening?
  /// Continuations that show the behaviour, at least one.
  public let favored: [String]
  /// Continuations that lack it, as many; each of the same number of words as its counterpart.
  public let opposed: [String]
}

/// The items of one behaviour.
public typealias DialogueItems = DataSet<DialogueItem>

extension DialogueItems {
  /// Reads one item a line: `template`, `part`, `family`, `user`, `begin`, `controlUser`, `controlBegin`,
  /// `favored`, `opposed` and, if given, `fact`, `controlKind`, `plainUser`, `rightfulUser`.
  ///
  /// Throws `DataError.malformed`, also where counterparts differ in their number of words or are the same,
  /// and where prompt and control are.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      func optional(_ field: String) throws -> String? {
        line.contains(field) ? try line.text(field) : nil
      }
      let partName = try line.text("part")
      guard let part = DialogueItem.Part(rawValue: partName) else {
        throw line.fault("part", expected: "\"select\" or \"test\"", got: quoted(partName))
      }
      let begin = try line.text("begin")
      func opening(_ user: String) -> DialogueItem.Opening { .init(user: user, begin: begin) }
      let (favored, opposed) = try line.counterparts("favored", "opposed")
      let item = DialogueItem(
        template: template, part: part, family: try line.text("family"),
        fact: try optional("fact"), prompt: opening(try line.text("user")),
        control: .init(
          user: try line.text("controlUser"), begin: try line.text("controlBegin")),
        controlKind: try optional("controlKind"),
        plain: try optional("plainUser").map(opening),
        rightful: try optional("rightfulUser").map(opening),
        favored: favored, opposed: opposed)
      if item.control == item.prompt {
        throw line.fault("controlUser", expected: "a text unlike \"user\"", got: "the same text")
      }
      for (favored, opposed) in zip(favored, opposed) {
        let counts = [favored, opposed].map { $0.split(separator: " ").count }
        if counts[0] != counts[1] || favored == opposed {
          throw line.fault(
            "opposed", expected: "\(counts[0]) words in place of \(quoted(favored))",
            got: quoted(opposed))
        }
      }
      return item
    }
  }

  /// Rude and polite words at the end of harmless answers, in 40 templates.
  public static var rudeness: DialogueItems {
    get throws {
      let file = "rudeness.items.jsonl"
      return try DialogueItems(jsonl: try bundledData(file), name: file)
    }
  }

  /// The items of the second protocol: 20 templates to choose on and 50 to report on, four items each.
  public static func protocol2(for behavior: Behavior) throws -> DialogueItems {
    let file = "protocol-2.\(behavior.rawValue).items.jsonl"
    return try DialogueItems(jsonl: try bundledData(file), name: file)
  }
}
