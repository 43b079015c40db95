@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int) -> Int

/// Changes an input: all of it, its header, one number in the header, all later offsets, or its data.
///
/// But for the first, the header's length is made right again: else no insertion would get past it.
/// A number takes the place of another, since offsets are only right together.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateParts(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  guard seed % 5 > 0, size >= 8 else { return mutate(data, size, limit) }
  let length = (0..<8).reduce(0) { $0 | UInt64(data[$1]) << UInt64(8 * $1) }
  let end = 8 + Int(min(length, UInt64(size - 8)))
  var header = Array(UnsafeBufferPointer(start: data + 8, count: end - 8))
  var tail = Array(UnsafeBufferPointer(start: data + end, count: size - end))
  let room = limit - size
  switch seed % 5 {
  case 1: header = mutated(header, room)
  case 2: exchangeNumber(in: &header, tail.count, Int(seed / 5))
  case 3: shiftNumbers(in: &header, &tail, Int(seed / 5))
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

/// Where the header's numbers are.
private func numbers(in header: [UInt8]) -> [Range<Int>] {
  func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(header[index]) }
  return header.indices.filter { isDigit($0) && ($0 == 0 || !isDigit($0 - 1)) }.map { start in
    start..<(header[start...].indices.first { !isDigit($0) } ?? header.count)
  }
}

private func value(_ digits: ArraySlice<UInt8>) -> Int {
  Int(String(decoding: digits, as: UTF8.self)) ?? 0
}

/// Puts another of the header's numbers, one of them more or less by one, or the size of the data in a
/// number's place.
private func exchangeNumber(in header: inout [UInt8], _ dataCount: Int, _ choice: Int) {
  let places = numbers(in: header)
  guard !places.isEmpty else { return }
  let target = places[choice % places.count]
  let number = value(header[places[choice / places.count % places.count]])
  let replacement =
    switch choice / 64 % 4 {
    case 0: number
    case 1: number &+ 1
    case 2: max(number - 1, 0)
    default: dataCount
    }
  header.replaceSubrange(target, with: Array("\(replacement)".utf8))
}

/// Moves what lies behind a place some bytes further: a number and all later ones that are no smaller,
/// with as many bytes of data more.
private func shiftNumbers(in header: inout [UInt8], _ tail: inout [UInt8], _ choice: Int) {
  let places = numbers(in: header)
  guard !places.isEmpty else { return }
  let first = choice % places.count
  let distance = 1 + choice / places.count % 8
  let least = value(header[places[first]])
  for place in places[first...].reversed() where value(header[place]) >= least {
    let moved = value(header[place]).addingReportingOverflow(distance).partialValue
    header.replaceSubrange(place, with: Array("\(moved)".utf8))
  }
  tail += [UInt8](repeating: 0x3C, count: distance)
}
