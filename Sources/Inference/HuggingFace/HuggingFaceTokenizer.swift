import StrictJSON

/// A tokenizer.json (and what tokenizer_config.json adds) as the arrays that our tokenizers are built from.
///
/// Byte-level BPE, and SentencePiece's BPE and unigram models with byte fallback.
/// Source: <https://huggingface.co/docs/tokenizers>.
struct HuggingFaceTokenizer {
  let chatTemplate: String?
  private let pieces: [[UInt8]]
  private let types: [Int32]
  private let merges: [[UInt8]]
  private let isByteLevel: Bool
  private let isUnigram: Bool
  private let unigramScores: [Float]
  private let rule: PreTokenizer
  private let normalizesToNFC: Bool
  private let addsSpacePrefix: Bool
  private let strippingTokens: Set<String>
  private let beginningOfSequence: Int?
  private let endOfSequence: Int?
  private let addsBeginningOfSequence: Bool

  private static let file = "tokenizer.json"

  /// - Parameters:
  ///   - settings: tokenizer_config.json.
  ///   - model: config.json.
  ///   - vocabularySize: the model's, which may be larger than the vocabulary.
  /// - Throws: ``HuggingFaceError`` for a field that is missing or of a kind that is not known.
  init(
    _ object: JSONObject, settings: JSONObject?, model: JSONObject, vocabularySize: Int
  ) throws {
    func bad(_ field: String, _ expected: String, _ got: JSONValue?) -> HuggingFaceError {
      .badField(
        file: Self.file, field: field, expected: expected, got: got?.summary ?? "nothing")
    }
    guard let bpe = object["model"]?.object,
      ["BPE", "Unigram"].contains(bpe["type"]?.text ?? "BPE")
    else { throw bad("model.type", "BPE or Unigram", object.value(at: "model.type")) }
    isUnigram = bpe["type"]?.text == "Unigram"
    var pieces = [[UInt8]?](repeating: nil, count: vocabularySize)
    var types = [Int32](repeating: TokenType.unused.rawValue, count: vocabularySize)
    func place(_ id: JSONValue?, _ field: String) throws -> Int {
      guard let index = id?.integer, pieces.indices.contains(index) else {
        throw bad(field, "an id in 0..<\(vocabularySize), the model's vocabulary", id)
      }
      return index
    }
    let hasByteTokens = bpe["byte_fallback"]?.bool ?? false
    var scores = [Float](repeating: 0, count: vocabularySize)
    func take(_ piece: String, _ id: Int) {
      pieces[id] = Array(piece.utf8)
      let isByte = hasByteTokens && piece.utf8.count == 6 && piece.hasPrefix("<0x")
      types[id] = (isByte ? TokenType.byte : .normal).rawValue
    }
    if isUnigram {
      for (id, entry) in (bpe["vocab"]?.list ?? []).enumerated() {
        guard let pair = entry.list, pair.count == 2, let piece = pair[0].text,
          let score = pair[1].number, pieces.indices.contains(id)
        else {
          throw bad("model.vocab.\(id)", "a piece and its score, of the model's vocabulary", entry)
        }
        take(piece, id)
        scores[id] = Float(score)
      }
    } else {
      guard let vocabulary = bpe["vocab"]?.object else {
        throw bad("model.vocab", "an object", bpe["vocab"])
      }
      for member in vocabulary.members {
        take(member.key, try place(member.value, "model.vocab.\(quoted(member.key))"))
      }
    }
    unigramScores = scores
    var stripping: Set<String> = []
    for (index, added) in (object["added_tokens"]?.list ?? []).enumerated() {
      let field = "added_tokens.\(index)"
      guard let token = added.object, let content = token["content"]?.text else {
        throw bad(field, "an object with content and id", added)
      }
      let id = try place(token["id"], "\(field).id")
      pieces[id] = Array(content.utf8)
      let isSpecial = token["special"]?.bool ?? false
      types[id] = (isSpecial ? TokenType.control : .userDefined).rawValue
      if token["rstrip"]?.bool == true { stripping.insert(content) }
    }
    let unknown =
      bpe["unk_id"]?.integer
      ?? bpe["unk_token"]?.text.flatMap { bpe["vocab"]?.object?[$0]?.integer }
    if let id = unknown, types.indices.contains(id) {
      types[id] = TokenType.unknown.rawValue
    }
    self.pieces = pieces.enumerated().map { $1 ?? Array("[PAD\($0)]".utf8) }
    self.types = types
    strippingTokens = stripping
    merges = try (bpe["merges"]?.list ?? []).enumerated().map { index, merge in
      if let text = merge.text { return Array(text.utf8) }
      guard let sides = merge.list, sides.count == 2, let left = sides[0].text,
        let right = sides[1].text
      else { throw bad("model.merges.\(index)", "two pieces", merge) }
      return Array("\(left) \(right)".utf8)
    }
    isByteLevel = !hasByteTokens && !isUnigram

    let steps = Self.steps(object["pre_tokenizer"], "pretokenizers")
    let normalizers = Self.steps(object["normalizer"], "normalizers")
    normalizesToNFC = normalizers.contains { $0["type"]?.text == "NFC" }
    for step in normalizers {
      let type = step["type"]?.text ?? ""
      guard ["NFC", "Prepend", "Replace"].contains(type) else {
        throw bad("normalizer.type", "NFC, or SentencePiece's Prepend and Replace", step["type"])
      }
    }
    addsSpacePrefix =
      normalizers.contains { $0["type"]?.text == "Prepend" }
      || steps.contains {
        $0["type"]?.text == "Metaspace" && $0["prepend_scheme"]?.text ?? "always" != "never"
          && $0["add_prefix_space"]?.bool ?? true
      }
    rule =
      isByteLevel
      ? try PreTokenizer(steps, ignoresMerges: bpe["ignore_merges"]?.bool ?? false) : .gpt2

    // Special tokens by name, or by the ids of the model's configuration.
    let ids = Dictionary(
      self.pieces.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    func named(_ key: String) -> Int? {
      let setting = settings?[key]
      let name = setting?.text ?? setting?.object?["content"]?.text
      let listed = model["\(key)_id"]
      return name.flatMap { ids[Array($0.utf8)] } ?? listed?.integer
        ?? listed?.list?.first?.integer
    }
    let opening = Self.opening(object["post_processor"]).flatMap { ids[Array($0.utf8)] }
    beginningOfSequence = opening ?? named("bos_token")
    endOfSequence = named("eos_token")
    addsBeginningOfSequence = settings?["add_bos_token"]?.bool ?? (opening != nil)
    chatTemplate =
      settings?["chat_template"]?.text
      ?? settings?["chat_template"]?.list?.lazy.compactMap(\.object)
      .first { $0["name"]?.text == "default" }?["template"]?.text
  }

  /// - Throws: ``TokenizerError`` when the arrays contradict each other.
  func tokenizer() throws -> any Tokenizer {
    if isByteLevel {
      return try BytePairTokenizer(
        pieces: pieces, types: types, merges: merges, preTokenizer: rule.rawValue,
        beginningOfSequence: beginningOfSequence, endOfSequence: endOfSequence,
        addsBeginningOfSequence: addsBeginningOfSequence, normalizesToNFC: normalizesToNFC)
    }
    return try SentencePieceTokenizer(
      pieces: pieces, types: types, scores: scores(), beginningOfSequence: beginningOfSequence,
      endOfSequence: endOfSequence, addsBeginningOfSequence: addsBeginningOfSequence,
      addsSpacePrefix: addsSpacePrefix, strippingTokens: strippingTokens,
      model: isUnigram ? .unigram : .bytePair)
  }

  /// A piece scores higher the earlier a merge makes it; merges are written in the order of the scores.
  private func scores() -> [Float] {
    if isUnigram { return unigramScores }
    var earliest: [[UInt8]: Int] = [:]
    for (rank, merge) in merges.enumerated() {
      let piece = merge.filter { $0 != UInt8(ascii: " ") }
      if earliest[piece] == nil { earliest[piece] = rank }
    }
    return pieces.map { -Float(earliest[$0] ?? merges.count) }
  }

  /// A step, or the steps of a sequence of them.
  private static func steps(_ value: JSONValue?, _ list: String) -> [JSONObject] {
    guard let object = value?.object else { return [] }
    guard object["type"]?.text == "Sequence" else { return [object] }
    return (object[list]?.list ?? []).compactMap(\.object)
  }

  /// The token that a post-processor puts before a text.
  private static func opening(_ value: JSONValue?) -> String? {
    steps(value, "processors").lazy.compactMap {
      $0["single"]?.list?.first?.object?["SpecialToken"]?.object?["id"]?.text
    }.first
  }
}

extension PreTokenizer {
  /// The rule that the steps of a byte-level pre-tokenizer amount to.
  ///
  /// - Throws: ``TokenizerError/unknownPreTokenizer(name:known:)`` with the expression that is not known.
  fileprivate init(_ steps: [JSONObject], ignoresMerges: Bool) throws {
    let expressions = steps.compactMap { $0.value(at: "pattern.Regex")?.text }
    let splitsDigits = steps.contains {
      $0["type"]?.text == "Digits" && $0["individual_digits"]?.bool == true
    }
    switch expressions.first {
    case nil: self = splitsDigits ? .smollm : .gpt2
    case Self.llama3Expression: self = ignoresMerges ? .llama3 : .dbrx
    case Self.qwen2Expression: self = .qwen2
    case Self.gpt2Expression: self = splitsDigits ? .smollm : .gpt2
    case .some(let other):
      throw TokenizerError.unknownPreTokenizer(
        name: other, known: Self.allCases.map(\.rawValue))
    }
  }

  private static let gpt2Expression =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
  private static let llama3Expression =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  private static let qwen2Expression =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
}
