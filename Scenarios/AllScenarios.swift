import Protocols

/// Every scenario, in the order of the report.
public let allScenarios: [Scenario] = [
  seedExample, sentiment, fluency, laterLayers, sycophancy, methods, honesty, confidence,
  corrigibility, whereToSteer, howStrong, wholeExperiment, robustness, conceptMonitor, patching,
  erasure, operators, entanglement, limits, validity, dimensions, dualUse, synthesis,
  contrastiveActivationAddition, steerability, truthAndFeeling,
]
