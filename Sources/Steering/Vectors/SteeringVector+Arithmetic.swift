import Inference

extension SteeringVector {
  /// The weighted sum of vectors, at the layers that all of them have: `a + 0.5 * b`.
  ///
  /// What one is tells of the sum only where all agree: the model, and the texts where there is one vector.
  /// - Throws: ``SteeringError`` where there are none, where they were read at different places in a block or have no
  ///   layer in common, or where widths or numbers do not fit.
  public static func sum(
    of terms: [(weight: Double, vector: SteeringVector)]
  ) throws -> SteeringVector {
    guard let first = terms.first?.vector else { throw SteeringError.emptyVector }
    if terms.count == 1, terms[0].weight == 1 { return first }
    for term in terms where term.vector.hook != first.hook {
      throw SteeringError.invalid(
        "sum of vectors", expected: "all for \(first.hook.rawValue)", got: term.vector.hook.rawValue
      )
    }
    let shared = first.layers.filter { layer in
      terms.allSatisfy { $0.vector.directions[layer] != nil }
    }
    guard !shared.isEmpty else {
      throw SteeringError.invalid(
        "sum of vectors", expected: "a layer that all have",
        got: "layers " + terms.map { "\($0.vector.layers)" }.joined(separator: " and "))
    }
    var directions: [Int: [Float]] = [:]
    for layer in shared {
      var sum = [Double](repeating: 0, count: first.width)
      for (weight, vector) in terms {
        let direction = vector.directions[layer] ?? []
        guard direction.count == sum.count else {
          throw SteeringError.widthMismatch(
            at: "layer \(layer)", expected: sum.count, got: direction.count)
        }
        for k in sum.indices { sum[k] += weight * Double(direction[k]) }
      }
      directions[layer] = sum.map(Float.init)
    }
    func common(_ value: (SteeringVector) -> String) -> String {
      terms.allSatisfy { value($0.vector) == value(first) } ? value(first) : ""
    }
    var combined = try SteeringVector(
      directions: directions, hook: first.hook, method: .imported,
      position: terms.allSatisfy { $0.vector.position == first.position } ? first.position : nil,
      modelName: common(\.modelName), modelHash: common(\.modelHash))
    combined.importedMethod = "weighted sum of \(terms.count)"
    combined.modelLayerCount = first.modelLayerCount
    combined.architecture = first.architecture
    combined.dataHash = terms.count == 1 ? first.dataHash : ""
    return combined
  }
}
