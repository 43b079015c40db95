import Foundation
import Inference
import TestSupport
import Testing

@testable import Steering

/// Files of other programs. Each format is written, read and written again; and read as the program that
/// owns it writes it.
@Suite("Vectors in other programs' formats")
struct VectorFormatTests {
  /// Numbers at the edges of float32, at layers that every format has room for.
  static func vector() throws -> SteeringVector {
    var vector = try SteeringVector(
      directions: [
        1: [0.1, .greatestFiniteMagnitude, -0.0], 4: [.leastNonzeroMagnitude, 2, 0x1.fffffep-1],
      ], method: .mean, modelName: "a model", modelHash: String(repeating: "a1", count: 32))
    vector.modelLayerCount = 5
    vector.dataHash = String(repeating: "b2", count: 32)
    vector.architecture = "l\"l\\a\nma"
    vector.explainedVariances = [1: 0.25, 4: 1 / 3]
    return vector
  }

  static func bits(_ vector: SteeringVector) -> [Int: [UInt32]] {
    vector.directions.mapValues { $0.map(\.bitPattern) }
  }

  @Test(
    "what is written is told apart, read bit for bit, and written again to the same bytes",
    arguments: VectorFormat.allCases)
  func roundTrip(format: VectorFormat) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (first, second) = (folder.path("first"), folder.path("second"))
    try Self.vector().write(to: first, as: format)
    #expect(try VectorFormat(ofFile: first) == format)
    let read = try SteeringVector(contentsOf: first)
    #expect(try Self.bits(read) == Self.bits(Self.vector()))
    #expect(read.architecture == "l\"l\\a\nma")
    try read.write(to: second, as: format)
    #expect(FileManager.default.contentsEqual(atPath: first, andPath: second))
  }

  @Test("from any format to any other and back, every number keeps its bits")
  func chain() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let original = try Self.vector()
    for first in VectorFormat.allCases {
      for second in VectorFormat.allCases {
        let path = folder.path("\(first.rawValue)-\(second.rawValue)")
        try original.write(to: path, as: first)
        try SteeringVector(contentsOf: path).write(to: path, as: second)
        try SteeringVector(contentsOf: path).write(to: path, as: first)
        #expect(
          try Self.bits(SteeringVector(contentsOf: path)) == Self.bits(original),
          "\(first) → \(second)")
      }
    }
  }

  @Test("this project's file keeps all that a vector knows")
  func everything() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var vector = try Self.vector()
    vector.importedMethod = "lat"
    vector.createdBy = "another program"
    vector.measuredPositions = "after-prompt"
    try vector.write(to: folder.path("v"))
    #expect(try SteeringVector(contentsOf: folder.path("v")) == vector)
    let unknown = try SteeringVector(directions: [1: [1]], method: .imported, position: nil)
    try unknown.write(to: folder.path("v"))
    #expect(try SteeringVector(contentsOf: folder.path("v")).position == nil)
  }

  @Test("what a format has no room for is refused, and left out when asked for")
  func noRoom() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = try SteeringVector(directions: [0: [1, 2], 3: [3, 4]], method: .mean)
    for format in VectorFormat.allCases where !format.hasBlock0 {
      #expect(throws: SteeringError.self) { try vector.write(to: folder.path("v"), as: format) }
      let fitting = try #require(vector.fitting(format))
      #expect(fitting.layers == [3])
      try fitting.write(to: folder.path("v"), as: format)
      #expect(try GGUFFile(path: folder.path("v")).tensors.map(\.name) == ["direction.3"])
      let only = try SteeringVector(directions: [0: [1, 2]], method: .mean)
      #expect(only.fitting(format) == nil)
    }
    let queries = try SteeringVector(directions: [1: [1]], hook: .q, method: .mean)
    for format in VectorFormat.allCases where format != .steeringLab {
      #expect(throws: SteeringError.self) { try queries.write(to: folder.path("v"), as: format) }
    }
  }

  @Test("a shift moves every direction, and none out of a model")
  func shift() throws {
    let vector = try Self.vector()
    let shifted = try vector.shifted(by: -1)
    #expect(shifted.layers == [0, 3])
    #expect(shifted.directions[3] == vector.directions[4])
    #expect(shifted.explainedVariances == [0: 0.25, 3: 1 / 3])
    #expect(try shifted.shifted(by: 1) == vector)
    for shift in [-2, 508, .min, .max] {
      #expect(throws: SteeringError.self) { try vector.shifted(by: shift) }
    }
  }

  @Test("the norm is read off the directions; a file that claims unit length must hold it")
  func norm() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let unit = try SteeringVector(
      directions: [1: [0.6, 0.8], 2: [0, 1], 3: [0, 0]], method: .imported)
    #expect(unit.norm == .unit)
    #expect(try Self.vector().norm == .asExtracted)
    try unit.write(to: folder.path("v"))
    #expect(try GGUFFile(path: folder.path("v")).string("steering.norm") == "unit")
    var writer = GGUFWriter()
    try writer.add("steering.norm", .string("unit"))
    try writer.add("direction.1", shape: [2], values: [3, 4])
    try writer.write(to: folder.path("v"))
    let error = #expect(throws: SteeringError.self) {
      try SteeringVector(contentsOf: folder.path("v"))
    }
    #expect("\(error as Any)".contains("lengths from 5.0 to 5.0"), "\(error as Any)")
  }

  // MARK: As their own programs write them

  /// `love_minus_hate.gguf` is by repeng 0.4.0's `ControlVector.export_gguf` (gguf 0.19.0).
  @Test("repeng's own file is read, and written as repeng wrote it, to the byte")
  func repeng() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = Bundle.module.bundleURL.appendingPathComponent("Fixtures/love_minus_hate.gguf").path
    #expect(try VectorFormat(ofFile: path) == .repeng)
    let vector = try SteeringVector(contentsOf: path)
    #expect(vector.method == .imported && vector.position == nil && vector.createdBy == "")
    try vector.write(to: folder.path("again"), as: .repeng)
    #expect(FileManager.default.contentsEqual(atPath: path, andPath: folder.path("again")))
  }

  /// cvector-generator's keys: the count is an int32, and direction.(L+1) was read at block L.
  @Test("a file by cvector-generator is read, one block too late until it is shifted")
  func cvectorGenerator() throws {
    let vector = try read {
      try $0.add("general.architecture", .string("controlvector"))
      try $0.add("controlvector.model_hint", .string("llama"))
      try $0.add("controlvector.layer_count", .int32(2))
      try $0.add("direction.1", shape: [2], values: [1, 2])
      try $0.add("direction.2", shape: [2], values: [3, 4])
    }
    #expect(vector.format == .llamaCpp)
    #expect(vector.vector.layers == [1, 2])
    #expect(try vector.vector.shifted(by: -1).directions == [0: [1, 2], 1: [3, 4]])
  }

  /// EasySteer's flat metadata, where numbers and truth values become float32.
  @Test("a file by EasySteer: method, position, explained variance, direction.0")
  func easySteer() throws {
    let (format, vector) = try read {
      try $0.add("general.architecture", .string("controlvector"))
      try $0.add("controlvector.model_hint", .string("qwen2"))
      try $0.add("controlvector.method", .string("pca_center"))
      try $0.add("controlvector.layer_count", .uint32(2))
      try $0.add("controlvector.normalize", .float32(1))
      try $0.add("controlvector.token_pos", .float32(-1))
      try $0.add("controlvector.n_positive", .float32(8))
      try $0.add("controlvector.explained_variance.0", .float32(0.5))
      try $0.add("direction.0", shape: [2], values: [0.6, 0.8])
      try $0.add("direction.1", shape: [2], values: [1, 0])
    }
    #expect(format == .easySteer)
    #expect(vector.directions == [0: [0.6, 0.8], 1: [1, 0]])
    #expect(vector.method == .imported && vector.importedMethod == "pca_center")
    #expect(vector.position == .last && vector.norm == .unit)
    #expect(vector.explainedVariances == [0: 0.5])
    #expect(vector.createdBy == "EasySteer" && vector.architecture == "qwen2")
  }

  @Test(
    "EasySteer's directions of another place than the residual stream are refused",
    arguments: [
      (#"{"version":1,"component":"hidden_states","metadata":null}"#, true),
      (#"{"version":1,"component":null,"metadata":null}"#, true),
      (#"{"version":1,"component":"attention_heads","metadata":null}"#, false),
      (#"{"version":1,"component":7}"#, false),
      (#"{"version":1,"#, false),
    ])
  func easySteerComponent(json: String, isRead: Bool) throws {
    func read() throws -> SteeringVector {
      try self.read {
        try $0.add("controlvector.method", .string("diffmean"))
        try $0.add("controlvector.easysteer", .string(json))
        try $0.add("direction.1", shape: [1], values: [1])
      }.vector
    }
    if isRead {
      #expect(try read().importedMethod == "diffmean")
    } else {
      let error = #expect(throws: SteeringError.self) { try read() }
      #expect("\(error as Any)".contains("controlvector.easysteer"))
    }
  }

  /// `ibm.svec` is by Python 3.11's `json.dump` of NumPy float32 arrays' `tolist()`, which is all that IBM's
  /// `SteeringVector.save` does.
  @Test("IBM's own file is read, and written as IBM's program wrote it, to the byte")
  func svec() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = Bundle.module.bundleURL.appendingPathComponent("Fixtures/ibm.svec").path
    let vector = try SteeringVector(contentsOf: path)
    #expect(vector.layers == [0, 3])
    #expect(vector.directions[3] == [0.1, -1.5e-30, 16_777_216, 0x1.fffffep+127])
    #expect(vector.directions[0]?[2].bitPattern == Float(-0.0).bitPattern)
    #expect(vector.explainedVariances == [0: 1, 3: 0.7213475204444817])
    #expect(vector.architecture == "llama" && vector.method == .imported)
    try vector.write(to: folder.path("again"), as: .svec)
    #expect(FileManager.default.contentsEqual(atPath: path, andPath: folder.path("again")))
  }

  private func read(
    _ write: (inout GGUFWriter) throws -> Void
  ) throws -> (format: VectorFormat, vector: SteeringVector) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var writer = GGUFWriter()
    try write(&writer)
    try writeQuickly(writer.bytes(), to: folder.path("v"))
    return (
      try VectorFormat(ofFile: folder.path("v")), try SteeringVector(contentsOf: folder.path("v"))
    )
  }

  // MARK: Files that are refused

  static let faults: [(text: String, field: String, got: String)] = [
    ("{", "byte 1", "the end of the text"),
    ("{\"directions\": {\"1\": [NaN]}}", "byte 22", "'N'"),
    ("{\"directions\": {\"1\": [1], \"1\": [2]}}", "byte 26", "\"1\" again"),
    ("{}", "directions", "none"),
    ("{\"directions\": []}", "directions", "a list"),
    ("{\"directions\": {}}", "directions", "none"),
    ("{\"directions\": {\"-1\": [1]}}", "directions", "\"-1\""),
    ("{\"directions\": {\"01\": [1]}}", "directions", "\"01\""),
    ("{\"directions\": {\"512\": [1]}}", "directions", "\"512\""),
    ("{\"directions\": {\"x\\n\": [1]}}", "directions", "\"x\\n\""),
    ("{\"directions\": {\"1\": []}}", "directions, layer 1", "an empty list"),
    ("{\"directions\": {\"1\": 1}}", "directions, layer 1", "a number"),
    ("{\"directions\": {\"1\": [1, \"2\"]}}", "directions, layer 1, component 1", "a text"),
    ("{\"directions\": {\"1\": [1e39]}}", "directions, layer 1, component 0", "a larger number"),
    ("{\"directions\": {\"1\": [1e999]}}", "directions, layer 1, component 0", "a larger number"),
    ("{\"directions\": {\"1\": [1, 2], \"2\": [1]}}", "directions, layer 2", "1"),
    ("{\"model_type\": 3, \"directions\": {\"1\": [1]}}", "model_type", "a number"),
    (
      "{\"directions\": {\"1\": [1]}, \"explained_variances\": {\"1\": null}}",
      "explained_variances, layer 1", "null"
    ),
  ]

  @Test("an .svec file that is none is refused by path and field", arguments: faults.indices)
  func refused(index: Int) throws {
    let (text, field, got) = Self.faults[index]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("v.svec", text).path
    let error = #expect(throws: SteeringError.self) { try SteeringVector(contentsOf: path) }
    guard case .badVectorFile(path, field, _, got) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a pickle is never read, bare or zipped, and the message says how to convert it")
  func pickle() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for head: [UInt8] in [[0x50, 0x4B, 3, 4], [0x80, 2, 0x8A, 0x0A], [0x80, 4, 0x95]] {
      try writeQuickly(head + [UInt8](repeating: 0, count: 99), to: folder.path("v.pt"))
      let error = #expect(throws: SteeringError.self) {
        try SteeringVector(contentsOf: folder.path("v.pt"))
      }
      #expect("\(error as Any)".contains("torch.load"), "\(error as Any)")
    }
  }

  // MARK: Damage

  @Test("thousands of damaged .svec files are read or refused")
  func damaged() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let original = SVecFile.bytes(of: try Self.vector())
    var mutator = FileMutator(
      original, fields: FileFields.json(original), words: FileFields.jsonWords, seed: 52)
    var (read, refused) = (0, 0)
    for _ in 0..<4_000 {
      if try HostileVectorTests.isRead(mutator.next(), at: folder.path("v")) {
        read += 1
      } else {
        refused += 1
      }
    }
    #expect(read > 200 && refused > 1_000, "\(read) read, \(refused) refused")
    print("damaged files: .svec \(read) read, \(refused) refused")
  }

  @Test("an .svec file cut at every byte is refused")
  func truncated() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let original = SVecFile.bytes(of: try Self.vector())
    for length in 0..<original.count {
      let isRead = try HostileVectorTests.isRead(
        Array(original.prefix(length)), at: folder.path("v"))
      #expect(!isRead, "cut to \(length)")
    }
  }
}
