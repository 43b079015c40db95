import Files

/// The name of a result: SHA-256 of everything that decides it.
///
/// Two results with one key are the same computation, so they have the same bits, or determinism is lost.
/// A measurement's key is made of model, item and interventions by `Evaluation.cells(applying:)`.
public struct CellKey: Sendable, Hashable, CustomStringConvertible {
  /// 32 bytes.
  public let bytes: [UInt8]

  /// A key that was computed before: its 32 bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameter describe: adds what decides the result, in a fixed order.
  public init(_ describe: (inout Description) -> Void) {
    var description = Description()
    describe(&description)
    bytes = description.hasher.finish()
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal(bytes) }

  /// What decides a result, piece by piece. Every piece carries its kind and its length, so that no two
  /// lists of pieces run together to the same bytes.
  public struct Description {
    fileprivate let hasher = SHA256Hasher()

    /// By its UTF-8: texts that look the same may be two.
    public mutating func add(_ text: String) { add(kind: "t", Array(text.utf8)) }

    /// All that decided another result.
    public mutating func add(_ key: CellKey) { add(kind: "k", key.bytes) }

    /// The same as a list of one.
    public mutating func add(_ number: Int) { add([number]) }

    /// As 64-bit integers, with how many there are.
    public mutating func add(_ numbers: [Int]) {
      numbers.map { UInt64(bitPattern: Int64($0)).littleEndian }.withUnsafeBytes {
        add(kind: "i", $0)
      }
    }

    /// The same as a list of one; by bits, so that 0 and −0 are two numbers.
    public mutating func add(_ number: Double) { add([number]) }

    /// By their bits, with how many there are.
    public mutating func add(_ numbers: [Double]) {
      numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { add(kind: "d", $0) }
    }

    /// By their bits, with how many there are; never the same as a list of doubles.
    public mutating func add(_ numbers: [Float]) {
      numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { add(kind: "f", $0) }
    }

    private func add(kind: Character, _ bytes: [UInt8]) {
      bytes.withUnsafeBytes { add(kind: kind, $0) }
    }

    private func add(kind: Character, _ bytes: UnsafeRawBufferPointer) {
      let header = Array("\(kind)\(bytes.count):".utf8)
      header.withUnsafeBytes(hasher.update)
      hasher.update(bytes)
    }
  }
}
