/// The exact binomial test: the p-value of `successes` out of `trials` under `probability`.
///
/// Two-sided, it adds every outcome no more probable than the observed one, as SciPy and R do.
/// Throws when a count is negative, successes exceed trials, or there are more than 2³² − 2 trials.
public func binomialTest(
  successes: Int, trials: Int, probability: Double = 0.5, alternative: Alternative
) throws(StatisticsError) -> Double {
  let (k, n) = try requireCounts(successes: successes, trials: trials)
  try requireProbability(probability, "probability of a success")
  let atMost = { (k: UInt32) in GSL.binomialP(k, probability: probability, trials: n) }
  let moreThan = { (k: UInt32) in GSL.binomialQ(k, probability: probability, trials: n) }
  switch alternative {
  case .greater: return k == 0 ? 1 : moreThan(k - 1)
  case .less: return atMost(k)
  case .twoSided: break
  }

  let expected = probability * Double(n)
  if Double(k) == expected { return 1 }
  // Outcomes as probable as the observed one are computed with rounding.
  let density = { (k: UInt32) in GSL.binomialDensity(k, probability: probability, trials: n) }
  let limit = density(k) * (1 + 1e-7)
  if Double(k) < expected {
    var other = UInt32(expected.rounded(.up))
    while other <= n, density(other) > limit { other += 1 }
    return min(1, atMost(k) + (other > n ? 0 : moreThan(other - 1)))
  }
  var other = Int64(expected.rounded(.down))
  while other >= 0, density(UInt32(other)) > limit { other -= 1 }
  return min(1, moreThan(k - 1) + (other < 0 ? 0 : atMost(UInt32(other))))
}

/// A proportion with its exact interval, which covers at least at the stated confidence.
///
/// Throws as `binomialTest`, without trials, and when the confidence is outside (0, 1).
/// Source: Clopper & Pearson, "The use of confidence or fiducial limits" (1934).
public func clopperPearson(
  successes: Int, trials: Int, confidence: Double
) throws(StatisticsError) -> Estimate {
  _ = try requireCounts(successes: successes, trials: trials)
  try requireCount(trials, atLeast: 1, "trials of a proportion")
  try requireLevel(confidence, "confidence")
  let (k, n, tail) = (Double(successes), Double(trials), (1 - confidence) / 2)
  let lower = successes == 0 ? 0 : GSL.betaQuantile(tail, a: k, b: n - k + 1)
  let upper = successes == trials ? 1 : 1 - GSL.betaQuantile(tail, a: n - k, b: k + 1)
  return Estimate(
    value: k / n, interval: Interval(lower: lower, upper: upper, confidence: confidence))
}

/// McNemar's exact test on paired yes/no outcomes: are flips one way as frequent as the other?
///
/// `b` and `c` count the pairs that flipped one way and the other; `greater` says b is the more
/// frequent. The p-value is 1 without flips. Throws when a count is negative.
/// Source: McNemar, "Note on the sampling error of the difference between correlated
/// proportions" (1947).
public func mcNemarExact(
  b: Int, c: Int, alternative: Alternative
) throws(StatisticsError) -> Double {
  for count in [b, c] where count < 0 || count > Int(UInt32.max) {
    throw .outOfRange("count of flips", expected: "from 0 to 2³² − 1", got: Double(count))
  }
  return try binomialTest(successes: b, trials: b + c, alternative: alternative)
}

private func requireCounts(
  successes: Int, trials: Int
) throws(StatisticsError) -> (UInt32, UInt32) {
  guard let n = UInt32(exactly: trials), n < .max else {
    throw .outOfRange("trials", expected: "from 0 to 2³² − 2", got: Double(trials))
  }
  guard let k = UInt32(exactly: successes), k <= n else {
    throw .outOfRange("successes", expected: "from 0 to \(trials)", got: Double(successes))
  }
  return (k, n)
}
