import Statistics

/// Everything measured for one claim on one engine: what the judge reads, and all it reads.
public struct Evidence: Sendable, Codable, Equatable {
  /// ``Claim/id`` of a registered claim.
  public let claimID: String
  /// That of the claim when the evidence was gathered; the judge refuses any other.
  public let protocolVersion: Int
  /// One a registered contrast, in that order.
  public let contrasts: [Contrast]
  /// The quantity that a fractional δ is a share of; nil when δ is absolute.
  public let reference: Reference?
  /// One a registered gate, in that order.
  public let gates: [Measurement]
  /// One a registered control, in that order.
  public let controls: [Measurement]
  /// Reported beside the verdict, never deciding it.
  public let secondaries: [Secondary]
  /// What the contrasts are made of, item by item, so that they can be computed again from the data and these
  /// alone; nil in protocol 1, which kept no more than the contrasts.
  public let itemValues: [Contrast]?
  /// Its engine must be the one that is judged; its seed is also that of the judge's own draws.
  public let provenance: Provenance

  /// Takes id and protocol version from the claim. That contrasts, checks and reference are those
  /// that were registered is tested by ``Registration/judge(_:on:alpha:resamples:)``.
  public init(
    for claim: Claim, contrasts: [Contrast], reference: Reference? = nil,
    gates: [Measurement] = [], controls: [Measurement] = [], secondaries: [Secondary] = [],
    itemValues: [Contrast]? = nil, provenance: Provenance
  ) {
    claimID = claim.id
    protocolVersion = claim.protocolVersion
    self.contrasts = contrasts
    self.reference = reference
    self.gates = gates
    self.controls = controls
    self.secondaries = secondaries
    self.itemValues = itemValues
    self.provenance = provenance
  }
}

/// Per-item effects in the claim's unit, signed so that positive is the claimed direction; among
/// ``Evidence/itemValues`` what they are made of.
public struct Contrast: Sendable, Codable, Equatable {
  /// As registered in ``Claim/contrasts``.
  public let name: String
  /// One effect an item, with the item's cluster.
  public let sample: ClusteredSample

  /// The name may be left out for a claim that registered none.
  public init(_ name: String = "effect", _ sample: ClusteredSample) {
    self.name = name
    self.sample = sample
  }
}

/// A quantity that δ is a fraction of, in the claim's unit.
public struct Reference: Sendable, Codable, Equatable {
  /// As registered in ``Claim/Threshold/fraction(_:of:)``, "peak layer's effect".
  public let name: String
  /// Where it is not positive and finite, the claim is NOT TESTABLE.
  public let value: Double

  /// - Parameter name: the one that the claim's threshold gives.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A registered side result: shown, not judged.
public struct Secondary: Sendable, Codable, Equatable {
  /// What was measured, in words, as the page prints it.
  public let name: String
  /// Any kind will do, as no rule is applied.
  public let reading: Reading
  /// Of the reading; nil prints none.
  public let unit: EffectUnit?
  /// What the reading says in a few words, or the rule it was expected to meet.
  public let note: String

  /// Leave out the unit of a count, a p-value or a bare number.
  public init(_ name: String, _ reading: Reading, unit: EffectUnit? = nil, note: String = "") {
    self.name = name
    self.reading = reading
    self.unit = unit
    self.note = note
  }

  /// The reading in its unit.
  public var measured: String { reading.description(in: unit ?? .ratio) }
}

/// Where evidence comes from, so that a finding can be made again.
public struct Provenance: Sendable, Codable, Equatable {
  /// "tiny" or "full"; judged as a family of its own.
  public let engine: String
  /// SHA-256 of the model's file or weights, in hexadecimal.
  public let modelHash: String
  /// How the engine computed its products: exact or fast.
  public let precision: String
  /// SHA-256 of the texts that were read, in hexadecimal.
  public let dataHash: String
  /// Of every random draw, those of the judge included.
  public let seed: UInt64
  /// The layer steered; nil when the claim runs over several.
  public let layer: Int?
  /// Raw c.
  public let coefficient: Double?
  /// ‖v‖ in residual-stream units.
  public let vectorNorm: Double?
  /// ρ = |c|·‖v‖ / median ‖resid_post‖ at that layer.
  public let relativeNorm: Double?

  /// Layer, coefficient and norms stay nil where the claim has no single one.
  public init(
    engine: String, modelHash: String, precision: String, dataHash: String, seed: UInt64,
    layer: Int? = nil, coefficient: Double? = nil, vectorNorm: Double? = nil,
    relativeNorm: Double? = nil
  ) {
    self.engine = engine
    self.modelHash = modelHash
    self.precision = precision
    self.dataHash = dataHash
    self.seed = seed
    self.layer = layer
    self.coefficient = coefficient
    self.vectorNorm = vectorNorm
    self.relativeNorm = relativeNorm
  }
}
