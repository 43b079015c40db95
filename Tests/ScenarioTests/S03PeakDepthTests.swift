import Claims
import Protocols
import Statistics
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

/// Where the effect peaks, on planted models whose peak is known.
@Suite("Depth of the peak", .vectorKernels)
struct S03PeakDepthTests {
  private func finding(
    _ planting: Planting, inside: ClosedRange<Double> = PeakDepth.inside
  ) throws -> (Finding, PeakDepth) {
    let depth = try PeakDepth(in: SelectivityTests.laboratory(planting), inside: inside)
    let evidence = try Evidence(
      for: peakLiesInside.claim, effect: depth.effect,
      checks: [
        Measurement(
          "effect at the peak, equal cost",
          .estimate(estimate(depth.effectAtPeak, by: depth.templates)))
      ], secondaries: depth.secondaries(),
      provenance: Provenance(
        engine: "planted", modelHash: "", precision: "exact", dataHash: "", seed: Subject.seed))
    let claim = try Registration([peakLiesInside.claim])
    return (try #require(claim.judge([evidence], on: "planted").first), depth)
  }

  /// All four gates follow the first half of the blocks, and every block washes out a part of what was added before:
  /// at coefficient 1 the peak lies at half of the depth. What is washed out costs nothing either, so that at equal
  /// cost all layers before the gates are nearly alike, and the claim is false.
  @Test(
    "gates after half of the blocks: the peak is at 0.5 at coefficient 1, and nowhere at equal cost"
  )
  func appraisal() throws {
    let (found, depth) = try finding(.appraisal)
    #expect(found.contrasts[0].estimate.interval.lower > 0.2, "\(found)")
    #expect(try depth.secondaries()[0].measured == "0.5 [0.5, 0.5]", "\(found)")
    let equal = depth.profiles[1].profile.means
    #expect(abs(equal[3] - equal[0]) < 0.1 * equal[3])
    #expect(found.verdict == .refuted(.opposite), "\(found)")
    // Planted fault: a range that the peak lies outside of.
    let (moved, _) = try finding(.appraisal, inside: 0.6...0.8)
    #expect(moved.contrasts[0].estimate.interval.upper < 0, "\(moved)")
  }

  @Test("where no layer acts selectively there is nothing to locate")
  func wordPreference() throws {
    let (found, _) = try finding(.sentiment)
    #expect(found.verdict == .notTestable, "\(found)")
  }
}
