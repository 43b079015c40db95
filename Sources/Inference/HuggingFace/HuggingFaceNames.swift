/// How a Hugging Face folder of a family names what a GGUF file names otherwise.
struct HuggingFaceNames: Sendable {
  /// What `model_type` in config.json may be.
  var modelTypes: [String] = []
  /// GGUF field → where config.json has it, the first that is there; a dot leads into an object.
  var fields: [String: [String]]
  /// GGUF tensor without ".weight" or ".bias", N the block's number → its name in the folder.
  var tensors: [String: String]
  /// How the folder stores a tensor that is not stored as in a GGUF file, by GGUF name.
  var layouts: [String: Layout] = [:]
  /// How many times the width the hidden layer is, where a folder may leave out its size.
  var feedForwardPerWidth: Int?
  /// Ends of names of tensors that are no weights: masks and tables that older versions saved.
  var ignored: [String] = []

  enum Layout: Sendable {
    /// [inputs, outputs].
    case transposed
    /// Less 1, as norms of Gemma are.
    case minusOne
    /// Rows of a head in the order (i, i + half) where GGUF has (2i, 2i + 1).
    case rotaryHalves
    /// Rows by head: its query, key and value, where GGUF has all queries first.
    case byHead
  }

  func with(modelTypes: [String]) -> HuggingFaceNames {
    var copy = self
    copy.modelTypes = modelTypes
    return copy
  }

  func withRotaryPairs(modelTypes: [String]) -> HuggingFaceNames {
    var copy = with(modelTypes: modelTypes)
    copy.layouts["blk.N.attn_q"] = .rotaryHalves
    copy.layouts["blk.N.attn_k"] = .rotaryHalves
    return copy
  }
}

extension HuggingFaceNames {
  static let llama = HuggingFaceNames(
    fields: [
      "block_count": ["num_hidden_layers"],
      "embedding_length": ["hidden_size"],
      "attention.head_count": ["num_attention_heads"],
      "attention.head_count_kv": ["num_key_value_heads"],
      "attention.key_length": ["head_dim"],
      "feed_forward_length": ["intermediate_size"],
      "context_length": ["max_position_embeddings"],
      "attention.layer_norm_rms_epsilon": ["rms_norm_eps"],
      "attention.sliding_window": ["sliding_window"],
      "rope.freq_base": ["rope_theta", "rope_parameters.rope_theta"],
      "rope.scaling.type": [
        "rope_scaling.rope_type", "rope_scaling.type", "rope_parameters.rope_type",
      ],
      "rope.scaling.factor": ["rope_scaling.factor", "rope_parameters.factor"],
      "rope.rotated_part": ["partial_rotary_factor", "rope_parameters.partial_rotary_factor"],
      "activation": ["hidden_act", "hidden_activation"],
    ],
    tensors: [
      "token_embd": "model.embed_tokens",
      "output_norm": "model.norm",
      "output": "lm_head",
      "blk.N.attn_norm": "model.layers.N.input_layernorm",
      "blk.N.attn_q": "model.layers.N.self_attn.q_proj",
      "blk.N.attn_k": "model.layers.N.self_attn.k_proj",
      "blk.N.attn_v": "model.layers.N.self_attn.v_proj",
      "blk.N.attn_q_norm": "model.layers.N.self_attn.q_norm",
      "blk.N.attn_k_norm": "model.layers.N.self_attn.k_norm",
      "blk.N.attn_output": "model.layers.N.self_attn.o_proj",
      "blk.N.ffn_norm": "model.layers.N.post_attention_layernorm",
      "blk.N.ffn_gate": "model.layers.N.mlp.gate_proj",
      "blk.N.ffn_up": "model.layers.N.mlp.up_proj",
      "blk.N.ffn_down": "model.layers.N.mlp.down_proj",
    ],
    ignored: [".rotary_emb.inv_freq"])

  static let gemma: HuggingFaceNames = {
    var names = llama
    names.fields["attention.query_pre_attn_scalar"] = ["query_pre_attn_scalar"]
    names.fields["attn_logit_softcapping"] = ["attn_logit_softcapping"]
    names.fields["final_logit_softcapping"] = ["final_logit_softcapping"]
    names.fields["rope.freq_base_swa"] = ["rope_local_base_freq"]
    names.fields["activation"] = ["hidden_activation"]
    names.tensors["blk.N.post_attention_norm"] = "model.layers.N.post_attention_layernorm"
    names.tensors["blk.N.ffn_norm"] = "model.layers.N.pre_feedforward_layernorm"
    names.tensors["blk.N.post_ffw_norm"] = "model.layers.N.post_feedforward_layernorm"
    for norm in names.tensors.keys where norm.hasSuffix("norm") {
      names.layouts[norm] = .minusOne
    }
    return names
  }()

  static let olmo2: HuggingFaceNames = {
    var names = llama.with(modelTypes: ["olmo2"])
    names.tensors["blk.N.attn_norm"] = nil
    names.tensors["blk.N.ffn_norm"] = nil
    names.tensors["blk.N.post_attention_norm"] = "model.layers.N.post_attention_layernorm"
    names.tensors["blk.N.post_ffw_norm"] = "model.layers.N.post_feedforward_layernorm"
    return names
  }()

  static let phi3: HuggingFaceNames = {
    var names = llama.with(modelTypes: ["phi3"])
    for part in ["attn_q", "attn_k", "attn_v", "ffn_gate"] { names.tensors["blk.N.\(part)"] = nil }
    names.tensors["blk.N.attn_qkv"] = "model.layers.N.self_attn.qkv_proj"
    names.tensors["blk.N.ffn_up"] = "model.layers.N.mlp.gate_up_proj"
    return names
  }()

  static let gpt2 = HuggingFaceNames(
    modelTypes: ["gpt2"],
    fields: [
      "block_count": ["n_layer"],
      "embedding_length": ["n_embd"],
      "attention.head_count": ["n_head"],
      "feed_forward_length": ["n_inner"],
      "context_length": ["n_positions"],
      "attention.layer_norm_epsilon": ["layer_norm_epsilon"],
      "activation": ["activation_function"],
    ],
    tensors: [
      "token_embd": "transformer.wte",
      "position_embd": "transformer.wpe",
      "output_norm": "transformer.ln_f",
      "output": "lm_head",
      "blk.N.attn_norm": "transformer.h.N.ln_1",
      "blk.N.attn_qkv": "transformer.h.N.attn.c_attn",
      "blk.N.attn_output": "transformer.h.N.attn.c_proj",
      "blk.N.ffn_norm": "transformer.h.N.ln_2",
      "blk.N.ffn_up": "transformer.h.N.mlp.c_fc",
      "blk.N.ffn_down": "transformer.h.N.mlp.c_proj",
    ],
    layouts: [
      "blk.N.attn_qkv": .transposed, "blk.N.attn_output": .transposed,
      "blk.N.ffn_up": .transposed, "blk.N.ffn_down": .transposed,
    ],
    feedForwardPerWidth: 4,
    ignored: [".attn.bias", ".attn.masked_bias"])

  static let gptNeoX = HuggingFaceNames(
    modelTypes: ["gpt_neox"],
    fields: [
      "block_count": ["num_hidden_layers"],
      "embedding_length": ["hidden_size"],
      "attention.head_count": ["num_attention_heads"],
      "feed_forward_length": ["intermediate_size"],
      "context_length": ["max_position_embeddings"],
      "attention.layer_norm_epsilon": ["layer_norm_eps"],
      "rope.freq_base": ["rotary_emb_base", "rope_theta", "rope_parameters.rope_theta"],
      "rope.rotated_part": [
        "rotary_pct", "partial_rotary_factor",
        "rope_parameters.partial_rotary_factor",
      ],
      "rope.scaling.type": ["rope_scaling.rope_type", "rope_scaling.type"],
      "rope.scaling.factor": ["rope_scaling.factor"],
      "use_parallel_residual": ["use_parallel_residual"],
      "activation": ["hidden_act"],
    ],
    tensors: [
      "token_embd": "gpt_neox.embed_in",
      "output_norm": "gpt_neox.final_layer_norm",
      "output": "embed_out",
      "blk.N.attn_norm": "gpt_neox.layers.N.input_layernorm",
      "blk.N.attn_qkv": "gpt_neox.layers.N.attention.query_key_value",
      "blk.N.attn_output": "gpt_neox.layers.N.attention.dense",
      "blk.N.ffn_norm": "gpt_neox.layers.N.post_attention_layernorm",
      "blk.N.ffn_up": "gpt_neox.layers.N.mlp.dense_h_to_4h",
      "blk.N.ffn_down": "gpt_neox.layers.N.mlp.dense_4h_to_h",
    ],
    layouts: ["blk.N.attn_qkv": .byHead],
    ignored: [".attention.rotary_emb.inv_freq", ".attention.bias", ".attention.masked_bias"])
}
