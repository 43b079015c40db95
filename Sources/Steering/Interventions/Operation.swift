import Inference

extension Intervention {
  /// What is done to the activation x of one row, with everything it needs.
  ///
  /// The arithmetic looks at x, its position and nothing else, in double precision and in ascending
  /// order of components: the bits depend on no batch, thread or processor.
  public indirect enum Operation: Sendable, Hashable {
    /// x ← x + coefficient · direction.
    case add(direction: [Float], coefficient: Float)
    /// x ← x + (value − r̂·x) r̂. Ablation is a clamp to 0.
    case clamp(direction: UnitDirection, value: Double)
    /// x turned by so many degrees toward r̂, in the plane of the two, as long as before.
    case rotate(direction: UnitDirection, degrees: Double)
    /// x ← the activation of its position.
    case patch([Int: [Float]])
    /// x ← x − Σ_j write_j (read_j·(x − center)).
    case erase(write: [[Float]], read: [[Float]], center: [Float])
    /// The other operation where r̂·x > threshold, nothing elsewhere.
    case when(direction: UnitDirection, threshold: Double, Operation)
  }
}

extension Intervention.Operation {
  /// Changes an activation, given its position.
  typealias Transform = @Sendable (UnsafeMutableBufferPointer<Float>, Int) -> Void

  var isIdentity: Bool {
    switch self {
    case .add(let direction, let coefficient):
      coefficient == 0 || direction.allSatisfy { $0 == 0 }
    case .clamp: false
    case .rotate(_, let degrees): degrees == 0
    case .patch(let activations): activations.isEmpty
    case .erase(let write, let read, _):
      zip(write, read).allSatisfy { write, read in
        write.allSatisfy { $0 == 0 } || read.allSatisfy { $0 == 0 }
      }
    case .when(_, _, let operation): operation.isIdentity
    }
  }

  /// How wide the activation at a position must be.
  func widths(at position: Int) -> [Int] {
    switch self {
    case .add(let direction, _): [direction.count]
    case .clamp(let direction, _), .rotate(let direction, _): [direction.width]
    case .patch(let activations): activations[position].map { [$0.count] } ?? []
    case .erase(_, _, let center): [center.count]
    case .when(let direction, _, let operation):
      [direction.width] + operation.widths(at: position)
    }
  }

  func transform(on compute: Compute) -> Transform {
    switch self {
    case .add(let direction, let coefficient):
      { x, _ in compute.addScaled(direction, coefficient, to: x) }
    case .clamp(let direction, let value): { x, _ in direction.clamp(x, to: value) }
    case .rotate(let direction, let degrees): direction.rotation(degrees: degrees)
    case .patch(let activations): patching(activations)
    case .erase(let write, let read, let center): erasing(write: write, read: read, center: center)
    case .when(let direction, let threshold, let operation):
      direction.gate(above: threshold, operation.transform(on: compute))
    }
  }
}

/// - Throws: ``SteeringError/notFinite(at:)``, naming the first component at fault.
func requireFinite(_ values: some Sequence<Float>, _ what: String) throws {
  for (index, value) in values.enumerated() where !value.isFinite {
    throw SteeringError.notFinite(at: "\(what), component \(index)")
  }
}
