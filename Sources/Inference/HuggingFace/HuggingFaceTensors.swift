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

  var byteCount: Int { files.flatMap(\.tensors).reduce(0) { $0 + $1.byteRange.count } }

  func hasTensor(_ name: String) -> Bool {
    name == RotaryTable.factorsName ? ropeFactors != nil : places[name] != nil
  }

  func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    if name == RotaryTable.factorsName, let ropeFactors { return ropeFactors }
    let (file, stored) = try place(of: name)
    switch names.layouts[Self.kind(name)] {
    case .transposed where shape.count > 1:
      let values = try file.tensor(stored, shape: shape.reversed())
      return (0..<shape[0]).flatMap { row in
        (0..<shape[1]).map { values[$0 * shape[0] + row] }
      }
    case .minusOne: return try file.tensor(stored, shape: shape).map { $0 + 1 }
    case nil, .transposed: return try file.tensor(stored, shape: shape)
    case .some(let layout):  // of a vector, a bias
      let values = try file.tensor(stored, shape: shape)
      return values.indices.map { values[storedRow($0, layout)] }
    }
  }

  func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
    let (file, stored) = try place(of: name)
    switch names.layouts[Self.kind(name)] {
    case nil: return try file.matrix(stored, shape: shape)
    case .transposed, .minusOne:
      // One row of ours is a column of theirs: read whole.
      let values = try tensor(name, shape: shape)
      return StoredMatrix(values, outputs: shape[0], inputs: shape[1])
    case .some(let layout):
      return try file.matrix(stored, shape: shape).reordered { [self] in storedRow($0, layout) }
    }
  }

  private func place(of name: String) throws -> (file: SafetensorsFile, name: String) {
    guard let place = places[name] else {
      throw HuggingFaceError.missingTensor(
        Self.numbered(names.tensors[Self.kind(name)] ?? name, Self.layer(name)))
    }
    return (files[place.file], place.name)
  }

  /// The stored row of a row of ours.
  private func storedRow(_ row: Int, _ layout: HuggingFaceNames.Layout) -> Int {
    let (size, heads) = (configuration.headDimension, configuration.headCount)
    switch layout {
    case .transposed, .minusOne: return row
    case .rotaryHalves:
      // Our row 2i + j of a head is theirs of j · half + i.
      let within = row % size
      return row - within + within % 2 * (size / 2) + within / 2
    case .byHead:
      // Our row (part, head, i) is theirs of (head, part, i).
      let (part, rest) = row.quotientAndRemainder(dividingBy: heads * size)
      let (head, within) = rest.quotientAndRemainder(dividingBy: size)
      return (head * 3 + part) * size + within
    }
  }

  private static func layer(_ name: String) -> Int {
    name.split(separator: ".").lazy.compactMap { Int($0) }.first ?? 0
  }
}
