import Foundation
import Inference
import Steering
import Testing

@Suite("Vector files")
struct SteeringVectorFileTests {
  /// A path in a folder of its own, and what `body` makes of it.
  static func atTemporaryPath(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("SteeringTests-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("vector.gguf").path)
  }

  static func vector(hook: HookPoint.BlockHook = .residPost) throws -> SteeringVector {
    var vector = try SteeringVector(
      directions: [
        0: [1, -0.0, .leastNonzeroMagnitude], 1: [0.1, .greatestFiniteMagnitude, -3],
        4: [0x1.fffffep-1, 2, 1e-30],
      ],
      hook: hook, method: .mean, position: .mean, modelName: "ünïcode \"model\"",
      modelHash: String(repeating: "a1", count: 32))
    vector.dataHash = String(repeating: "b2", count: 32)
    vector.modelLayerCount = 5
    return vector
  }

  static func bits(_ vector: SteeringVector) -> [[UInt32]] {
    vector.layers.map { (vector.directions[$0] ?? []).map(\.bitPattern) }
  }

  @Test(
    "what is written is read back, bit for bit", arguments: [HookPoint.BlockHook.residPost, .z])
  func roundTrip(hook: HookPoint.BlockHook) throws {
    let vector = try Self.vector(hook: hook)
    try Self.atTemporaryPath { path in
      try vector.write(to: path)
      let read = try SteeringVector(contentsOf: path)
      #expect(read == vector)
      #expect(Self.bits(read) == Self.bits(vector))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      try read.write(to: path)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }
  }

  @Test("where an imported vector was read is written where its file says it")
  func importedPosition() throws {
    for position in ReadPosition.allCases {
      let vector = try SteeringVector(
        directions: [1: [1, 2]], method: .imported, position: position)
      try Self.atTemporaryPath { path in
        try vector.write(to: path)
        #expect(try SteeringVector(contentsOf: path) == vector, "\(position)")
      }
    }
  }

  @Test("a file holds what llama.cpp and repeng's loaders ask for")
  func layout() throws {
    try Self.atTemporaryPath { path in
      try Self.vector().write(to: path)
      let file = try GGUFFile(path: path)
      #expect(file.tensors.map(\.name) == ["direction.1", "direction.4"])
      for tensor in file.tensors {
        #expect(tensor.type == .f32)
        #expect(tensor.shape == [3])
      }
      #expect(try file.string("general.architecture") == "controlvector")
      #expect(try file.string("controlvector.model_hint") == "llama")
      #expect(file.metadata["controlvector.layer_count"] == .uint32(2))
    }
  }

  @Test("directions of another place than a block's output are no control vector to llama.cpp")
  func otherHook() throws {
    try Self.atTemporaryPath { path in
      try Self.vector(hook: .z).write(to: path)
      let names = try GGUFFile(path: path).tensors.map(\.name)
      #expect(names == [0, 1, 4].map { "blocks.\($0).attn.hook_z" })
    }
  }

  @Test("a file by repeng is read")
  func repeng() throws {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/love_minus_hate.gguf")
    let vector = try SteeringVector(contentsOf: url.path)
    #expect(vector.layers == Array(1...29))
    #expect(vector.width == 576)
    #expect(vector.method == .imported)
    #expect(vector.architecture == "llama")
    let file = try GGUFFile(path: url.path)
    #expect(try vector.direction(15) == file.tensor("direction.15", shape: [576]))
  }

  // MARK: Files that are refused

  /// A vector file, and the field that the error must name.
  struct Fault: Sendable, CustomTestStringConvertible {
    let field: String
    let write: @Sendable (inout GGUFWriter) throws -> Void
    var testDescription: String { field }

    init(_ field: String, _ write: @escaping @Sendable (inout GGUFWriter) throws -> Void) {
      self.field = field
      self.write = write
    }
  }

  static let nan: [UInt8] = [0, 0, 0xC0, 0x7F]

  static let faults = [
    Fault("general.architecture") {
      try $0.add("general.architecture", .string("llama"))
      try $0.add("direction.1", shape: [1], values: [1])
    },
    Fault("general.architecture") {
      try $0.add("general.architecture", .uint32(3))
      try $0.add("direction.1", shape: [1], values: [1])
    },
    Fault("tensors") { try $0.add("general.architecture", .string("controlvector")) },
    Fault("direction of layer 2") {
      try $0.add("direction.1", shape: [2], values: [1, 2])
      try $0.add("direction.2", shape: [3], values: [1, 2, 3])
    },
    Fault("tensor \"direction.1\", component 1") {
      try $0.add("direction.1", type: .f32, shape: [2], bytes: [0, 0, 0, 0] + nan)
    },
    Fault("direction of layer 0, component 0") {
      try $0.add("steering.direction_0", .array(.float32([.infinity])))
    },
    Fault("steering.direction_0") { try $0.add("steering.direction_0", .array(.int32([1]))) },
    Fault("tensor \"direction.1\"") { try $0.add("direction.1", shape: [1, 2], values: [1, 2]) },
    Fault("tensor \"direction.1\"") {
      try $0.add("direction.1", type: .f16, shape: [2], bytes: [0, 0, 0, 0])
    },
    Fault("tensor \"direction.x\"") { try $0.add("direction.x", shape: [1], values: [1]) },
    Fault("tensor \"direction.-1\"") { try $0.add("direction.-1", shape: [1], values: [1]) },
    Fault("tensor \"direction.01\"") { try $0.add("direction.01", shape: [1], values: [1]) },
    Fault("tensor \"direction.99999999999999999999\"") {
      try $0.add("direction.99999999999999999999", shape: [1], values: [1])
    },
    Fault("tensor \"direction\\n.1\"") { try $0.add("direction\n.1", shape: [1], values: [1]) },
    Fault("layer 0") {
      try $0.add("steering.direction_0", .array(.float32([1])))
      try $0.add("direction.0", shape: [1], values: [1])
    },
    Fault("steering.operator") {
      try $0.add("steering.operator", .string("ablate"))
      try $0.add("direction.1", shape: [1], values: [1])
    },
    Fault("steering.norm") {
      try $0.add("steering.norm", .string("per layer"))
      try $0.add("direction.1", shape: [1], values: [1])
    },
    Fault("steering.hook_point") {
      try $0.add("steering.hook_point", .string("hook_nowhere"))
      try $0.add("direction.1", shape: [1], values: [1])
    },
    Fault("steering.model_layer_count") {
      try $0.add("steering.model_layer_count", .string("many"))
      try $0.add("direction.1", shape: [1], values: [1])
    },
  ]

  @Test("a file that is no vector file is refused by path and field", arguments: faults)
  func refused(fault: Fault) throws {
    try Self.atTemporaryPath { path in
      var writer = GGUFWriter()
      try fault.write(&writer)
      try writer.write(to: path)
      let error = #expect(throws: SteeringError.self) { try SteeringVector(contentsOf: path) }
      guard case .badVectorFile(let at, let field, _, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(at == path)
      #expect(field == fault.field)
    }
  }

  @Test("a file that is no GGUF file is refused")
  func notGGUF() throws {
    try Self.atTemporaryPath { path in
      try Data("<html>".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: GGUFError.self) { try SteeringVector(contentsOf: path) }
    }
  }

  // MARK: Fitting a model

  @Test("a vector for another shape of model says which")
  func otherModel() throws {
    var vector = try SteeringVector(directions: [1: [1, 2], 3: [1, 2]], method: .mean)
    #expect(try vector.checkFit(smallModel(layers: 4, width: 2)) == [])
    #expect(throws: SteeringError.wrongModel(field: "width", expected: "3", got: "2")) {
      try vector.checkFit(smallModel(layers: 4, width: 3))
    }
    #expect(throws: SteeringError.wrongModel(field: "last layer", expected: "2", got: "3")) {
      try vector.checkFit(smallModel(layers: 3, width: 2))
    }
    vector.modelLayerCount = 4
    #expect(throws: SteeringError.wrongModel(field: "layer count", expected: "5", got: "4")) {
      try vector.checkFit(smallModel(layers: 5, width: 2))
    }
  }

  @Test("a vector from another model of the same shape is a warning")
  func otherWeights() throws {
    let vector = try SteeringVector(
      directions: [1: [1, 2]], method: .mean, modelName: "first", modelHash: "ab")
    let second = try smallModel(layers: 2, width: 2, name: "second")
    #expect(try vector.checkFit(second, modelHash: "ab") == [])
    #expect(try vector.checkFit(second, modelHash: "cd").first?.contains("cd") == true)
    #expect(try vector.checkFit(second).first?.contains("\"second\"") == true)
    #expect(try vector.checkFit(smallModel(layers: 2, width: 2, name: "first")) == [])
  }

  @Test("where it must be strict, another model of the same shape is an error that says which")
  func strict() throws {
    var vector = try SteeringVector(
      directions: [1: [1, 2]], method: .mean, modelName: "first", modelHash: "ab")
    let second = try smallModel(layers: 2, width: 2, name: "second")
    #expect(try vector.checkFit(second, modelHash: "ab", isStrict: true) == [])
    #expect(throws: SteeringError.wrongModel(field: "SHA-256", expected: "cd", got: "\"ab\"")) {
      try vector.checkFit(second, modelHash: "cd", isStrict: true)
    }
    vector.modelHash = ""
    #expect(
      throws: SteeringError.wrongModel(field: "name", expected: "\"second\"", got: "\"first\"")
    ) {
      try vector.checkFit(second, modelHash: "cd", isStrict: true)
    }
  }
}
