import CKernels
import Foundation

/// Cosines and sines of the rotary embedding, made for as many positions as passes have reached.
///
/// Not for the whole context at once: a file of a few kilobytes may say that its context is a million
/// positions, and would take gigabytes. An entry depends on its position alone, so how a table grew
/// never shows in a result.
/// Source: Su et al., "RoFormer" (arXiv 2104.09864). The angle is a float32 product, as in the public
/// implementations whose logits are the reference.
final class RotaryTable: Sendable {
  /// [positions, rotaryDim / 2] each.
  struct Rows: Sendable {
    let positions: Int
    let cosines: FloatBuffer
    let sines: FloatBuffer
  }

  private let frequencies: [Float]
  private let contextLength: Int
  private let lock = NSLock()
  // Guarded by the lock; the buffers of rows that were handed out never change.
  nonisolated(unsafe) private var rows = Rows(
    positions: 0, cosines: FloatBuffer(count: 0), sines: FloatBuffer(count: 0))

  /// Divisors of the frequencies, [rotaryDim / 2]: how Llama 3 files carry their scaling.
  static let factorsName = "rope_freqs.weight"
  /// Below it, an angle at the last position of the longest context is too large for `ck_sincos`.
  static let leastFactor: Float = 1 / 64

  /// - Parameters:
  ///   - theta: the base of the frequencies.
  ///   - scale: what positions are divided by.
  /// - Throws: ``ModelError/badTensor(name:expected:got:)`` for a divisor that is not positive.
  init(_ c: ModelConfiguration, theta: Float, scale: Float, _ factors: [Float]?) throws {
    if let bad = factors?.firstIndex(where: { !($0 >= Self.leastFactor) }) {
      throw ModelError.badTensor(
        name: Self.factorsName, expected: "divisors of at least \(Self.leastFactor)",
        got: "\(factors?[bad] ?? 0) at element \(bad)")
    }
    let logTheta = ck_log(Double(theta))
    frequencies = (0..<c.rotaryDimension / 2).map { i in
      Float(ck_exp(-logTheta * Double(2 * i) / Double(c.rotaryDimension))) / (factors?[i] ?? 1)
        / scale
    }
    contextLength = c.contextLength
  }

  /// At least the first `positions` rows, which must be within the context.
  func reaching(_ positions: Int) -> Rows {
    lock.withLock {
      if positions > rows.positions {
        rows = table(min(contextLength, max(positions, 2 * rows.positions, 256)))
      }
      return rows
    }
  }

  private func table(_ positions: Int) -> Rows {
    let half = frequencies.count
    let cosines = FloatBuffer(count: positions * half)
    let sines = FloatBuffer(count: positions * half)
    for position in 0..<positions {
      for (i, frequency) in frequencies.enumerated() {
        var sine = 0.0
        var cosine = 0.0
        ck_sincos(Double(Float(position) * frequency), &sine, &cosine)
        cosines.pointer[position * half + i] = Float(cosine)
        sines.pointer[position * half + i] = Float(sine)
      }
    }
    return Rows(positions: positions, cosines: cosines, sines: sines)
  }
}
