import Inference
import Store

extension [Intervention] {
  /// Everything that decides what these do, by bits; those that do nothing are left out.
  var cellKey: CellKey {
    CellKey { key in
      for intervention in self where !intervention.isIdentity { intervention.describe(to: &key) }
    }
  }
}

extension Intervention: CustomStringConvertible {
  /// One line; directions by the first digits of their hash.
  public var description: String {
    let place = positions == .all ? "" : " at \(positions)"
    return "\(operation) at \(hook)\(place)"
  }

  fileprivate func describe(to key: inout CellKey.Description) {
    key.add("\(hook)")
    positions.describe(to: &key)
    operation.describe(to: &key)
  }
}

extension PositionSet {
  fileprivate func describe(to key: inout CellKey.Description) {
    switch self {
    case .all: key.add("all positions")
    case .afterPrompt: key.add("positions after the prompt")
    case .promptEnd: key.add("position at the prompt's end")
    case .from(let first):
      key.add("positions from")
      key.add(first)
    case .only(let positions):
      key.add("positions")
      key.add(positions.sorted())
    }
  }
}

extension Intervention.Operation: CustomStringConvertible {
  /// What is done, on one line; directions by the first digits of their hash.
  public var description: String {
    func name(_ direction: [Float]) -> Substring { "\(CellKey { $0.add(direction) })".prefix(8) }
    func name(_ direction: UnitDirection) -> Substring {
      "\(CellKey { direction.describe(to: &$0) })".prefix(8)
    }
    return switch self {
    case .add(let direction, let coefficient): "add \(coefficient) × \(name(direction))"
    case .clamp(let direction, let value): "clamp \(name(direction)) to \(value)"
    case .rotate(let direction, let degrees): "rotate \(degrees)° toward \(name(direction))"
    case .patch(let activations): "patch \(activations.count) positions"
    case .erase(let write, _, _): "erase \(write.count) dimensions"
    case .when(let direction, let threshold, let operation):
      "where \(name(direction)) > \(threshold) \(operation)"
    }
  }

  /// The case's name first, so that two operations never share a description.
  fileprivate func describe(to key: inout CellKey.Description) {
    switch self {
    case .add(let direction, let coefficient):
      key.add("add")
      key.add(direction)
      key.add([coefficient])
    case .clamp(let direction, let value):
      key.add("clamp")
      direction.describe(to: &key)
      key.add(value)
    case .rotate(let direction, let degrees):
      key.add("rotate")
      direction.describe(to: &key)
      key.add(degrees)
    case .patch(let activations):
      key.add("patch")
      key.add(activations.keys.sorted())
      for position in activations.keys.sorted() { key.add(activations[position] ?? []) }
    case .erase(let write, let read, let center):
      key.add("erase")
      key.add(write.count)
      for row in write + read { key.add(row) }
      key.add(center)
    case .when(let direction, let threshold, let operation):
      key.add("when")
      direction.describe(to: &key)
      key.add(threshold)
      operation.describe(to: &key)
    }
  }
}

extension UnitDirection {
  fileprivate func describe(to key: inout CellKey.Description) {
    key.add(components)
  }
}
