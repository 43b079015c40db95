import Files
import Foundation
import Steering

/// The texts of one behaviour in the second protocol: pairs that its vector is made from, dialogues with matched
/// controls that the vector's effect is measured on.
public struct DialogueCorpus: Sendable {
  /// What the behaviour's vector is made from.
  public let pairs: PairCorpus
  /// Items, each with its control. No template is in both parts.
  public let items: Corpora.Split<ChoiceCorpus>
  /// The test items in the model's own chat template; nil where it has none.
  public let chat: ChoiceCorpus?
  /// The test items' questions alone, which show what the model knows [item][token]; empty where an item asks
  /// for no fact.
  public let plain: [[Int]]
  /// The test items where the user claims what is so [item][token]; empty but for sycophancy.
  public let rightful: [[Int]]

  /// - Parameters:
  ///   - plain, rightful: of the test items, in their order; empty where there are none.
  public init(
    pairs: PairCorpus, items: Corpora.Split<ChoiceCorpus>, chat: ChoiceCorpus? = nil,
    plain: [[Int]] = [], rightful: [[Int]] = []
  ) {
    self.pairs = pairs
    self.items = items
    self.chat = chat
    self.plain = plain
    self.rightful = rightful
  }

  var texts: [[[Int]]] {
    [pairs.positive, pairs.negative] + items.select.texts + items.test.texts
      + (chat?.texts ?? []) + [plain, rightful]
  }

  var templates: [String] { pairs.templates + items.select.templates + items.test.templates }
}

/// The dialogues of every behaviour.
public struct Dialogues: Sendable {
  /// SHA-256 of everything below, for findings.
  public let hash: String
  private let behaviors: [Behavior: DialogueCorpus]

  /// ``hash`` is made from the texts and their templates.
  public init(_ behaviors: [Behavior: DialogueCorpus]) {
    let corpora = Behavior.allCases.compactMap { behaviors[$0] }
    hash = Corpora.hash(corpora.flatMap(\.texts), corpora.flatMap(\.templates))
    self.behaviors = behaviors
  }

  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` when there are no texts for it.
  public func callAsFunction(_ behavior: Behavior) throws -> DialogueCorpus {
    guard let corpus = behaviors[behavior] else {
      throw SteeringError.nothingToMeasure("there are no dialogues for \(behavior.rawValue)")
    }
    return corpus
  }
}
