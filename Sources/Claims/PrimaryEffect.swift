import Statistics

/// The effect that decides a claim, item by item.
public struct PrimaryEffect: Sendable {
  /// [contrast][item], in the order of ``Claim/contrasts``, signed in the claimed direction.
  public let contrasts: [[Double]]
  /// The cluster of each item.
  public let clusters: [String]
  /// The quantity that a fractional δ is a share of; nil when δ is absolute.
  public let reference: Double?

  /// - Parameter contrasts: [contrast][item], in the order of ``Claim/contrasts``.
  public init(contrasts: [[Double]], clusters: [String], reference: Double? = nil) {
    self.contrasts = contrasts
    self.clusters = clusters
    self.reference = reference
  }

  /// Of a claim with one contrast.
  public init(_ effects: [Double], clusters: [String]) {
    self.init(contrasts: [effects], clusters: clusters)
  }
}

extension Evidence {
  /// Names contrasts and reference as the claim does, and puts the checks into its order.
  ///
  /// - Parameter checks: gates and controls, in any order. One that was not registered, or is missing, is
  ///   refused by the judge.
  /// - Throws: `StatisticsError` unless every item has an effect and a cluster.
  public init(
    for claim: Claim, effect: PrimaryEffect, checks: [Measurement] = [],
    secondaries: [Secondary] = [], itemValues: [Contrast]? = nil, provenance: Provenance
  ) throws {
    func measured(_ registered: [Check]) -> [Measurement] {
      registered.flatMap { check in checks.filter { $0.name == check.name } }
    }
    var reference: Reference?
    if case .fraction(_, let name) = claim.smallestEffectOfInterest {
      reference = effect.reference.map { Reference(name, $0) }
    }
    let registered = Set((claim.gates + claim.controls).map(\.name))
    self.init(
      for: claim,
      contrasts: try effect.contrasts.enumerated().map { index, values in
        Contrast(
          claim.contrasts.indices.contains(index) ? claim.contrasts[index] : "one too many",
          try ClusteredSample(values: values, clusters: effect.clusters))
      },
      reference: reference, gates: measured(claim.gates),
      controls: measured(claim.controls) + checks.filter { !registered.contains($0.name) },
      secondaries: secondaries, itemValues: itemValues, provenance: provenance)
  }
}
