/// What the page says beside its numbers.
extension Calibration {
  static let question = """
    A verdict is worth no more than its rates of error. So the scenarios that make claims are run here, from \
    the vectors to the verdict, on small models built in code into which an effect of a known size was \
    *planted*, and the verdicts that are wrong are counted. δ is the smallest effect that a claim must exceed.
    """

  static let method = """
    Each seed gives one *tiny* model ([what it is](S01-sentiment.md)) and its texts. A strength of the planting is turned, \
    model by model, until the claim's true effect is what is wanted: δ to within 0.2 %, or 2δ to within 10 %. \
    S12.1 rides on the models of S01.1, whose effect is nearly its own. The scenario then runs as it is \
    registered: as many texts, the same gates, controls, 19 null draws of each kind, resamples and Holm \
    adjustment. At δ, and with nothing planted, gates and controls are run where the interval is above δ: elsewhere \
    the verdict cannot be SUPPORTED. Only the models without any planting use fewer texts, which makes chance larger.

    *True effect* needs a population. It is a finite one: 60 templates, none of which anything was chosen on, \
    each filled with words twice, and the truth is the mean over all of them with the vector and layer that \
    this model's own extract and select texts gave. The test texts are drawn from it anew for each condition: \
    40 templates with replacement, then 200 texts inside them. That is what an interval by template claims to \
    cover: other templates of the same kind, for this vector at this layer. It claims nothing about another \
    draw of the pairs, another model, or another kind of text.
    """

  static let falseSupport = """
    With nothing planted effects are near 0, so the first column shows only that nothing is invented. The hard case \
    is an effect of exactly δ, the largest for which the claim is still false. There a claim may be supported in \
    5 % of models at most, and in fewer where several claims are registered together (1 % for S01 to S04). Gates and \
    controls stop many verdicts before the interval decides; the last column is the interval and the test \
    without them. In brackets: exact 95 % intervals.
    """

  static let powerText = """
    A claim that is true by twice δ should be found. SUPPORTED needs the interval, every gate and every control; \
    the columns at the right say which of them was in the way. A claim of which a gate depends on the same planting \
    as the effect (a request in words must move the replies too) loses power to that gate.
    """

  static let coverageText = """
    Of each contrast the 90 % interval that tables and figures show, against that model's truth, at δ and at 2δ together. \
    In grey: the same intervals when clusters are ignored. "Lie above it" should be near 5 %; this is the side that a false \
    SUPPORTED comes from. The verdict's own interval is wider, since it is Holm-adjusted. Claims of one seed share \
    texts, so the sum over claims is given as a count only.
    """

  static let faults = """
    A check that cannot fail is not a check. Two faults are planted in every run above and counted in the same way. A \
    third, a layer that is chosen on the *test* texts, does no harm on these models, because their layers differ by \
    far more than chance: the choice comes out the same. It is planted in the tests in made-up effects of layers that \
    are alike, together with the other two, and found there.
    """

  static let limits = """
    Tiny models have one clean direction a concept and little noise between texts: real models do not. The rates say \
    that the steps from texts to verdict do what they claim when their assumptions hold, not that a finding on a real \
    model is right. S15.1 and S17.1 are not planted by steps: S15.1's effect is a fall of accuracy that no strength \
    of the planting sets smoothly, and S17.1 chooses its dose anew for every strength. Power is that of the registered number \
    of texts on the tiny model; the full engine has other numbers. Registered test splits are drawn without replacement \
    from a few hundred templates, which makes their intervals a little wider than they need be, never narrower. Holding at δ \
    and 2δ says nothing about sizes between them, where power rises from one to the other.
    """

  /// Why a claim lacks power at 2δ, where that is known.
  static let reasons: [String: String] = [
    "S03.1": randomLeads, "S03.2": randomLeads,
  ]

  private static let randomLeads = """
    A random direction in a stream of 80 numbers still carries about a tenth of any other, and the null draws \
    a new one at each layer: chance alone makes leads as large as 2δ, which here is a fifth of the peak. The control asks \
    for more than the threshold does.
    """
}
