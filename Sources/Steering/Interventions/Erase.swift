import Inference

extension Intervention {
  /// Erases a concept: x ← x − Σ_j write_j (read_j·(x − center)).
  ///
  /// All of `read` see x as it came, before anything is taken off. With what LEACE fits, no linear probe
  /// finds the concept in what is left, and x moves as little as that allows (Belrose et al., arXiv
  /// 2306.03819). One unit direction as both `write` and `read`, with center 0, is an ablation.
  ///
  /// - Parameters:
  ///   - write, read: [rank][width].
  ///   - center: [width], the mean about which it was fitted.
  /// - Throws: ``SteeringError/notFinite(at:)``, ``SteeringError/widthMismatch(at:expected:got:)`` for a
  ///   row that is not as wide as the center, or ``SteeringError/invalid(_:expected:got:)`` when `write`
  ///   and `read` differ in rank.
  public static func erase(
    write: [[Float]], read: [[Float]], center: [Float], at hook: HookPoint,
    positions: PositionSet = .all
  ) throws -> Intervention {
    guard read.count == write.count else {
      throw SteeringError.invalid(
        "read", expected: "\(write.count) rows, as in write", got: "\(read.count)")
    }
    try requireFinite(center, "center")
    for (name, rows) in [("write", write), ("read", read)] {
      for (index, row) in rows.enumerated() {
        guard row.count == center.count else {
          throw SteeringError.widthMismatch(
            at: "\(name), row \(index)", expected: center.count, got: row.count)
        }
        try requireFinite(row, "\(name), row \(index)")
      }
    }
    return Intervention(
      hook: hook, positions: positions,
      operation: .erase(write: write, read: read, center: center))
  }
}

func erasing(
  write: [[Float]], read: [[Float]], center: [Float]
) -> Intervention.Operation.Transform {
  { x, _ in
    let amounts = read.map { row in  // [rank]
      var sum = 0.0
      for k in row.indices { sum += Double(row[k]) * (Double(x[k]) - Double(center[k])) }
      return sum
    }
    for k in center.indices {
      var removed = 0.0
      for j in write.indices { removed += Double(write[j][k]) * amounts[j] }
      x[k] = Float(Double(x[k]) - removed)
    }
  }
}
