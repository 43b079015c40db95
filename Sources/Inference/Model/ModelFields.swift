import StrictJSON

/// The fields that say what a model is, by GGUF's names for them without the architecture's in front
/// (`block_count`, `attention.head_count`).
protocol ModelFields {
  /// Whole number within a range, nil where there is none; throws for anything else.
  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int?
  func number(_ key: String) throws -> Double?
  func flag(_ key: String) throws -> Bool?
  func text(_ key: String) throws -> String?
  /// What to throw where a field that is needed is not there.
  func missing(_ key: String) -> any Error
  /// The field's full name in the file, for messages.
  func name(of key: String) -> String
}

extension ModelFields {
  func required<Value>(_ key: String, _ value: Value?) throws -> Value {
    guard let value else { throw missing(key) }
    return value
  }

  /// The model's sliding window; writers say 0 where there is none.
  func slidingWindow(globalEvery: Int?) throws -> BlockDesign.SlidingWindow? {
    guard let size = try integer("attention.sliding_window", in: 0...(1 << 24)), size > 0 else {
      return nil
    }
    return .init(size: size, globalEvery: globalEvery)
  }
}

/// The fields of a GGUF file.
struct GGUFFields: ModelFields {
  let file: GGUFFile
  let architecture: String

  func name(of key: String) -> String { "\(architecture).\(key)" }
  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    try file.uint(name(of: key), in: range)
  }
  func number(_ key: String) throws -> Double? { try file.float(name(of: key)) }
  func flag(_ key: String) throws -> Bool? { try file.bool(name(of: key)) }
  func text(_ key: String) throws -> String? { try file.string(name(of: key)) }
  func missing(_ key: String) -> any Error { GGUFError.missingKey(name(of: key)) }
}

extension ModelConfiguration {
  /// - Throws: what the fields throw for a missing or misshapen one; ``ModelError`` for an impossible value.
  init(
    _ architecture: Architecture, _ fields: some ModelFields, vocabularySize: Int
  ) throws {
    let sizes = 1...(1 << 24)
    func size(_ key: String) throws -> Int {
      try fields.required(key, fields.integer(key, in: sizes))
    }
    let dModel = try size("embedding_length")
    let heads = try size("attention.head_count")
    let headDimension =
      try fields.integer("attention.key_length", in: sizes) ?? (dModel / heads)
    self.init(
      layerCount: try fields.required("block_count", fields.integer("block_count", in: 1...512)),
      dModel: dModel, headCount: heads,
      keyValueHeadCount: try fields.integer("attention.head_count_kv", in: sizes) ?? heads,
      headDimension: headDimension, feedForwardDimension: try size("feed_forward_length"),
      vocabularySize: vocabularySize, contextLength: try size("context_length"),
      normEpsilon: 0, ropeTheta: Float(try fields.number("rope.freq_base") ?? 10_000))
    self.architecture = architecture.name
    if let width = try fields.integer("attention.value_length", in: sizes), width != headDimension {
      throw ModelError.badConfiguration(
        field: fields.name(of: "attention.value_length"),
        expected: "\(headDimension), as attention.key_length", got: "\(width)")
    }
    design = try architecture.design(fields, self)
    try readActivation(fields)
    // The width that scores are scaled by where it is not the head's.
    if let width = try fields.number("attention.query_pre_attn_scalar") {
      design.attentionScale = 1 / Float(width).squareRoot()
    }
    let epsilon =
      switch design.norm {
      case .rms: "attention.layer_norm_rms_epsilon"
      case .layer: "attention.layer_norm_epsilon"
      }
    normEpsilon = Float(try fields.required(epsilon, fields.number(epsilon)))
    try readRotation(fields)
    try validate()
  }

  /// Files that say which activation they mean may mean another than the family's.
  private mutating func readActivation(_ fields: some ModelFields) throws {
    guard let name = try fields.text("activation") else { return }
    switch name {
    case "silu", "swish": design.activation = .silu
    case "gelu": design.activation = .gelu
    case "gelu_pytorch_tanh", "gelu_new", "gelu_fast": design.activation = .geluTanh
    default:
      throw ModelError.badConfiguration(
        field: fields.name(of: "activation"),
        expected: "silu, gelu, gelu_new or gelu_pytorch_tanh", got: quoted(name))
    }
  }

  private mutating func readRotation(_ fields: some ModelFields) throws {
    guard design.positions != .learned else { return }
    let rotated = try fields.integer("rope.dimension_count", in: 1...(1 << 24)) ?? headDimension
    if rotated != headDimension { design.rotaryDimension = rotated }
    switch try fields.text("rope.scaling.type") {
    case nil, "none": break
    case "linear":
      design.rotaryScale = Float(
        try fields.required("rope.scaling.factor", fields.number("rope.scaling.factor")))
    case .some(let other):
      throw ModelError.badConfiguration(
        field: fields.name(of: "rope.scaling.type"), expected: "none or linear",
        got: quoted(other))
    }
  }
}
