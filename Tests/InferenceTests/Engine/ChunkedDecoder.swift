@testable import Inference

/// A sequence run through the cache in passes of a chosen number of rows, or with a fault at every
/// boundary between two passes.
struct ChunkedDecoder {
  enum Fault: CaseIterable {
    /// The cache forgets the keys and values of earlier passes.
    case losesCache
    /// The last token of a pass is run and cached again by the next.
    case repeatsKey
    /// Positions go on one too high.
    case skipsPosition
    /// The first row of a pass, its keys and values included, is that of another token.
    case wrongToken
  }

  let model: LanguageModel
  /// Rows of a pass; 1 decodes token by token.
  let chunk: Int
  var fault: Fault?

  /// Logits of every position.
  func logits(_ tokens: [Int], edits: [Edit] = []) throws -> [[Float]] {
    let workspace = Workspace(model.configuration, compute: model.compute)
    var context = newContext()
    var logits: [[Float]] = []
    for start in stride(from: 0, to: tokens.count, by: chunk) {
      var chunkTokens = Array(tokens[start..<min(start + chunk, tokens.count)])
      var unread = 0
      if start > 0 {
        switch fault {
        case nil: break
        case .losesCache:
          context = newContext()
          _ = context.extend(by: start)
        case .repeatsKey:
          chunkTokens.insert(tokens[start - 1], at: 0)
          unread = 1
        case .skipsPosition: _ = context.extend(by: 1)
        case .wrongToken:
          chunkTokens[0] = (chunkTokens[0] + 1) % model.configuration.vocabularySize
        }
      }
      var batch = PackedBatch()
      let member = batch.add(context, edits: edits)
      for (offset, position) in context.extend(by: chunkTokens.count).enumerated() {
        if offset >= unread {
          batch.readout.append((batch.rows.count, TreePosition(tree: 0, branch: 0, offset: offset)))
        }
        batch.rows.append(.init(context: member, position: position, token: chunkTokens[offset]))
      }
      model.forward(batch, workspace).run { block in
        for row in 0..<block.count { logits.append(Array(block[row])) }
      }
    }
    return logits
  }

  private func newContext() -> Context {
    Context(configuration: model.configuration, layers: 0..<model.configuration.layerCount)
  }
}
