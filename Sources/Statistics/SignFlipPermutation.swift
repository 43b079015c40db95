import Randomness

/// The paired permutation test: is the mean of these differences zero?
///
/// Under the null hypothesis a cluster of differences is as likely as its mirror image, so whole
/// clusters change sign together, each with probability ½, `resamples` times. The statistic is the
/// mean over items; p = (b + 1) / (B + 1), where b counts resampled means at least as extreme as
/// the observed one. It follows that p is never 0, and that K clusters cannot give much less
/// than 2⁻ᴷ. Flipping single items of dependent clusters would reject far too often.
///
/// Sources: Fisher, *The Design of Experiments* (1935), §21; Phipson & Smyth, "Permutation p-values
/// should never be zero" (2010), <https://arxiv.org/abs/1603.05766>, for the + 1.
public func signFlipPermutationTest(
  _ sample: ClusteredSample, alternative: Alternative, resamples: Int = 9_999, seed: UInt64
) throws(StatisticsError) -> TestResult {
  try requireCount(resamples, atLeast: 1, "resamples")
  let sums = sample.groups.map { $0.reduce(0, +) }
  // Sign patterns with equal exact sums differ by rounding; an observed mean must tie with itself.
  let tolerance = 1e-12 * absoluteSum(sample.values)
  let observed = extremeness(sums.reduce(0, +), alternative) - tolerance

  var generator = SeededGenerator(seed: seed, stream: "sign-flip permutation")
  var atLeastAsExtreme = 0
  for _ in 0..<resamples {
    var (flipped, signs): (Double, UInt64) = (0, 0)
    for (index, sum) in sums.enumerated() {
      if index % 64 == 0 { signs = generator.next() }
      flipped += Double(bitPattern: sum.bitPattern ^ (signs << 63))
      signs >>= 1
    }
    if extremeness(flipped, alternative) >= observed { atLeastAsExtreme += 1 }
  }
  return TestResult(
    statistic: sample.mean, pValue: Double(atLeastAsExtreme + 1) / Double(resamples + 1))
}

private func extremeness(_ sum: Double, _ alternative: Alternative) -> Double {
  switch alternative {
  case .greater: sum
  case .less: -sum
  case .twoSided: abs(sum)
  }
}
