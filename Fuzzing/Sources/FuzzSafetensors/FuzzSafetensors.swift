import FuzzSupport
import Inference

/// A safetensors file is refused with a `SafetensorsError` or all of it can be used.
@main
enum FuzzSafetensors {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] {
    [
      seed(#"{}"#, data: 0),
      seed(#"{"__metadata__":{"format":"pt","é":""}}"#, data: 0),
      seed(#"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#, data: 16),
      seed(
        #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"#
          + #""b":{"dtype":"BF16","shape":[1,1],"data_offsets":[6,8]},"#
          + #""c":{"dtype":"BOOL","shape":[0,4],"data_offsets":[8,8]},"#
          + #""d":{"dtype":"F4","shape":[2],"data_offsets":[8,9]},"#
          + #""e":{"dtype":"I64","shape":[],"data_offsets":[9,17]}}   "#, data: 17),
    ]
  }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let input = InputFile(UnsafeRawBufferPointer(start: start, count: count))
  let isLikely = SafetensorsFile.isLikely(path: input.path)
  let file = read([SafetensorsError.self]) { try SafetensorsFile(path: input.path) }
  guard let file else { return }
  require(isLikely || start?[8] != UInt8(ascii: "{"), "read, but it looks like another format")
  var end: Int?
  for tensor in file.tensors {
    let range = tensor.byteRange
    require(range.upperBound <= count && range.lowerBound == end ?? range.lowerBound, "\(range)")
    end = range.upperBound
    _ = read([SafetensorsError.self]) {
      try file.withBytes(of: tensor) { $0.reduce(0) { $0 &+ Int($1) } }
    }
    let values = read([SafetensorsError.self]) {
      try file.tensor(tensor.name, shape: tensor.shape)
    }
    require(values?.allSatisfy(\.isFinite) ?? true, "weights that are not finite")
    require(values.map { $0.count == tensor.elementCount } ?? true, "a wrong number of weights")
    if let rows = tensor.shape.first, rows > 0, rows < 4096, let values, tensor.shape.count == 2 {
      let last = [Float](unsafeUninitializedCapacity: tensor.shape[1]) { buffer, initialized in
        guard let base = buffer.baseAddress else { return }
        let isRead: Void? = read([SafetensorsError.self]) {
          try file.readFloats(
            of: tensor, (rows - 1) * tensor.shape[1]..<rows * tensor.shape[1], into: base)
        }
        initialized = isRead == nil ? 0 : tensor.shape[1]
      }
      require(last.elementsEqual(values.suffix(tensor.shape[1])), "a row read by itself differs")
    }
  }
  require(end ?? count == count, "the data ends at \(end ?? 0) of \(count)")
}

private func seed(_ header: String, data: Int) -> [UInt8] {
  let count = header.utf8.count
  return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + header.utf8
    + [UInt8](repeating: 0x3C, count: data)
}
