import Inference
import Protocols
import Statistics
import Steering

/// What a steering vector should not be made of: a taste for a word or a letter, or the length of a
/// text.
struct Nuisance: Sendable {
  /// "yes − no", "A − B" or "long − short".
  let name: String
  /// The mean difference of texts that differ in it, read at the last token.
  let vector: SteeringVector
}

extension Laboratory {
  /// yes−no and A−B: texts that differ in their last word alone. Length: the same tokens read at
  /// the end of a passage, and alone. The tiny vocabulary has no letters.
  func nuisances() throws -> [Nuisance] {
    let words = subject.isInstrumentCheck ? Self.tinyWords : Self.englishWords
    func encoded(_ texts: [String]) -> [[Int]] { texts.map { model.tokenizer.encodePrompt($0) } }
    let byWord = try words.map { name, carriers, first, second in
      Nuisance(
        name: name,
        vector: try .meanDifference(
          pairs: encoded(carriers.map { "\($0) \(first)" }),
          encoded(carriers.map { "\($0) \(second)" }), on: model))
    }
    let passages = passages(.select).ids.filter { $0.count >= 2 * Self.shortText }
    let texts = spread(Self.passagesForLength, over: passages.count).map { passages[$0] }
    let length = Nuisance(
      name: "long − short",
      vector: try .meanDifference(
        pairs: texts, texts.map { Array($0.suffix(Self.shortText)) }, on: model))
    return byWord + [length]
  }

  private static let shortText = 8
  private static let passagesForLength = 16

  private typealias WordContrast = (
    name: String, carriers: [String], first: String, second: String
  )

  private static let englishWords: [WordContrast] = [
    (
      "yes − no",
      [
        "Is it raining today?", "Did the train arrive on time?", "Is the shop open on Sunday?",
        "Have you seen my keys?", "Does this bus go downtown?", "Was the meeting moved to Friday?",
        "Is there any coffee left?", "Can we take the early ferry?", "Do they live near the lake?",
        "Has the parcel come?",
      ], "Yes", "No"
    ),
    (
      "A − B",
      [
        "The right option is", "She chose answer", "Please turn to page",
        "The train leaves from platform",
        "His blood type is", "We sat in block", "The best film of the two was film",
        "My answer is option",
        "The label on the box says", "They were put in group",
      ], "A", "B"
    ),
  ]

  private static let tinyWords: [WordContrast] = [
    (
      "yes − no",
      [
        "user our friend saw a garden . assistant", "user my teacher opened one letter . assistant",
        "user their baker moved every basket . assistant",
        "user her sister carried some window . assistant",
        "user your doctor counted another chair . assistant",
        "user his captain noticed a bridge . assistant",
      ], "yes", "no"
    )
  ]
}
