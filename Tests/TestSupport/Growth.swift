import Foundation

/// How many times as long a body takes for the larger of two sizes: near their ratio where it is linear.
///
/// Of several runs the quickest counts, and the whole is measured again while the ratio exceeds `enough`.
public func growth(
  from small: Int, to large: Int, enough: Double, _ body: (Int) -> Void
) -> Double {
  func quickest(_ size: Int) -> Double {
    (0..<5).map { _ in processorSeconds { body(size) } }.min() ?? 0
  }
  var ratio = Double.infinity
  for _ in 0..<5 where ratio > enough { ratio = min(ratio, quickest(large) / quickest(small)) }
  return ratio
}

/// The processor time that a body takes on its own thread: other programs hardly change it, while they
/// stretch the time on a clock, and that of long runs more than that of short ones.
public func processorSeconds(_ body: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  body()
  return max(now() - start, 1e-9)
}
