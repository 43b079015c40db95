/// A named place in the forward pass where activations can be read and edited.
///
/// Printed and parsed by TransformerLens's names
/// (<https://transformerlensorg.github.io/TransformerLens>), e.g. `blocks.15.hook_resid_post`.
public enum HookPoint: Hashable, Sendable {
  /// Token embeddings, [dModel].
  case embed
  /// One of a block's places.
  case block(Int, BlockHook)
  /// The final norm's output, what the head reads, [dModel].
  case finalNorm

  /// A place in a block, in the order of the forward pass; raw values are TransformerLens's names.
  public enum BlockHook: String, CaseIterable, Sendable {
    /// The residual stream as it enters the block, [dModel].
    case residPre = "hook_resid_pre"
    /// Queries before the rotary embedding, [heads · headDim].
    case q = "attn.hook_q"
    /// Keys before the rotary embedding, [kvHeads · headDim].
    case k = "attn.hook_k"
    /// Values, [kvHeads · headDim].
    case v = "attn.hook_v"
    /// Attention probabilities over the keys so far, [heads · (position + 1)].
    case pattern = "attn.hook_pattern"
    /// The heads' outputs before the output projection, [heads · headDim].
    case z = "attn.hook_z"
    /// What attention writes to the residual stream, [dModel].
    case attnOut = "hook_attn_out"
    /// The residual stream between attention and MLP, [dModel].
    case residMid = "hook_resid_mid"
    /// The MLP's hidden layer after its activation, [feedForward].
    case mlpPost = "mlp.hook_post"
    /// What the MLP writes to the residual stream, [dModel].
    case mlpOut = "hook_mlp_out"
    /// The block's output, before the next block or the final norm, [dModel].
    case residPost = "hook_resid_post"
  }

  /// The output of a block.
  public static func residPost(_ layer: Int) -> HookPoint { .block(layer, .residPost) }

  /// The block it belongs to, or nil for the embedding and the final norm.
  public var layer: Int? {
    if case .block(let layer, _) = self { layer } else { nil }
  }
}

extension HookPoint: LosslessStringConvertible {
  /// Parses what ``description`` prints; nil for anything else.
  ///
  /// Whether a model has the layer is not asked.
  public init?(_ name: String) {
    switch name {
    case "hook_embed": self = .embed
    case "ln_final.hook_normalized": self = .finalNorm
    default:
      let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "blocks", let layer = Int(parts[1]), layer >= 0,
        String(layer) == parts[1], let hook = BlockHook(rawValue: String(parts[2]))
      else { return nil }
      self = .block(layer, hook)
    }
  }

  /// TransformerLens's name, such as `blocks.15.hook_resid_post`.
  public var description: String {
    switch self {
    case .embed: "hook_embed"
    case .block(let layer, let hook): "blocks.\(layer).\(hook.rawValue)"
    case .finalNorm: "ln_final.hook_normalized"
    }
  }
}

extension HookPoint: Comparable {
  /// The order in which a forward pass reaches them.
  public static func < (a: HookPoint, b: HookPoint) -> Bool { a.order < b.order }

  /// Stage (embedding, blocks, final norm), layer, place in the block.
  private var order: (Int, Int, Int) {
    switch self {
    case .embed: (0, 0, 0)
    case .block(let layer, let hook): (1, layer, BlockHook.allCases.firstIndex(of: hook) ?? 0)
    case .finalNorm: (2, 0, 0)
    }
  }
}
