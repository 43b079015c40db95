import StrictJSON

extension GGUFFile {
  /// A tensor's entry in the header, with its sizes checked but its place not yet.
  struct TensorInfo {
    let name: String
    let type: GGUFTensorType
    let shape: [Int]
    let byteCount: Int
    /// From the start of the data section, as the file says.
    let dataOffset: UInt64
    /// Where `dataOffset` is in the file, for errors about it.
    let dataOffsetField: Int
  }

  /// Checks that the tensors follow each other in file order without gap or overlap, each at the next
  /// multiple of the alignment (ggml's rule), and that the file ends with the last one's padding.
  static func place(
    _ infos: [TensorInfo], after headerEnd: Int, alignment: Int, in file: MappedFile
  ) throws -> [GGUFTensor] {
    // Below headerEnd + alignment, both of them at most a file's length and a page: no overflow.
    let dataStart = headerEnd.roundedUp(toMultipleOf: alignment) ?? .max
    var dataEnd = headerEnd  // without padding
    var nextOffset = 0
    var tensors: [GGUFTensor] = []
    for info in infos {
      let field = { "data of tensor \(quoted(info.name))" }
      guard info.dataOffset == UInt64(nextOffset) else {
        let problem =
          if info.dataOffset % UInt64(alignment) != 0 {
            "misaligned"
          } else if info.dataOffset < UInt64(nextOffset) {
            "overlapping the tensor before"
          } else {
            "leaving a gap"
          }
        throw GGUFError.misplaced(
          field: "offset of tensor \(quoted(info.name))", offset: info.dataOffsetField,
          expected: "\(nextOffset), the next multiple of \(alignment)",
          got: "\(info.dataOffset), \(problem)")
      }
      let (start, startOverflows) = dataStart.addingReportingOverflow(nextOffset)
      let (end, endOverflows) = start.addingReportingOverflow(info.byteCount)
      guard !startOverflows, !endOverflows, end <= file.count else {
        throw GGUFError.truncated(
          field: field(), offset: startOverflows ? .max : start, expected: UInt64(info.byteCount),
          got: startOverflows ? 0 : max(0, file.count - start))
      }
      tensors.append(
        GGUFTensor(name: info.name, type: info.type, shape: info.shape, byteRange: start..<end))
      dataEnd = end
      // end - dataStart is at most the file's length.
      nextOffset = (end - dataStart).roundedUp(toMultipleOf: alignment) ?? .max
    }
    let padded = dataEnd.roundedUp(toMultipleOf: alignment) ?? .max
    guard file.count <= padded else {
      throw GGUFError.trailingBytes(offset: padded, got: file.count - padded)
    }
    return tensors
  }
}

extension GGUFFile.TensorInfo {
  init(_ reader: inout GGUFReader, _ index: Int, isUsed: (String) -> Bool) throws {
    let start = reader.offset
    let bytes = try reader.string("name of tensor \(index)")
    guard (1...GGUFFile.longestTensorName).contains(bytes.count),
      let name = String(validating: bytes, as: UTF8.self)
    else {
      throw GGUFError.invalidName(
        field: "name of tensor \(index)", offset: start,
        expected: "1 to \(GGUFFile.longestTensorName) bytes of UTF-8",
        got: "\(bytes.count) bytes, \(quoted(String(decoding: bytes.prefix(97), as: UTF8.self)))")
    }
    // Swift compares by canonical equivalence, so names that look the same are refused too.
    guard !isUsed(name) else {
      throw GGUFError.duplicateName(field: "name of tensor \(index)", offset: start, got: name)
    }
    let field = { "tensor \(quoted(name))" }

    let shapeOffset = reader.offset
    let dimensionCount: UInt32 = try reader.integer("dimension count of \(field())")
    guard (1...UInt32(GGUFFile.mostDimensions)).contains(dimensionCount) else {
      throw GGUFError.invalidShape(
        field: "dimension count of \(field())", offset: shapeOffset,
        expected: "1 to \(GGUFFile.mostDimensions)", got: "\(dimensionCount)")
    }
    var extents: [UInt64] = []  // innermost first, as in the file
    for _ in 0..<dimensionCount { extents.append(try reader.integer("dimensions of \(field())")) }

    let typeOffset = reader.offset
    let number: UInt32 = try reader.integer("type of \(field())")
    guard let type = GGUFTensorType(rawValue: number) else {
      let supported = GGUFTensorType.allCases.map(\.name).joined(separator: " ")
      throw GGUFError.wrongType(
        field: "type of \(field())", offset: typeOffset, expected: "one of \(supported)",
        got: "ggml type \(number)")
    }
    let (shape, byteCount) = try Self.size(extents, type, field, shapeOffset)
    let offsetField = reader.offset
    self.init(
      name: name, type: type, shape: shape, byteCount: byteCount,
      dataOffset: try reader.integer("offset of \(field())"), dataOffsetField: offsetField)
  }

  /// The shape outermost first, and the bytes it takes, neither of them over Int.max.
  private static func size(
    _ extents: [UInt64], _ type: GGUFTensorType, _ field: () -> String, _ offset: Int
  ) throws -> (shape: [Int], byteCount: Int) {
    func refuse(_ expected: String) -> GGUFError {
      .invalidShape(
        field: "dimensions of \(field())", offset: offset + 4, expected: expected,
        got: "\(Array(extents.reversed()))")
    }
    let dimensions = extents.compactMap { Int(exactly: $0) }
    guard dimensions.count == extents.count, dimensions.allSatisfy({ $0 > 0 }) else {
      throw refuse("each from 1 to \(Int.max)")
    }
    guard dimensions[0] % type.blockSize == 0 else {
      throw refuse("rows of a multiple of \(type.blockSize) elements for \(type.name)")
    }
    var elements = 1
    for dimension in dimensions {
      let (product, overflows) = elements.multipliedReportingOverflow(by: dimension)
      guard !overflows else { throw refuse("at most \(Int.max) elements") }
      elements = product
    }
    let blocks = elements / type.blockSize
    let (byteCount, overflows) = blocks.multipliedReportingOverflow(by: type.bytesPerBlock)
    guard !overflows else { throw refuse("at most \(Int.max) bytes") }
    return (dimensions.reversed(), byteCount)
  }
}

extension Int {
  /// The next multiple of a power of two; nil when it does not fit.
  func roundedUp(toMultipleOf alignment: Int) -> Int? {
    let (sum, overflows) = addingReportingOverflow(alignment - 1)
    return overflows ? nil : sum & ~(alignment - 1)
  }
}
