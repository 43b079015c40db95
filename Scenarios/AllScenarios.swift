import Experiments

/// Every scenario, in the order of the report.
public let allScenarios: [Scenario] = [
  seedExample, sentiment, fluency, laterLayers, sycophancy, honesty, confidence, corrigibility,
  lessSycophantic,
]
