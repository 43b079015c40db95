import FuzzSupport
import Glibc
import Inference
import Steering

/// A vector file is refused with a typed error, or it is a vector of finite numbers that can be written
/// and read back the same.
@main
enum FuzzVectors {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] {
    try SteeringVector.BlockHook.allCases.flatMap { hook in
      var vector = try SteeringVector(
        directions: [0: [1, 2], 3: [-1, 0.5]], hook: hook, method: .mean, modelName: "m",
        modelHash: "ab")
      vector.modelLayerCount = 4
      vector.dataHash = "cd"
      vector.explainedVariances = [3: 0.5]
      return try VectorFormat.allCases.filter { hook == .residPost || $0 == .steeringLab }.map {
        let path = "/dev/shm/steeringlab-fuzz-\(getpid())"
        try vector.fitting($0)?.write(to: path, as: $0)
        defer { unlink(path) }
        return try bytes(ofFile: path)
      }
    }
  }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let input = InputFile(UnsafeRawBufferPointer(start: start, count: count))
  let vector = read([GGUFError.self, SteeringError.self]) {
    try SteeringVector(contentsOf: input.path)
  }
  guard let vector else { return }
  require(vector.width > 0 && !vector.layers.isEmpty, "an empty vector")
  for layer in vector.layers {
    let direction = read([SteeringError.self]) { try vector.direction(layer) } ?? []
    require(
      direction.count == vector.width && direction.allSatisfy(\.isFinite), "layer \(layer)")
  }
  // What it says of itself may be too long or too strange to be written, but not to be refused badly.
  let copy = "/dev/shm/steeringlab-fuzz-\(getpid()).gguf"
  guard read([GGUFError.self], { try vector.write(to: copy) }) != nil else { return }
  let again = read([GGUFError.self, SteeringError.self]) { try SteeringVector(contentsOf: copy) }
  unlink(copy)
  require(again == vector, "written and read: \(String(describing: again)), not \(vector)")
  for format in VectorFormat.allCases where format != .steeringLab && vector.hook == .residPost {
    guard let fitting = vector.fitting(format),
      read([GGUFError.self], { try fitting.write(to: copy, as: format) }) != nil
    else { continue }
    let again = read([GGUFError.self, SteeringError.self]) { try SteeringVector(contentsOf: copy) }
    unlink(copy)
    require(
      again?.directions == fitting.directions, "as \(format): \(String(describing: again))")
  }
}

private func bytes(ofFile path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { finding("cannot read \(path)") }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 65_536)
  let count = fread(&bytes, 1, bytes.count, file)
  return Array(bytes.prefix(count))
}
