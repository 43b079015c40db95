import StrictJSON

/// The header of a safetensors file, checked against the length of the file.
struct SafetensorsHeader {
  let metadata: [SafetensorsFile.Metadatum]
  /// In the order of their data.
  let tensors: [SafetensorsTensor]

  /// The reference implementation's limit, in bytes.
  static let longest = 100_000_000
  private static let metadataKey = "__metadata__"
  /// The header, an entry, its shape.
  private static let depth = 3

  init(_ file: MappedFile) throws {
    let length = try Self.length(file)
    let bytes = file.numbers(at: 8, count: length, as: UInt8.self) ?? []
    guard bytes.first == UInt8(ascii: "{") else {
      throw SafetensorsError.invalidValue(
        field: "header", offset: 8, expected: "'{'",
        got: bytes.first.map { "byte 0x\(String($0, radix: 16))" } ?? "no byte")
    }
    let header: JSONValue
    do {
      header = try JSONValue(parsing: bytes, depthLimit: Self.depth)
    } catch let error as JSONError {
      throw SafetensorsError.invalidValue(
        field: "header", offset: 8 + error.offset, expected: error.expected, got: error.got)
    }

    var metadata: [SafetensorsFile.Metadatum] = []
    var entries: [SafetensorsEntry] = []
    // Swift compares by canonical equivalence, so names that look the same are refused too.
    var names: Set<String> = []
    for member in header.object?.members ?? [] {
      guard names.insert(member.key).inserted else {
        throw SafetensorsError.duplicateName(
          field: "tensor name", offset: 8 + member.offset, got: member.key)
      }
      if member.key == Self.metadataKey {
        metadata = try Self.metadata(member.value)
      } else {
        entries.append(try SafetensorsEntry(member))
      }
    }
    self.metadata = metadata
    tensors = try Self.place(entries, from: 8 + length, in: file)
  }

  private static func length(_ file: MappedFile) throws -> Int {
    guard let length = file.integer(at: 0, as: UInt64.self) else {
      throw SafetensorsError.truncated(
        field: "header length", offset: 0, expected: 8, got: file.count)
    }
    guard length <= UInt64(longest) else {
      let head = file.numbers(at: 0, count: min(file.count, 64), as: UInt8.self) ?? []
      throw SafetensorsError.invalidValue(
        field: "header length", offset: 0, expected: "at most \(longest)",
        got: foreignFormat(head) ?? "\(length)")
    }
    guard length <= UInt64(file.count - 8) else {
      throw SafetensorsError.truncated(
        field: "header", offset: 8, expected: length, got: file.count - 8)
    }
    return Int(length)
  }

  private static func metadata(_ value: JSONValue) throws -> [SafetensorsFile.Metadatum] {
    func fault(_ field: String, _ value: JSONValue, expected: String) -> SafetensorsError {
      .wrongType(field: field, offset: 8 + value.offset, expected: expected, got: value.summary)
    }
    guard let object = value.object else {
      throw fault(metadataKey, value, expected: "an object of texts")
    }
    return try object.members.map { member in
      guard let text = member.value.text else {
        throw fault("\(metadataKey) \(quoted(member.key))", member.value, expected: "a text")
      }
      return SafetensorsFile.Metadatum(key: member.key, value: text)
    }
  }

  /// Checks that the data of the tensors follow each other without gap or overlap to the end of the file.
  private static func place(
    _ entries: [SafetensorsEntry], from dataStart: Int, in file: MappedFile
  ) throws -> [SafetensorsTensor] {
    let available = file.count - dataStart
    var end = 0
    var tensors: [SafetensorsTensor] = []
    let order = entries.indices.sorted {
      (entries[$0].begin, entries[$0].end, $0) < (entries[$1].begin, entries[$1].end, $1)
    }
    for index in order {
      let entry = entries[index]
      guard entry.begin == end else {
        throw SafetensorsError.misplaced(
          field: "data_offsets of tensor \(quoted(entry.name))", offset: entry.offsetsField,
          expected: "\(end), where the tensor before it ends",
          got: "\(entry.begin), "
            + (entry.begin < end ? "overlapping the tensor before" : "leaving a gap"))
      }
      guard entry.end <= available else {
        throw SafetensorsError.truncated(
          field: "data of tensor \(quoted(entry.name))", offset: dataStart + entry.begin,
          expected: UInt64(entry.end - entry.begin), got: max(0, available - entry.begin))
      }
      end = entry.end
      tensors.append(
        SafetensorsTensor(
          name: entry.name, type: entry.type, shape: entry.shape,
          byteRange: dataStart + entry.begin..<dataStart + entry.end))
    }
    guard end == available else {
      throw SafetensorsError.trailingBytes(offset: dataStart + end, got: available - end)
    }
    return tensors
  }
}
