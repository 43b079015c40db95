import StrictJSON

/// A tensor's entry in the header, with its size checked but its place not yet.
struct SafetensorsEntry {
  let name: String
  let type: SafetensorsType
  let shape: [Int]
  /// Where its data begins and ends, in bytes from the first tensor's.
  let begin: Int
  let end: Int
  /// Where the two are in the file, for errors about them.
  let offsetsField: Int

  private static let keys = ["dtype", "shape", "data_offsets"]

  init(_ member: JSONObject.Member) throws {
    let tensor = "tensor \(quoted(member.key))"
    guard let entry = member.value.object else {
      throw SafetensorsError.wrongType(
        field: tensor, offset: 8 + member.value.offset, expected: "an object",
        got: member.value.summary)
    }
    if let stranger = entry.members.first(where: { !Self.keys.contains($0.key) }) {
      throw SafetensorsError.invalidValue(
        field: tensor, offset: 8 + stranger.offset,
        expected: "no keys but \(Self.keys.joined(separator: ", "))", got: quoted(stranger.key))
    }
    func required(_ key: String) throws -> JSONValue {
      guard let value = entry[key] else {
        throw SafetensorsError.invalidValue(
          field: tensor, offset: 8 + member.value.offset, expected: "the key \(key)", got: "none")
      }
      return value
    }
    let (dtype, shape) = (try required("dtype"), try required("shape"))
    let offsets = try required("data_offsets")

    guard let type = dtype.text.flatMap(SafetensorsType.init(rawValue:)) else {
      throw SafetensorsError.wrongType(
        field: "dtype of \(tensor)", offset: 8 + dtype.offset,
        expected: "one of \(SafetensorsType.allCases.map(\.rawValue).joined(separator: " "))",
        got: dtype.summary)
    }
    let dimensions = try Self.integers(shape, "shape of \(tensor)")
    let byteCount = try Self.size(dimensions, type, "shape of \(tensor)", 8 + shape.offset)
    let range = try Self.integers(offsets, "data_offsets of \(tensor)")
    guard range.count == 2, range[0] <= range[1] else {
      throw SafetensorsError.invalidValue(
        field: "data_offsets of \(tensor)", offset: 8 + offsets.offset,
        expected: "a begin and an end not before it", got: "\(range)")
    }
    guard range[1] - range[0] == byteCount else {
      throw SafetensorsError.invalidValue(
        field: "data_offsets of \(tensor)", offset: 8 + offsets.offset,
        expected: "\(byteCount) bytes for \(type.rawValue) \(dimensions)",
        got: "\(range[1] - range[0])")
    }
    (name, self.type, self.shape) = (member.key, type, dimensions)
    (begin, end, offsetsField) = (range[0], range[1], 8 + offsets.offset)
  }

  /// A list of integers from 0, each written in plain digits.
  private static func integers(_ value: JSONValue, _ field: String) throws -> [Int] {
    guard let list = value.list else {
      throw SafetensorsError.wrongType(
        field: field, offset: 8 + value.offset, expected: "a list", got: value.summary)
    }
    return try list.map { element in
      guard let integer = element.integer, integer >= 0 else {
        throw SafetensorsError.invalidValue(
          field: field, offset: 8 + element.offset,
          expected: "an integer from 0 to \(Int.max) in plain digits", got: element.summary)
      }
      return integer
    }
  }

  /// The bytes that a shape takes, which is at most Int.max.
  private static func size(
    _ shape: [Int], _ type: SafetensorsType, _ field: String, _ offset: Int
  ) throws -> Int {
    func refuse(_ expected: String) -> SafetensorsError {
      .invalidValue(field: field, offset: offset, expected: expected, got: "\(shape.prefix(8))")
    }
    var bits = type.bitsPerElement
    // A dimension of 0 makes no other one harmless: a reader that multiplies in order would overflow.
    for dimension in shape {
      let (product, overflows) = bits.multipliedReportingOverflow(by: dimension)
      guard !overflows else { throw refuse("at most \(Int.max) bits") }
      bits = product
    }
    guard bits % 8 == 0 else { throw refuse("whole bytes of \(type.rawValue)") }
    return bits / 8
  }
}
