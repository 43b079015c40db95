import Testing

/// The input that the project promises to survive, one row for each kind.
///
/// Expected unless the row says otherwise: a typed error that names field and byte, no trap, no
/// allocation above the bytes that remain, no read past the end, and status 3 from the command.
public enum ReliabilityList {
  public struct Row: Sendable, CustomTestStringConvertible {
    public let number: Int
    public let title: String
    public var testDescription: String { "row \(number): \(title)" }
  }

  public static let rows = titles.enumerated().map { Row(number: $0 + 1, title: $1) }

  private static let titles = [
    "empty file; only GGUF",
    "bad magic; a saved HTML page; a Git-LFS pointer",
    "version 0, 1, 4; byte-swapped 3",
    "tensor count 2⁶⁴−1; key count 5·10⁸ in 24 bytes",
    "string length 2⁶⁴−1, or more than remains",
    "key empty, duplicate, non-ASCII, over 65,535 bytes",
    "unknown value type",
    "array length 2⁶³",
    "arrays nested deep",
    "alignment 0, 13, 2³¹, wrong type",
    "5 dimensions, 2³²−1 dimensions",
    "dimension 0 or negative",
    "dimension product wraps to 0 or negative",
    "element count fits, byte count wraps",
    "two tensors' sizes sum past 2⁶⁴",
    "padding addition wraps",
    "size truncated to 32 bits",
    "tensor type out of range; row not a multiple of the block",
    "offset misaligned, past the end, overlapping, gapped, offset + size wraps",
    "region smaller than its type needs",
    "data truncated; file shrunk after it was mapped",
    "duplicate tensor name; name of 63, 64, 65 bytes",
    "NaN or infinity in a weight or scale",
    "block_count of wrong type, 0, 513; head_count 0; key/value heads that do not divide",
    "1-token vocabulary without eos (accept); eos = 2³²−1",
    "tokens, scores, types of different lengths; a merge without a space",
    "byte token <0x-1>",
    "chat template with code, endless loop, 10 MB (never executed)",
    "escape codes, newlines, |, HTML in a name (accept; escape on output)",
    "under 8 bytes; header length 2⁶⁴−1, over 100,000,000, over the file",
    "header not UTF-8, not an object, 513 deep",
    "duplicate or canonically equal names",
    "offsets reversed, gapped, overlapping, ten tensors on one range, trailing bytes",
    "shape × dtype ≠ range; shape [2, 2⁶⁴−2]",
    "unknown dtype",
    "integers written 1e3, 2.0, negative",
    "zero-size tensor; scalar shape [] (accept)",
    "43,000 × A; 131,072 × Z; 10⁶ × ^; very many blank lines (succeed)",
    "2k → 32k characters takes near-linear time",
    "invalid UTF-8, NUL; a literal <|im_start|> stays text unless control ids are asked for",
  ]
}
