import Protocols

/// Every claim, method, function, exercise and question of the source material, in its order; each scenario
/// says which of them it answers.
public let sourceMaterial: [Question] = [
  .seedExample, .claimSentiment, .claimFluency, .claimLaterLayers, .claimSycophancy, .sentiment,
  .honesty, .sycophancy, .confidence, .corrigibility, .activationAddition, .findBestLayer,
  .magnitudes, .steeringExperiment, .evaluateRobustness, .representationReading,
  .activationPatching, .conceptErasure, .operators, .capstone, .sideEffects, .promptSensitivity,
  .tuning, .generalisation, .rightDirection, .singleDirection, .bluntHonesty, .dualUse,
  .representation, .replication, .whichSets, .truthAndFeeling,
]

extension Question {
  static let seedExample: Self =
    "The seed example: mean(love) − mean(hate), added at coefficients −1, 0, 1, 2 and 5"

  // The four claims
  static let claimSentiment: Self = "Claim: a positive coefficient raises the sentiment metric"
  static let claimFluency: Self = "Claim: coefficients near 5 degrade fluency"
  static let claimLaterLayers: Self = "Claim: later layers dominate"
  static let claimSycophancy: Self = "Claim: subtraction reduces sycophancy"

  // Behaviours
  static let sentiment: Self = "Behaviour: sentiment"
  static let honesty: Self = "Behaviour: honesty"
  static let sycophancy: Self = "Behaviour: sycophancy"
  static let confidence: Self = "Behaviour: confidence"
  static let corrigibility: Self = "Behaviour: corrigibility"

  // Methods and functions
  static let activationAddition: Self = """
    Contrastive activation addition (CAA): mean difference or PCA, read at the last token \
    or at all tokens
    """
  static let findBestLayer: Self =
    "`find_best_layer`: where should one steer, and why might later layers work better?"
  static let magnitudes: Self =
    "Magnitudes 0.5, 1, 1.5, 2, 3, 5: quality against effect, and the sweet spot"
  static let steeringExperiment: Self =
    "`steering_experiment`: vectors, layers, the best coefficient and its side effects in one run"
  static let evaluateRobustness: Self =
    "`evaluate_robustness`: diverse prompts, variance, and where steering fails"
  static let representationReading: Self = "Representation reading: where in a text is the concept?"
  static let activationPatching: Self = "Activation patching: which layer and position carry it?"
  static let conceptErasure: Self = "Concept erasure"
  static let operators: Self =
    "Clamping, rotation, conditional steering, several layers, several vectors"

  // The capstone
  static let capstone: Self = "Capstone: reduce sycophancy and compare with asking in words"

  // Limitations
  static let sideEffects: Self = "Limitation: side effects on other behaviours"
  static let promptSensitivity: Self = "Limitation: prompt sensitivity"
  static let tuning: Self = "Limitation: the magnitude has to be tuned"
  static let generalisation: Self = "Limitation: generalisation to another format"

  // Reflection
  static let rightDirection: Self =
    "Reflection: is it the right direction, or one that happens to work?"
  static let singleDirection: Self = "Reflection: what does a single direction lose?"
  static let bluntHonesty: Self = "Reflection: more honest, but blunter?"
  static let dualUse: Self = "Reflection: dual use"
  static let representation: Self =
    "Reflection: what does this say about how behaviours are represented?"

  // Other people's data
  static let replication: Self =
    "Replication: does contrastive activation addition do what its paper says?"
  static let truthAndFeeling: Self =
    "Replication: do probes and erasers of truth and feeling hold for other people's texts?"
  static let whichSets: Self = "Replication: on which published sets does steering work at all?"
}
