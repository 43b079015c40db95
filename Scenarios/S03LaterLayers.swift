//: # S03 · Later layers dominate
//:
//: Where should one steer? The rule of thumb says late. But vectors of late layers are also longer, so
//: two questions hide in one: is coefficient 1 worth more late (each layer with its own vector), and is a
//: push of the same *relative* size worth more late? The literature steers in the middle: layers 13–14 of
//: 32–40 (Panickssery et al., arXiv 2312.06681), 6–18 of 48 (Turner et al., 2308.10248).
//:
//: ## Answer
//:
//: That the effect of sentiment peaks between half and four fifths of the depth {{S03.3.outcome}}. The peak
//: lies at a depth of {{S03.3.depth of the peak, coefficient 1@each}} at coefficient 1 and of {{S03.3.depth of
//: the peak, equal cost@each}} at equal cost, where a layer is compared by what it costs and not by how long
//: its vector is. Layers outside that range do nearly as much or more, so that no rule of depth is shown.
//:
//: The first protocol asked whether the last third of the layers does more than the others. At coefficient 1
//: that is shown on {{S03.1.count:SUPPORTED}}, at equal relative norm on {{S03.2.them:SUPPORTED}}. The effect
//: at coefficient 1 rises to a peak at layer {{column S03 | Effect by layer, coefficient 1 | coefficient 1 |
//: largest column @smollm2-135m}} on {{model:smollm2-135m}}, where the last third begins, and falls behind it;
//: the last two thirds are equal on average ({{S03.1.effect@smollm2-135m}}). On the planted model later layers
//: dominate because it was built so, every block washes out part of what was written before; and by the
//: selective effect there is nothing to locate on it.
import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

//: ## What was registered
//:
//: The layers are cut into thirds. For each opening: mean effect over the last third, minus the middle
//: third, and minus the first. Both must exceed 10 % of the effect at the peak layer, which is chosen on
//: the select openings. There must be an effect to locate: the peak's lower bound above 0.25 nats.
private let thirds = ["last − middle third", "last − first third"]
private let tenthOfPeak = Claim.Threshold.fraction(0.1, of: "peak layer's effect")
private let peakEffect = Check("effect at the peak layer", .lowerBound(above: 0.25), unit: .nats)

public let laterLayersDominate = MeasuredClaim(
  Claim(
    id: "S03.1",
    hypothesis:
      "At coefficient 1 the last third of the layers has a larger effect than the others.",
    unit: .nats, smallestEffectOfInterest: tenthOfPeak, contrasts: thirds, gates: [peakEffect],
    controls: [.randomDirections(Laboratory.draws), .shuffledLabels(Laboratory.draws)])
) { try $0.effectByLayer(at: .coefficientOne).lead() }

public let laterLayersDominateAtEqualNorm = MeasuredClaim(
  Claim(
    id: "S03.2",
    hypothesis: "At equal relative norm the last third of the layers has a larger effect.",
    unit: .nats, smallestEffectOfInterest: tenthOfPeak, contrasts: thirds, gates: [peakEffect],
    controls: [.randomDirections(Laboratory.draws), .shuffledLabels(Laboratory.draws)])
) { try $0.effectByLayer(at: .equalNorm).lead() }

//: ## Two ways to be fair to a layer
//:
//: Reading (a): coefficient 1 everywhere. Reading (b): the coefficient that gives every layer the same
//: ρ = |c|·‖v‖ / median ‖resid_post‖, namely the median over layers of ρ at coefficient 1.
extension Laboratory {
  func effectByLayer(at dose: LayerDose) throws -> EffectByLayer {
    let concept = try sentiment()
    let layers = Array(0..<model.configuration.layerCount)
    let rho = try layers.map { try relativeNorm(concept.vector, layer: $0, coefficient: 1) }
    let target = try median(rho)
    let coefficients = Dictionary(
      uniqueKeysWithValues: zip(layers, rho).map {
        ($0, dose == .coefficientOne ? 1 : $1 > 0 ? target / $1 : 0)
      })
    func profile(_ openings: TextCorpus) throws -> LayerProfile {
      try layerProfile(
        of: concept.vector, metric: wordLogOdds(openings), on: underTest,
        coefficients: coefficients)
    }
    let openings = corpora.openings.test.thinned(to: counts.testItems)
    return EffectByLayer(
      coefficients: coefficients,
      peak: try profile(corpora.openings.select.thinned(to: counts.selectItems)).best,
      profile: try profile(openings), openings: openings)
  }
}

//: ## What protocol 2 registers
//:
//: "Last minus middle third" depends on where one cuts, and its δ was a share of an estimate. So the second
//: protocol asks what practitioners say: the effect peaks between half and four fifths of the depth. The effect is
//: the selective one of [S01](S01-sentiment.md), at twelve layers, and the depth of a layer is the share of the
//: blocks that have run. On the *select* items the best layer inside that range is chosen and the best outside; on
//: the test items the first must lead the second by more than a tenth of the better one's effect. It must do so at
//: coefficient 1 and at the coefficients that cost the same. The gate: at the layer that the select items prefer,
//: the effect at equal cost exceeds 0.25 nats.
private let effectAtPeak = Check("effect at the peak, equal cost", .exceeds(0.25), unit: .nats)

public let peakLiesInside = Claim(
  id: "S03.3",
  hypothesis: "The selective effect is largest between half and four fifths of the depth.",
  unit: .nats, smallestEffectOfInterest: 0.0,
  contrasts: ["lead less a tenth, coefficient 1", "lead less a tenth, equal cost"],
  gates: [effectAtPeak], protocolVersion: 2, registration: 3)

public let laterLayers = Scenario(
  "S03-later-layers", answers: [.claimLaterLayers], alsoAnswers: [.findBestLayer],
  claims: [laterLayersDominate.claim, laterLayersDominateAtEqualNorm.claim, peakLiesInside]
) { page in
  let concept = try page.lab.sentiment()
  for (claim, dose) in [
    (laterLayersDominate, LayerDose.coefficientOne),
    (laterLayersDominateAtEqualNorm, .equalNorm),
  ] {
    //: ## The effect by layer
    let effect = try page.lab.effectByLayer(at: dose)
    let (profile, openings) = (effect.profile, effect.openings)
    page.plot(
      .effectByLayer(
        "Effect by layer, \(dose.rawValue)", effect: "change of log-odds (nats)",
        [try profile.series(dose.rawValue, by: openings.templates)]),
      caption: "Mean effect on the test openings with 90 % intervals by template.")

    //: ## Controls
    //:
    //: The same comparison of thirds for random directions and for shuffled labels, each as long as the
    //: layer's own vector, on a part of the openings and at most ten layers. Each layer draws anew, and the
    //: coarse grid weighs the layers a little differently from the contrasts above, so the observed value
    //: here is not theirs.
    let part = openings.thinned(to: page.lab.counts.controlItems / 2)
    let nulls = try page.lab.nullLeads(
      [.isotropic, .shuffledLabels], like: concept, metric: page.lab.wordLogOdds(part),
      coefficients: effect.coefficients)

    //: ## Verdict
    try page.judge(
      claim,
      checks: [
        Measurement(
          of: peakEffect,
          .estimate(estimate(profile.effects[effect.peak], by: openings.templates)))
      ] + nulls,
      secondaries: [
        Secondary(
          "trend over layers", .pValue(try pageL(rows: profile.byItem).pValue),
          note: "Page's L, one-sided; takes the openings as independent"),
        Secondary(
          "rank correlation of effect and layer",
          .estimate(
            try estimate(
              profile.byItem.map { try spearman(profile.layers.map(Double.init), $0).statistic },
              by: openings.templates)), note: "mean over openings of Spearman's ρ"),
        Secondary(
          "best layer", .estimate(try profile.bestLayer(by: openings.templates)),
          note:
            "interval from resampled templates; \(effect.peak) was chosen on the select openings"),
      ],
      provenance: page.provenance(
        concept, layer: effect.peak, coefficient: effect.coefficients[effect.peak] ?? 1))
  }

  //: ## Protocol 2
  //:
  //: The selective effect by layer, in both doses.
  let depth = try PeakDepth(in: page.lab)
  page.plot(
    try depth.figure(),
    caption:
      "Mean selective effect on the test items, 90 % intervals by template; between the marks the claim puts"
      + " the peak.")
  try page.judge(
    peakLiesInside, effect: depth.effect,
    checks: [
      Measurement(
        of: effectAtPeak, .estimate(estimate(depth.effectAtPeak, by: depth.templates)))
    ], secondaries: depth.secondaries(),
    provenance: page.provenance(depth.vector, layer: depth.peak, coefficient: depth.coefficient))
}
