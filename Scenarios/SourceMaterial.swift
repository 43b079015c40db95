import Reporting

/// Every claim, method, function, exercise and question of the source material with the pages that answer
/// it. The first page of an item answers it most directly.
public let sourceMaterial: [SourceItem] = [
  SourceItem(
    question: "The seed example: mean(love) − mean(hate), added at coefficients 0, 1, 2 and −1",
    pages: ["S00-seed-example"]),

  // The four claims
  SourceItem(
    question: "Claim: a positive coefficient raises the sentiment metric", pages: ["S01-sentiment"]),
  SourceItem(
    question: "Claim: coefficients near 5 degrade fluency", pages: ["S02-fluency"]),
  SourceItem(
    question: "Claim: later layers dominate", pages: ["S03-later-layers", "S09-where"]),
  SourceItem(
    question: "Claim: subtraction reduces sycophancy",
    pages: ["S04-sycophancy", "S17-less-sycophantic"]),

  // Behaviours
  SourceItem(question: "Behaviour: sentiment", pages: ["S01-sentiment"]),
  SourceItem(question: "Behaviour: honesty", pages: ["S06-honesty"]),
  SourceItem(question: "Behaviour: sycophancy", pages: ["S04-sycophancy"]),
  SourceItem(question: "Behaviour: confidence", pages: ["S07-confidence"]),
  SourceItem(question: "Behaviour: corrigibility", pages: ["S08-corrigibility"]),

  // Methods and functions
  SourceItem(
    question:
      "Contrastive activation addition (CAA): mean difference or PCA, read at the last token or "
      + "at all tokens",
    pages: ["S05-methods"]),
  SourceItem(
    question: "`find_best_layer`: where should one steer, and why might later layers work better?",
    pages: ["S09-where", "S03-later-layers"]),
  SourceItem(
    question: "Magnitudes 0.5, 1, 1.5, 2, 3, 5: quality against effect, and the sweet spot",
    pages: ["S10-how-strong", "S02-fluency"]),
  SourceItem(
    question:
      "`steering_experiment`: vectors, layers, the best coefficient and its side effects in one "
      + "run",
    pages: ["S11-experiment"]),
  SourceItem(
    question: "`evaluate_robustness`: diverse prompts, variance, and where steering fails",
    pages: ["S12-robustness", "S19-limits"]),
  SourceItem(
    question: "Representation reading: where in a text is the concept?", pages: ["S13-monitor"]),
  SourceItem(
    question: "Activation patching: which layer and position carry it?", pages: ["S14-patching"]),
  SourceItem(question: "Concept erasure", pages: ["S15-erasure"]),
  SourceItem(
    question: "Clamping, rotation, conditional steering, several layers, several vectors",
    pages: ["S16-operators"]),

  // The capstone
  SourceItem(
    question: "Capstone: reduce sycophancy and compare with asking in words",
    pages: ["S17-less-sycophantic"]),

  // Limitations
  SourceItem(
    question: "Limitation: side effects on other behaviours", pages: ["S18-entanglement"]),
  SourceItem(
    question: "Limitation: prompt sensitivity", pages: ["S19-limits", "S12-robustness"]),
  SourceItem(
    question: "Limitation: the magnitude has to be tuned", pages: ["S19-limits", "S10-how-strong"]),
  SourceItem(
    question: "Limitation: generalisation to another format", pages: ["S19-limits"]),

  // Reflection
  SourceItem(
    question: "Reflection: is it the right direction, or one that happens to work?",
    pages: ["S20-validity"]),
  SourceItem(
    question: "Reflection: what does a single direction lose?", pages: ["S21-dimensions"]),
  SourceItem(
    question: "Reflection: more honest, but blunter?", pages: ["S18-entanglement"]),
  SourceItem(question: "Reflection: dual use", pages: ["S22-dual-use"]),
]
