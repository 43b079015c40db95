/// Cuts a text into the pieces of a vocabulary whose scores (log-probabilities) have the largest sum.
///
/// Takes time linear in the text, times the length of the longest piece. Source: Kudo, "Subword
/// Regularization" (2018), <https://arxiv.org/abs/1804.10959>, section 3.2; ties and the penalty of an unknown
/// character as in SentencePiece.
struct UnigramSegmenter: Sendable {
  /// What a stretch of the text is.
  enum Segment: Equatable {
    case piece(Int32)
    /// The bytes of one character that no piece covers.
    case unknown(Range<Int>)
  }

  /// Node and byte → node.
  private var children: [UInt64: Int32] = [:]
  /// [nodes] The piece that ends at a node, or -1.
  private var pieceAt: [Int32] = [-1]
  private let scores: [Float]
  private let unknownScore: Float

  /// - Parameter pieces: the pieces that text may become; others are nil.
  init(_ pieces: [[UInt8]?], scores: [Float]) {
    self.scores = scores
    var least = Float.infinity
    for (id, piece) in pieces.enumerated() {
      guard let piece, !piece.isEmpty else { continue }
      least = min(least, scores[id])
      var node: Int32 = 0
      for byte in piece {
        let key = Self.key(node, byte)
        if let next = children[key] {
          node = next
        } else {
          pieceAt.append(-1)
          let next = Int32(pieceAt.count - 1)
          children[key] = next
          node = next
        }
      }
      pieceAt[Int(node)] = Int32(id)
    }
    unknownScore = (least.isFinite ? least : 0) - 10
  }

  private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 8 | UInt64(byte)
  }

  /// - Parameter text: UTF-8.
  func segments(of text: [UInt8]) -> [Segment] {
    /// The best way to reach an offset: its score, where its last segment began and what that is.
    struct Way {
      var score = -Float.infinity
      var start = -1
      var piece: Int32 = -1
    }
    var best = [Way](repeating: Way(), count: text.count + 1)
    best[0].score = 0
    var start = 0
    while start < text.count {
      let length = Self.width(of: text[start])
      let score = best[start].score
      func offer(_ end: Int, _ candidate: Float, _ piece: Int32) {
        // The first way of a score is kept: the one whose last piece is longest.
        if best[end].start < 0 || candidate > best[end].score {
          best[end] = Way(score: candidate, start: start, piece: piece)
        }
      }
      var hasCharacter = false
      var node: Int32 = 0
      var end = start
      while end < text.count, let next = children[Self.key(node, text[end])] {
        node = next
        end += 1
        let piece = pieceAt[Int(node)]
        guard piece >= 0 else { continue }
        offer(end, score + scores[Int(piece)], piece)
        hasCharacter = hasCharacter || end - start == length
      }
      let after = min(start + length, text.count)
      if !hasCharacter { offer(after, score + unknownScore, -1) }
      start = after
    }
    var segments: [Segment] = []
    var end = text.count
    while end > 0 {
      let way = best[end]
      segments.append(way.piece >= 0 ? .piece(way.piece) : .unknown(way.start..<end))
      end = way.start
    }
    return segments.reversed()
  }

  /// Bytes of the character that begins with a byte.
  private static func width(of byte: UInt8) -> Int {
    switch byte {
    case 0xF0...: 4
    case 0xE0...: 3
    case 0xC0...: 2
    default: 1
    }
  }
}
