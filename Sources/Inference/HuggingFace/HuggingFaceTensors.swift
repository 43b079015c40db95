/// The weights of a Hugging Face folder under GGUF's names and in GGUF's layout, so that the same model
/// gives the same bits from either.
struct HuggingFaceTensors: TensorSource {
  private let files: [SafetensorsFile]
  private let names: HuggingFaceNames
  private let configuration: ModelConfiguration
  private let ropeFactors: [Float]?
  /// GGUF name → where it is.
  private let places: [String: (file: Int, name: String)]
  /// Tensors that no name leads to.
  private let strangers: [String]

  /// - Parameter isTied: whether the head is the embedding again, whatever is stored beside it.
  init(
    files: [SafetensorsFile], _ names: HuggingFaceNames, _ configuration: ModelConfiguration,
    isTied: Bool, ropeFactors: [Float]?
  ) {
    self.files = files
    self.names = names
    self.configuration = configuration
    self.ropeFactors = ropeFactors
    var stored: [String: Int] = [:]
    for (index, file) in files.enumerated() {
      for tensor in file.tensors where !names.ignored.contains(where: tensor.name.hasSuffix) {
        stored[tensor.name] = index
      }
    }
    var places: [String: (file: Int, name: String)] = [:]
    for (ours, theirs) in names.tensors {
      let isOfBlock = ours.hasPrefix("blk.N.")
      for layer in isOfBlock ? 0..<configuration.layerCount : 0..<1 {
        for suffix in [".weight", ".bias"] {
          let theirs = Self.numbered(theirs, layer) + suffix
          // A model saved without its head lacks the first part of each name.
          let bare = theirs.split(separator: ".").dropFirst().joined(separator: ".")
          for name in [theirs, bare] {
            if let file = stored.removeValue(forKey: name) {
              places[Self.numbered(ours, layer) + suffix] = (file, name)
            }
          }
        }
      }
    }
    if isTied { places["output.weight"] = nil }
    self.places = places
    strangers = stored.keys.sorted()
  }

  /// "N" between dots replaced by a number.
  private static func numbered(_ name: String, _ layer: Int) -> String {
    name.split(separator: ".").map { $0 == "N" ? "\(layer)" : String($0) }.joined(separator: ".")
  }

  /// "blk.N.…" for a tensor of a block, without ".weight" or ".bias".
  private static func kind(_ name: String) -> String {
    name.split(separator: ".").dropLast().map { Int($0) == nil ? String($0) : "N" }
      .joined(separator: ".")
  }

  var tensorNames: [String] { places.keys.sorted() + strangers }

  func hasTensor(_ name: String) -> Bool {
    name == RotaryTable.factorsName ? ropeFactors != nil : places[name] != nil
  }

  func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    if name == RotaryTable.factorsName, let ropeFactors { return ropeFactors }
    let width = shape.dropFirst().reduce(1, *)
    let read = try rows(of: name, shape: shape)
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    try values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try read(0..<buffer.count / max(width, 1), base)
    }
    return values
  }

  func rows(of name: String, shape: [Int]) throws -> RowReader {
    guard let place = places[name] else {
      throw HuggingFaceError.missingTensor(
        Self.numbered(names.tensors[Self.kind(name)] ?? name, Self.layer(name)))
    }
    let file = files[place.file]
    let c = configuration
    let width = shape.count > 1 ? shape[1] : 1
    switch names.layouts[Self.kind(name)] {
    case nil,
      .transposed where shape.count == 1:
      return try file.rows(of: place.name, shape: shape, width: width)
    case .transposed:
      // [inputs, outputs]: read whole, for one row of ours is a column.
      let values = try file.tensor(place.name, shape: [shape[1], shape[0]])
      return { rows, output in
        for (index, row) in rows.enumerated() {
          for column in 0..<width {
            output[index * width + column] = values[column * shape[0] + row]
          }
        }
      }
    case .minusOne:
      let read = try file.rows(of: place.name, shape: shape, width: width)
      return { rows, output in
        try read(rows, output)
        for i in 0..<rows.count * width { output[i] += 1 }
      }
    case .rotaryHalves:
      // Our row 2i + j of a head is theirs of j · half + i.
      let (size, half) = (c.headDimension, c.headDimension / 2)
      return try file.rows(of: place.name, shape: shape, width: width) { row in
        let within = row % size
        return row - within + within % 2 * half + within / 2
      }
    case .byHead:
      // Our row (part, head, i) is theirs of (head, part, i).
      let (size, heads) = (c.headDimension, c.headCount)
      return try file.rows(of: place.name, shape: shape, width: width) { row in
        let (part, rest) = row.quotientAndRemainder(dividingBy: heads * size)
        let (head, within) = rest.quotientAndRemainder(dividingBy: size)
        return (head * 3 + part) * size + within
      }
    }
  }

  private static func layer(_ name: String) -> Int {
    name.split(separator: ".").lazy.compactMap { Int($0) }.first ?? 0
  }
}

extension SafetensorsFile {
  /// - Parameter source: the stored row of each of ours; nil where they are the same.
  fileprivate func rows(
    of name: String, shape: [Int], width: Int, from source: (@Sendable (Int) -> Int)? = nil
  ) throws -> RowReader {
    // Rows of a vector are its elements.
    let read: RowReader
    if shape.count == 1 {
      let values = try tensor(name, shape: shape)
      read = { rows, output in
        for (index, row) in rows.enumerated() { output[index] = values[row] }
      }
    } else {
      read = try rows(of: name, shape: shape)
    }
    guard let source else { return read }
    return { rows, output in
      for (index, row) in rows.enumerated() {
        let stored = source(row)
        try read(stored..<stored + 1, output + index * width)
      }
    }
  }
}
