/// The rule that splits text into words before pairs are merged; no merge crosses a word's edge.
///
/// Each rule is the regular expression that the model was trained with, as one function from the
/// start of a word to its end. Raw values are the names in a GGUF file's `tokenizer.ggml.pre`.
/// Text is taken as it is: no Unicode normalisation.
enum PreTokenizer: String, CaseIterable, Sendable {
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2 = "gpt-2"
  /// Every `\p{N}` is a word of its own; GPT-2's rule between them.
  case smollm
  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*`
  /// `|\s*[\r\n]+|\s+(?!\S)|\s+`
  case llama3 = "llama-bpe"
  /// Llama 3's rule.
  case dbrx
  /// Llama 3's rule, but `\p{N}` is a word of its own.
  case qwen2

  init(name: String) throws {
    guard let known = Self(rawValue: name) else {
      throw TokenizerError.unknownPreTokenizer(name: name, known: Self.allCases.map(\.rawValue))
    }
    self = known
  }

  /// Whether a word that is itself a piece is taken whole, without merging.
  var takesKnownWordsWhole: Bool { self == .llama3 }

  /// Whether a model file that does not say so means a beginning-of-sequence token.
  var addsBeginningOfSequenceByDefault: Bool { self == .llama3 }

  /// The words of a text, as byte ranges that follow each other without a gap.
  /// Takes time linear in the text. `utf8` must be valid UTF-8.
  func words(in utf8: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    let text = ClassifiedText(utf8)
    var words: [Range<Int>] = []
    func split(_ range: Range<Int>, wordEnd: (_ start: Int, _ limit: Int) -> Int) {
      var start = range.lowerBound
      while start < range.upperBound {
        let end = wordEnd(start, range.upperBound)
        words.append(text.offsets[start]..<text.offsets[end])
        start = end
      }
    }
    let all = 0..<text.count
    switch self {
    case .gpt2:
      split(all, wordEnd: text.endOfGPT2Word)
    case .smollm:
      var start = 0
      while start < text.count {
        let number = text.endOfRun(from: start, limit: text.count) { $0 != .number }
        split(start..<number, wordEnd: text.endOfGPT2Word)
        let next = text.endOfRun(from: number, limit: text.count) { $0 == .number }
        split(number..<next) { start, _ in start + 1 }
        start = next
      }
    case .llama3, .dbrx:
      split(all) { text.endOfLlama3Word(from: $0, limit: $1, digits: 3) }
    case .qwen2:
      split(all) { text.endOfLlama3Word(from: $0, limit: $1, digits: 1) }
    }
    return words
  }
}

/// A text as scalars with their classes. Positions and limits are scalar indices.
private struct ClassifiedText {
  let scalars: [Unicode.Scalar]
  let classes: [ScalarClass]
  /// [count + 1] The byte offset of each scalar, then the length of the text.
  let offsets: [Int]

  var count: Int { scalars.count }

  init(_ utf8: UnsafeBufferPointer<UInt8>) {
    var scalars: [Unicode.Scalar] = []
    var offsets = [0]
    scalars.reserveCapacity(utf8.count)
    offsets.reserveCapacity(utf8.count + 1)
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      scalars.append(scalar)
      offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar))
    }
    self.scalars = scalars
    self.offsets = offsets
    classes = scalars.map(ScalarClass.init)
  }

  func endOfRun(from start: Int, limit: Int, where belongs: (ScalarClass) -> Bool) -> Int {
    var end = start
    while end < limit, belongs(classes[end]) { end += 1 }
    return end
  }

  func endOfGPT2Word(from start: Int, limit: Int) -> Int {
    if let end = endOfContraction(from: start, limit: limit, ignoringCase: false) { return end }
    let body = afterSpace(start, limit)
    let kind = classes[body]
    if kind != .space { return endOfRun(from: body, limit: limit) { $0 == kind } }
    return endOfSpaces(from: start, limit: limit)
  }

  func endOfLlama3Word(from start: Int, limit: Int, digits: Int) -> Int {
    if let end = endOfContraction(from: start, limit: limit, ignoringCase: true) { return end }
    if classes[start] == .number {
      return endOfRun(from: start, limit: min(limit, start + digits)) { $0 == .number }
    }
    let joinsWord = classes[start] != .letter && !isNewline(start) && start + 1 < limit
    let letters = joinsWord ? start + 1 : start
    if classes[letters] == .letter {
      return endOfRun(from: letters, limit: limit) { $0 == .letter }
    }
    let body = afterSpace(start, limit)
    if classes[body] == .other {
      var end = endOfRun(from: body, limit: limit) { $0 == .other }
      while end < limit, isNewline(end) { end += 1 }
      return end
    }
    let spaces = start..<endOfRun(from: start, limit: limit) { $0 == .space }
    if let newline = spaces.last(where: isNewline) { return newline + 1 }
    return endOfSpaces(from: start, limit: limit)
  }

  /// `\s+(?!\S)|\s+`: spaces before a word leave it their last one.
  private func endOfSpaces(from start: Int, limit: Int) -> Int {
    let end = endOfRun(from: start, limit: limit) { $0 == .space }
    return end < limit && end - start > 1 ? end - 1 : end
  }

  private func endOfContraction(from start: Int, limit: Int, ignoringCase: Bool) -> Int? {
    guard scalars[start] == "'", start + 1 < limit else { return nil }
    func letter(_ position: Int) -> Unicode.Scalar {
      let scalar = scalars[position]
      guard ignoringCase, case 0x41...0x5A = scalar.value else { return scalar }
      return Unicode.Scalar(UInt8(scalar.value) + 0x20)
    }
    switch letter(start + 1) {
    case "s", "t", "m", "d": return start + 2
    case "r", "v": return start + 2 < limit && letter(start + 2) == "e" ? start + 3 : nil
    case "l": return start + 2 < limit && letter(start + 2) == "l" ? start + 3 : nil
    default: return nil
    }
  }

  private func afterSpace(_ start: Int, _ limit: Int) -> Int {
    scalars[start] == " " && start + 1 < limit ? start + 1 : start
  }

  private func isNewline(_ position: Int) -> Bool {
    scalars[position] == "\n" || scalars[position] == "\r"
  }
}
