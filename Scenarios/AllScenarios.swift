import Experiments

/// Every scenario, in the order of the report.
public let allScenarios: [Scenario] = [
  seedExample, sentiment, fluency, laterLayers, sycophancy, whereToSteer, howStrong,
  wholeExperiment, robustness,
  seedExample, sentiment, fluency, laterLayers, sycophancy, honesty, confidence, corrigibility,
  lessSycophantic,
  seedExample, sentiment, fluency, laterLayers, sycophancy, methods, validity, dimensions,
  seedExample, sentiment, fluency, laterLayers, sycophancy, entanglement, limits, dualUse,
  seedExample, sentiment, fluency, laterLayers, sycophancy,
  conceptMonitor, patching, erasure, operators,
]
