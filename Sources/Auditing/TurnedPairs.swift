import Protocols
import Randomness
import Steering
import Subjects

/// The mean difference again after a coin was tossed for each template whether its pairs exchange their sides: what the
/// same pairs give when no label means anything.
struct TurnedPairs {
  private let made: Extraction
  private let templates: [String]
  private let layer: Int

  init(_ made: Extraction, templates: [String], layer: Int) {
    self.made = made
    self.templates = templates
    self.layer = layer
  }

  /// Directions of their natural length, in the order in which they are drawn.
  func draws(_ count: Int) -> [[Float]] {
    var generator = SeededGenerator(seed: Subject.seed, stream: "audit turned \(layer)")
    let names = Set(templates).sorted()
    return (0..<count).map { _ in
      let turned = Set(names.filter { _ in generator.index(below: 2) == 0 })
      var sum = [Double](repeating: 0, count: made.vector.width)
      for pair in templates.indices {
        let sign: Double = turned.contains(templates[pair]) ? -1 : 1
        let sides = zip(made.positive[pair, layer], made.negative[pair, layer])
        for (k, (a, b)) in sides.enumerated() { sum[k] += sign * (Double(a) - Double(b)) }
      }
      return sum.map { Float($0 / Double(templates.count)) }
    }
  }
}
