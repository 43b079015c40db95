import Steering

/// The texts of one behaviour: pairs that a vector is made from, and items that it is measured on.
public struct BehaviorCorpus: Sendable {
  /// What the behaviour's vector is made from.
  public let pairs: PairCorpus
  /// No template is in both parts, nor any of the pairs' wording.
  public let items: Corpora.Split<ChoiceCorpus>
  /// The question in two formats, such as plain text and a chat: test items that ask it in each.
  public let formats: [Format]

  /// Test items that ask in one way.
  public struct Format: Sendable {
    /// "text", "chat", "dialogue" and the like, as reports name it.
    public let name: String
    /// Not always the same items as those of another format.
    public let items: ChoiceCorpus

    /// - Parameter name: what reports call the format.
    public init(_ name: String, _ items: ChoiceCorpus) {
      self.name = name
      self.items = items
    }
  }

  /// - Parameter formats: two, or ``SteeringLimits/formatRatio`` is nil.
  public init(pairs: PairCorpus, items: Corpora.Split<ChoiceCorpus>, formats: [Format]) {
    self.pairs = pairs
    self.items = items
    self.formats = formats
  }

  var texts: [[[Int]]] {
    [pairs.positive, pairs.negative]
      + ([items.select, items.test] + formats.map(\.items)).flatMap(\.texts)
  }

  var templates: [String] {
    pairs.templates + ([items.select, items.test] + formats.map(\.items)).flatMap(\.templates)
  }
}

/// A request in words to put before a prompt: for the behaviour, against it, or for nothing.
public struct Instruction: Hashable, Sendable {
  /// What is asked for.
  public let kind: Kind
  /// Which of the eight wordings; the first is the registered one.
  public let wording: Int

  /// What an instruction asks for.
  public enum Kind: String, CaseIterable, Sendable {
    /// The behaviour.
    case toward
    /// Its opposite; the planted model asks for nothing there where the behaviour is sentiment.
    case away
    /// Nothing that bears on it: the control for the others.
    case neutral
  }

  /// - Parameter wording: from 0 to ``wordings`` − 1; 0 is the registered one.
  public init(_ kind: Kind, wording: Int = 0) {
    self.kind = kind
    self.wording = wording
  }

  /// Wordings of each kind. The planted model has one request toward and one away, whatever the
  /// wording.
  public static let wordings = 8

  /// The wording that is an item's turn.
  static func inTurn(_ kind: Kind, _ item: Int) -> Instruction {
    Instruction(kind, wording: item % wordings)
  }

  /// Every wording of every kind.
  static let all = Kind.allCases.flatMap { kind in
    (0..<wordings).map { Instruction(kind, wording: $0) }
  }
}

/// Prompts with replies that show a behaviour and replies that do not.
public struct ChoiceCorpus: Sendable {
  /// [item][token], up to where the reply begins.
  public let prompts: [[Int]]
  /// Prompts of the same form and with the same replies where the behaviour should not matter; empty
  /// where there are none.
  public let controls: [[Int]]
  /// [item][wording]: the behaviour, and the lack of it.
  public let favored: [[[Int]]]
  /// [item][wording]: replies that lack the behaviour.
  public let opposed: [[[Int]]]
  /// The template of each item, its cluster in the statistics.
  public let templates: [String]
  private let rewritten: Rewriting
  private let rewrittenControl: Rewriting?
  /// Index of each item in the corpus that this one was thinned from.
  private let origin: [Int]

  /// The prompt of an item, by its index, after an instruction.
  public typealias Rewriting = @Sendable (Int, Instruction) -> [Int]

  /// - Parameters:
  ///   - rewrittenControl: the control prompt after an instruction; nil where nothing asks for it.
  public init(
    prompts: [[Int]], controls: [[Int]] = [], favored: [[[Int]]], opposed: [[[Int]]],
    templates: [String], rewrittenControl: Rewriting? = nil, rewritten: @escaping Rewriting
  ) {
    self.init(
      prompts: prompts, controls: controls, favored: favored, opposed: opposed,
      templates: templates, origin: Array(prompts.indices), rewritten: rewritten,
      rewrittenControl: rewrittenControl)
  }

  private init(
    prompts: [[Int]], controls: [[Int]], favored: [[[Int]]], opposed: [[[Int]]],
    templates: [String], origin: [Int], rewritten: @escaping Rewriting,
    rewrittenControl: Rewriting?
  ) {
    self.prompts = prompts
    self.controls = controls
    self.favored = favored
    self.opposed = opposed
    self.templates = templates
    self.origin = origin
    self.rewritten = rewritten
    self.rewrittenControl = rewrittenControl
  }

  /// Items.
  public var count: Int { prompts.count }

  /// The prompts after a request in words.
  public func prompts(after instruction: Instruction) -> [[Int]] {
    origin.map { rewritten($0, instruction) }
  }

  /// The control prompts after a request in words; empty where these are not rewritten.
  public func controls(after instruction: Instruction) -> [[Int]] {
    guard let rewrittenControl else { return [] }
    return origin.map { rewrittenControl($0, instruction) }
  }

  /// Each item's prompt after its own one of the eight wordings, in turn: what no single wording decides.
  public func prompts(afterEvery kind: Instruction.Kind) -> [[Int]] {
    origin.indices.map { rewritten(origin[$0], .inTurn(kind, $0)) }
  }

  /// The same with the control prompts; empty where these are not rewritten.
  public func controls(afterEvery kind: Instruction.Kind) -> [[Int]] {
    guard let rewrittenControl else { return [] }
    return origin.indices.map { rewrittenControl(origin[$0], .inTurn(kind, $0)) }
  }

  /// About `count` items, evenly spaced, so that every template keeps its share.
  public func thinned(to count: Int) -> ChoiceCorpus { picking(spread(count, over: self.count)) }

  /// - Parameter names: other templates for the items picked; nil keeps their own.
  public func picking(_ kept: [Int], templates names: [String]? = nil) -> ChoiceCorpus {
    ChoiceCorpus(
      prompts: kept.map { prompts[$0] },
      controls: controls.isEmpty ? [] : kept.map { controls[$0] },
      favored: kept.map { favored[$0] }, opposed: kept.map { opposed[$0] },
      templates: names ?? kept.map { templates[$0] }, origin: kept.map { origin[$0] },
      rewritten: rewritten, rewrittenControl: rewrittenControl)
  }

  /// The same for statements, whose every item is hashed after the first wording of each kind.
  var textsInEveryKind: [[[Int]]] {
    [prompts, controls] + Instruction.Kind.allCases.map { prompts(after: Instruction($0)) }
      + [favored.flatMap(\.self), opposed.flatMap(\.self)]
  }

  /// Everything that a hash must cover: one item shows what each instruction says.
  var texts: [[[Int]]] {
    [
      prompts, controls, favored.flatMap(\.self), opposed.flatMap(\.self),
      prompts.isEmpty ? [] : Instruction.all.map { rewritten(origin[0], $0) },
    ]
  }
}
