import Claims

/// The ledger: what each claim is expected to be on each engine.
///
/// A claim that comes out otherwise fails here, in either direction. The answer is to change this table
/// and the prose together, never δ, a layer, a lexicon or the data.
let ledger: Ledger = [
  "S01.1": ["tiny": .supported, "full": .supported],
  "S02.1": ["tiny": .supported, "full": .supported],
  "S03.1": ["tiny": .supported, "full": .refuted(.equivalent)],
  "S03.2": ["tiny": .supported, "full": .inconclusive],
  "S04.1": ["tiny": .supported, "full": .notTestable],
  "S06.1": ["tiny": .supported, "full": .notTestable],
  "S07.1": ["tiny": .supported, "full": .notTestable],
  "S08.1": ["tiny": .supported, "full": .notTestable],
  "S12.1": ["tiny": .supported, "full": .supported],
  "S15.1": ["tiny": .supported, "full": .inconclusive],
  "S17.1": ["tiny": .supported, "full": .notTestable],
]
