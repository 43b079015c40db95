/// What the page says beside its numbers.
extension Calibration {
  static let question = """
    A verdict is worth no more than its rates of error. So the scenarios that make claims are run here, from \
    the vectors to the verdict, on small models that are built in code and into which an effect of a known \
    size was *planted*, and the verdicts that are wrong are counted. δ is the smallest effect that a claim \
    must exceed. What each claim says: [findings](README.md#verdicts).
    """

  static let method = """
    Each seed gives one [tiny model](../Sources/TinyModel/TinyModel.swift) and its texts. A strength of the \
    planting is turned, model by model, until the claim's true effect is what is wanted: δ to within 0.5 %, or \
    2δ to within 10 %. A model in which no strength does that is left out. The scenario then \
    runs as it is registered: as many texts, the same gates, controls, null draws, resamples and Holm \
    adjustment. At δ, and with nothing planted, gates and controls are run where the interval is above δ: \
    elsewhere the verdict cannot be SUPPORTED. Only the models with nothing planted get fewer texts, which \
    makes chance larger.

    *True* needs a population. It is a finite one: of 60 templates, none of which anything was chosen on, \
    each filled with words twice. The truth is the mean over all of these texts, with the vector and the \
    dose that this model's own other texts gave. The test texts are drawn from it, anew for each \
    condition: 40 templates with replacement, then 200 texts inside them. That is what an interval by \
    template claims to cover: other templates of the same kind, for this vector at this layer. It claims \
    nothing about vectors from other pairs, other models or other kinds of text.
    """

  static let falseSupport = """
    With nothing planted, effects are near 0: the first column shows only that nothing is invented. The hard \
    case is an effect of exactly δ, the largest for which the claim is still false. There a claim may be \
    supported in at most 5 % of models, and refuted in at most 5 %; as all claims are registered together, the \
    shares that are aimed at are smaller. Gates and controls stop many verdicts before the interval decides; \
    *interval alone* is interval and test without them, and so is *REFUTED*. In brackets: exact 95 % intervals.
    """

  static let powerText = """
    An effect of twice δ should be found. SUPPORTED needs the interval, every gate and every control; the \
    columns at the right say what was in the way. The figure shows the claims of S01 to S04 with exact \
    95 % intervals; its lines join three measured sizes.
    """

  static let coverageText = """
    The 90 % interval that tables and figures show, for each contrast, against that model's truth, at δ and \
    2δ together. In grey: the same with clusters ignored. *Lies above it* should be near 5 %: it is the side that \
    a false SUPPORTED comes from. The verdict's own interval is wider, since it is Holm-adjusted. Claims share \
    the texts of a seed, so the sum over claims is given as a count, without an interval.
    """

  static let faults = """
    A check that cannot fail is not a check. Two faults are planted in every run above and counted in the same \
    way. A third, a layer that is chosen on the *test* texts, is planted in the tests, in made-up effects of \
    layers that are alike, and found there by both counts.
    """

  static let limits = """
    Tiny models have one clean direction a concept and little noise between texts; real models do not. The \
    rates say that the steps from texts to verdict do what they claim where their assumptions hold, not that a \
    finding on a real model is right. S15.2 is not planted by steps: its fall of accuracy is no smooth \
    function of any strength. Power is that of \
    the planted model's texts; a real model has other numbers of them and other noise. Registered test \
    splits are drawn without replacement from a few hundred templates, which makes their intervals a little \
    wider than they need be for that grammar. Nothing is measured between δ and 2δ, nor beyond.
    """
}
