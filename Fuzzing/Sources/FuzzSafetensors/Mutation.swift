@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int) -> Int

/// Changes an input: all of it, its header, one number in the header, or its data.
///
/// But for the first, the header's length is made right again: else no insertion would get past it.
/// A number takes the place of another, since offsets are only right together.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateParts(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  guard seed % 4 > 0, size >= 8 else { return mutate(data, size, limit) }
  let length = (0..<8).reduce(0) { $0 | UInt64(data[$1]) << UInt64(8 * $1) }
  let end = 8 + Int(min(length, UInt64(size - 8)))
  var header = Array(UnsafeBufferPointer(start: data + 8, count: end - 8))
  var tail = Array(UnsafeBufferPointer(start: data + end, count: size - end))
  let room = limit - size
  switch seed % 4 {
  case 1: header = mutated(header, room)
  case 2: exchangeNumber(in: &header, tail.count, Int(seed / 4))
  default: tail = mutated(tail, room)
  }
  let bytes =
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + tail
  for (index, byte) in bytes.prefix(limit).enumerated() { data[index] = byte }
  return min(bytes.count, limit)
}

private func mutated(_ part: [UInt8], _ room: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: part.count + max(room, 1)) { buffer, count in
    guard let base = buffer.baseAddress else { return }
    _ = buffer.update(fromContentsOf: part)
    count = mutate(base, part.count, buffer.count)
  }
}

/// Puts another of the header's numbers, one of them more or less by one, or the size of the data in a
/// number's place.
private func exchangeNumber(in header: inout [UInt8], _ dataCount: Int, _ choice: Int) {
  func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(header[index]) }
  let starts = header.indices.filter { isDigit($0) && ($0 == 0 || !isDigit($0 - 1)) }
  guard !starts.isEmpty else { return }
  func run(_ start: Int) -> Range<Int> {
    start..<(header[start...].firstIndex { !(0x30...0x39).contains($0) } ?? header.count)
  }
  let target = run(starts[choice % starts.count])
  let source = run(starts[choice / starts.count % starts.count])
  let number = Int(String(decoding: header[source], as: UTF8.self)) ?? 0
  let replacement =
    switch choice / 64 % 4 {
    case 0: number
    case 1: number &+ 1
    case 2: max(number - 1, 0)
    default: dataCount
    }
  header.replaceSubrange(target, with: Array("\(replacement)".utf8))
}
