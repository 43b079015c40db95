import Statistics

/// Everything measured for one claim on one engine: what the judge reads, and all it reads.
public struct Evidence: Sendable, Codable, Equatable {
  public let claimID: String
  public let protocolVersion: Int
  public let contrasts: [Contrast]
  /// The quantity that a fractional δ is a share of; nil when δ is absolute.
  public let reference: Reference?
  public let gates: [Measurement]
  public let controls: [Measurement]
  /// Reported beside the verdict, never deciding it.
  public let secondaries: [Secondary]
  public let provenance: Provenance

  public init(
    for claim: Claim, contrasts: [Contrast], reference: Reference? = nil,
    gates: [Measurement] = [], controls: [Measurement] = [], secondaries: [Secondary] = [],
    provenance: Provenance
  ) {
    claimID = claim.id
    protocolVersion = claim.protocolVersion
    self.contrasts = contrasts
    self.reference = reference
    self.gates = gates
    self.controls = controls
    self.secondaries = secondaries
    self.provenance = provenance
  }
}

/// Per-item effects in the claim's unit, signed so that positive is the claimed direction.
public struct Contrast: Sendable, Codable, Equatable {
  public let name: String
  public let sample: ClusteredSample

  public init(_ name: String = "effect", _ sample: ClusteredSample) {
    self.name = name
    self.sample = sample
  }
}

/// A quantity that δ is a fraction of, in the claim's unit.
public struct Reference: Sendable, Codable, Equatable {
  public let name: String
  public let value: Double

  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A registered side result: shown, not judged.
public struct Secondary: Sendable, Codable, Equatable {
  public let name: String
  public let reading: Reading
  /// Of the reading; nil prints none.
  public let unit: EffectUnit?
  /// What the reading says in a few words, or the rule it was expected to meet.
  public let note: String

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
  public let engine: String
  public let modelHash: String
  /// How the engine computed its products: exact or fast.
  public let precision: String
  public let dataHash: String
  public let seed: UInt64
  /// The layer steered; nil when the claim runs over several.
  public let layer: Int?
  /// Raw c.
  public let coefficient: Double?
  /// ‖v‖ in residual-stream units.
  public let vectorNorm: Double?
  /// ρ = |c|·‖v‖ / median ‖resid_post‖ at that layer.
  public let relativeNorm: Double?

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
