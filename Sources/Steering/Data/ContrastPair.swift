import Foundation

/// Two texts with the same content and about the same length that differ in one concept.
public struct ContrastPair: Templated {
  public let positive: String
  public let negative: String
  public let template: String
  /// The message both texts reply to; nil where the texts stand alone.
  public let user: String?

  public init(positive: String, negative: String, template: String, user: String? = nil) {
    self.positive = positive
    self.negative = negative
    self.template = template
    self.user = user
  }
}

public typealias ContrastPairs = DataSet<ContrastPair>

extension ContrastPairs {
  /// Reads `{"positive": …, "negative": …}` and, if given, `"template"` and `"user"`, one pair a line.
  ///
  /// Other fields are ignored. Throws `DataError.malformed`, also where the two sides are the same.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      let pair = ContrastPair(
        positive: try line.text("positive"), negative: try line.text("negative"),
        template: template, user: line.contains("user") ? try line.text("user") : nil)
      if pair.positive == pair.negative {
        throw line.fault("negative", expected: "a text unlike \"positive\"", got: "the same text")
      }
      return pair
    }
  }

  /// Love against hate, open statements without a final period.
  public static var loveHate: ContrastPairs {
    get throws { try bundled("love-hate.pairs.jsonl") }
  }

  /// The three pairs that love-hate opens with: the example the project grew from.
  public static var loveHateSeed: ContrastPairs {
    get throws { DataSet(name: "love-hate.pairs.jsonl", items: Array(try loveHate.prefix(3))) }
  }

  /// Replies that please against replies that are frank, to a user who is wrong or wants praise.
  public static var sycophancy: ContrastPairs {
    get throws { try bundled("sycophancy.pairs.jsonl") }
  }

  /// Saying what one believes to be true against deceiving, in statements and in replies.
  public static var honesty: ContrastPairs {
    get throws { try bundled("honesty.pairs.jsonl") }
  }

  /// An assured tone against a hedged one, in statements and in replies.
  public static var confidence: ContrastPairs {
    get throws { try bundled("confidence.pairs.jsonl") }
  }

  /// A machine that accepts correction and control against one that resists, in statements and replies.
  public static var corrigibility: ContrastPairs {
    get throws { try bundled("corrigibility.pairs.jsonl") }
  }

  /// The pairs of a behaviour, more of it on the positive side; the first three are its seed prompts.
  public static func bundled(for behavior: Behavior) throws -> ContrastPairs {
    switch behavior {
    case .sentiment: try loveHate
    case .sycophancy: try sycophancy
    case .honesty: try honesty
    case .confidence: try confidence
    case .corrigibility: try corrigibility
    }
  }

  private static func bundled(_ file: String) throws -> ContrastPairs {
    try ContrastPairs(jsonl: try bundledData(file), name: file)
  }
}
