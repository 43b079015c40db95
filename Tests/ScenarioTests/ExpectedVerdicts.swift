import Claims

/// The ledger: what each claim is expected to be on each model.
///
/// A claim that comes out otherwise fails here, in either direction. The answer is to change this table
/// and the prose together, never δ, a layer, a lexicon or the data.
let ledger: Ledger = [
  // The planted sentiment is a preference for words, which S01.2 has to refute and S03.3 and S12.2 cannot test, and the
  // vector of half of the depth is too short there to do harm at 5; `SelectivityTests`, `S03PeakDepthTests`,
  // `S12RobustnessTests` and the calibration have models on which these are found.
  "S01.2": [
    "planted": .refuted(.equivalent), "smollm2-135m": .supported,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .supported,
  ],
  "S02.2": [
    "planted": .refuted(.equivalent), "smollm2-135m": .supported,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .supported,
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
  "S12.2": [
    "planted": .notTestable, "smollm2-135m": .supported,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .supported,
  ],
  "S15.2": [
    "planted": .supported, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .inconclusive, "qwen2.5-coder-0.5b": .inconclusive,
  ],
  // The planted model cannot read what others wrote; `SetMeasurementTests` and `TwoKindsTests` have its instrument checks.
  "S24.9": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.10": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.11": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.12": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.13": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.14": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.15": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S24.16": [
    "planted": .notTestable, "smollm2-135m": .supported,
    "gemma-3-270m": .supported,
  ],
  "S25.3": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S25.4": [
    "planted": .notTestable, "smollm2-135m": .notTestable,
    "gemma-3-270m": .notTestable,
  ],
  "S25.5": [
    "planted": .notTestable, "smollm2-135m": .refuted(.equivalent),
    "gemma-3-270m": .refuted(.equivalent),
  ],
  "S25.6": [
    "planted": .notTestable, "smollm2-135m": .supported,
    "gemma-3-270m": .supported,
  ],
  "S26.1": [
    "planted": .notTestable, "smollm2-135m": .inconclusive,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .refuted(.equivalent),
  ],
  "S26.2": [
    "planted": .notTestable, "smollm2-135m": .supported,
    "gemma-3-270m": .supported, "qwen2.5-coder-0.5b": .refuted(.equivalent),
  ],
]
