import StrictJSON

/// What can be wrong with the arrays a tokenizer is built from.
public enum TokenizerError: Error, Equatable, Sendable {
  /// A vocabulary without a single piece.
  case emptyVocabulary
  /// Two arrays that run over the same ids have different lengths.
  case lengthMismatch(array: String, expected: Int, got: Int)
  /// Two ids have the same piece, so text has no one encoding.
  case duplicatePiece(piece: String, first: Int, second: Int)
  /// A piece of GGUF type 6 that is not written `<0x00>` to `<0xFF>`.
  case malformedByteToken(id: Int, piece: String)
  /// A score by which nothing can be ordered.
  case scoreNotANumber(id: Int)
  /// A merge that is not two pieces with one space between them.
  case malformedMerge(index: Int, merge: String)
  /// A merge whose left side, right side or result is no piece of the vocabulary.
  case mergeOutsideVocabulary(index: Int, missing: String)
  /// A special id (beginning, end of sequence …) that is not an id of the vocabulary.
  case idOutOfRange(name: String, id: Int, vocabularySize: Int)
  /// A rule for splitting text into words that is not implemented.
  case unknownPreTokenizer(name: String, known: [String])
  /// A word vocabulary without the piece that stands for unknown words, or one named as special.
  case missingPiece(String)
  /// A word list with an entry that `encode` could never produce.
  case unreachableWord(id: Int, word: String)
}

extension TokenizerError: CustomStringConvertible {
  /// One line: the array and the id, what was expected, what is there.
  public var description: String {
    switch self {
    case .emptyVocabulary:
      "the vocabulary is empty"
    case .lengthMismatch(let array, let expected, let got):
      "\(array): expected \(expected) entries, one for each piece, got \(got)"
    case .duplicatePiece(let piece, let first, let second):
      "ids \(first) and \(second) have the same piece \(quoted(piece))"
    case .malformedByteToken(let id, let piece):
      "id \(id): expected a byte token <0x00> to <0xFF>, got \(quoted(piece))"
    case .scoreNotANumber(let id):
      "token scores: expected a number, got NaN at id \(id)"
    case .malformedMerge(let index, let merge):
      "merge \(index): expected two pieces with one space between, got \(quoted(merge))"
    case .mergeOutsideVocabulary(let index, let missing):
      "merge \(index): \(quoted(missing)) is not in the vocabulary"
    case .idOutOfRange(let name, let id, let vocabularySize):
      "\(name): expected an id in 0..<\(vocabularySize), got \(id)"
    case .unknownPreTokenizer(let name, let known):
      "unknown pre-tokenizer \(quoted(name)); known: \(known.joined(separator: ", "))"
    case .missingPiece(let piece):
      "\(quoted(piece)) is not in the vocabulary"
    case .unreachableWord(let id, let word):
      "id \(id): \(quoted(word)) is not one lower-case word or punctuation mark"
    }
  }
}
