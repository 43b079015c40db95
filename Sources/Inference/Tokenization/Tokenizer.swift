/// Turns text into the token ids a model reads, and ids back into text.
///
/// A tokenizer is an immutable value. Encoding never fails and never adds a beginning-of-sequence
/// token; ``encodePrompt(_:parsingControlTokens:)`` adds it where the model file asks for one.
public protocol Tokenizer: Sendable {
  /// Ids run over `0..<vocabularySize`.
  var vocabularySize: Int { get }
  /// The id that begins a sequence, where the model has one.
  var beginningOfSequence: Int? { get }
  /// The id that ends a sequence, where the model has one.
  var endOfSequence: Int? { get }
  /// Whether the model was trained with ``beginningOfSequence`` before every prompt.
  var addsBeginningOfSequence: Bool { get }
  /// The ids at which generation stops, ascending: end of sequence and end of turn.
  var endTokens: [Int] { get }

  /// The ids of a text, with the number of its bytes that no token stands for.
  ///
  /// With `parsingControlTokens` a control token's name in the text (`<|im_start|>`) becomes that
  /// token; without it, it is text like any other. Text from a user must be encoded without.
  func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding

  /// The ids of tokens and texts that follow each other. A text stays text, even where it spells a control
  /// token's name.
  func encode(_ pieces: [PromptPiece]) -> [Int]

  /// The bytes a token stands for; a control token's are its name. Empty for an id outside the
  /// vocabulary.
  func bytes(of id: Int) -> [UInt8]

  /// Whether a token steers the model (end of turn, beginning of sequence) instead of being text.
  func isControlToken(_ id: Int) -> Bool

  /// The text of the tokens; bytes that are not UTF-8 become U+FFFD.
  func decode(_ ids: [Int], skippingControlTokens: Bool) -> String
}

/// A part of a prompt: a token by its id, or text.
public enum PromptPiece: Sendable, Equatable {
  case token(Int)
  case text(String)
}

/// The ids of a text and what was lost on the way.
public struct TokenEncoding: Sendable, Equatable {
  /// In the order of the text.
  public var ids: [Int]
  /// How many bytes of the text no token of the vocabulary stands for. Above 0 the text that the
  /// model reads is not the text that was given, which a user should be told.
  public var lostByteCount: Int

  /// The encoding of an empty text, unless told otherwise.
  public init(ids: [Int] = [], lostByteCount: Int = 0) {
    self.ids = ids
    self.lostByteCount = lostByteCount
  }
}

extension Tokenizer {
  /// The ids of a text; see ``encodeReportingLoss(_:parsingControlTokens:)``.
  public func encode(_ text: String, parsingControlTokens: Bool = false) -> [Int] {
    encodeReportingLoss(text, parsingControlTokens: parsingControlTokens).ids
  }

  /// The ids of a text that begins a sequence: preceded by the beginning-of-sequence token where the
  /// model file asks for it.
  public func encodePrompt(_ text: String, parsingControlTokens: Bool = false) -> [Int] {
    sequenceStart + encode(text, parsingControlTokens: parsingControlTokens)
  }

  /// Each text by itself, whatever stands before it.
  public func encode(_ pieces: [PromptPiece]) -> [Int] {
    pieces.flatMap { piece in
      switch piece {
      case .token(let id): [id]
      case .text(let text): encode(text, parsingControlTokens: false)
      }
    }
  }

  /// The ids of a rendered conversation. Only the template's own control tokens become control
  /// tokens; whatever the messages contain stays text, and so does the name of one that this vocabulary
  /// has not.
  public func encode(chat segments: [ChatSegment]) -> [Int] {
    var pieces: [PromptPiece] = []
    func add(_ text: String) {
      if case .text(let before) = pieces.last {
        pieces[pieces.count - 1] = .text(before + text)
      } else {
        pieces.append(.text(text))
      }
    }
    for segment in segments {
      switch segment {
      case .control(let name):
        let ids = encode(name, parsingControlTokens: true)
        if ids.count == 1, isControlToken(ids[0]) {
          pieces.append(.token(ids[0]))
        } else {
          add(name)
        }
      case .text(let text): add(text)
      }
    }
    return sequenceStart + encode(pieces)
  }

  /// The text of the tokens, control tokens spelled out.
  public func decode(_ ids: [Int]) -> String { decode(ids, skippingControlTokens: false) }

  /// All bytes one after the other, so that a character cut by tokens is whole again.
  public func decode(_ ids: [Int], skippingControlTokens: Bool) -> String {
    let kept = skippingControlTokens ? ids.filter { !isControlToken($0) } : ids
    return String(decoding: kept.flatMap(bytes(of:)), as: UTF8.self)
  }

  /// The text of tokens that others may follow: a character that is cut at the end is left out. What follows only
  /// ever adds to it.
  public func decodeWhole(_ ids: [Int], skippingControlTokens: Bool = false) -> String {
    let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
    var bytes = Array(decode(ids, skippingControlTokens: skippingControlTokens).utf8)
    while bytes.suffix(3) == replacement[...] { bytes.removeLast(3) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private var sequenceStart: [Int] {
    addsBeginningOfSequence ? beginningOfSequence.map { [$0] } ?? [] : []
  }
}
