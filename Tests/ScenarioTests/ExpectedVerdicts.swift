import Claims

/// The ledger: what each claim is expected to be on each model.
///
/// A claim that comes out otherwise fails here, in either direction. The answer is to change this table
/// and the prose together, never δ, a layer, a lexicon or the data.
let ledger: Ledger = [
  "S01.1": [
    "planted": .supported, "smollm2-135m": .supported,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .supported,
  ],
  "S02.1": [
    "planted": .supported, "smollm2-135m": .supported,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .supported,
  ],
  "S03.1": [
    "planted": .supported, "smollm2-135m": .refuted(.equivalent),
    "gemma-3-270m": .refuted(.equivalent), "qwen2.5-coder-0.5b": .refuted(.opposite),
  ],
  "S03.2": [
    "planted": .supported, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .refuted(.opposite), "qwen2.5-coder-0.5b": .refuted(.equivalent),
  ],
  "S04.1": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .notTestable,
  ],
  "S06.1": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .notTestable,
  ],
  "S07.1": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .notTestable,
  ],
  "S08.1": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .notTestable,
  ],
  "S12.1": [
    "planted": .supported, "smollm2-135m": .supported,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .supported,
  ],
  "S15.1": [
    "planted": .supported, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .inconclusive,
  ],
  "S17.1": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .notTestable,
  ],
  // Protocol 2. The planted sentiment is a preference for words, which S01.2 has to refute and S03.3 cannot locate;
  // `SelectivityTests` and `S03PeakDepthTests` have models on which they are found.
  "S01.2": [
    "planted": .refuted(.equivalent), "smollm2-135m": .supported,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .supported,
  ],
  "S03.3": [
    "planted": .notTestable, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .refuted(.opposite),
  ],
  "S04.2": [
    "planted": .supported, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .inconclusive,
  ],
  "S06.2": [
    "planted": .supported, "smollm2-135m": .supported,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .refuted(.equivalent),
  ],
  "S07.2": [
    "planted": .supported, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable, "qwen2.5-coder-0.5b": .inconclusive,
  ],
  "S08.2": [
    "planted": .supported, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .refuted(.equivalent),
  ],
]
