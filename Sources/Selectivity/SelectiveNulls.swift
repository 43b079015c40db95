import Claims
import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects

/// What a vector has to beat: directions that do not carry the behaviour, at the same layer.
public enum SelectiveNull: String, CaseIterable {
  /// The mean difference again after a coin was tossed for each template whether its pairs exchange their sides:
  /// what the same pairs give when no label means anything. Whole templates turn, since pairs of one are alike;
  /// and a coin each, since exactly one half would cancel what all pairs share and be too easy to beat. Both it
  /// and the vector are added at |c| = 1, their natural length, which tells how far the pairs agree: made as long
  /// or as costly, the little that coins leave of the vector would be the vector again.
  case flippedTemplates
  /// Every direction of the residual stream is as likely as any other; at the coefficient that costs as much as
  /// the vector's does.
  case isotropic
  /// Drawn with the covariance of the positive texts' activations; at equal cost.
  case covarianceMatched

  /// Most draws that are made of each kind.
  public static let draws = 99
  /// Templates, of which one item each is what they are measured on.
  public static let templates = 25

  /// The check that the vector's effect exceeds them.
  public var check: Check {
    switch self {
    case .flippedTemplates: .flippedTemplates(Self.draws)
    case .isotropic:
      Check("random directions, equal cost", Check.sequential(Self.draws))
    case .covarianceMatched:
      Check("covariance-matched directions, equal cost", Check.sequential(Self.draws))
    }
  }
}

/// Draws the directions of one kind.
struct NullDraw {
  let kind: SelectiveNull
  let concept: SelectiveVector
  private var generator: SeededGenerator
  private let names: [String]

  init(_ kind: SelectiveNull, like concept: SelectiveVector) {
    self.kind = kind
    self.concept = concept
    names = Set(concept.templates).sorted()
    generator = SeededGenerator(
      seed: Subject.seed, stream: "selective null \(kind.rawValue) \(concept.layer)")
  }

  mutating func next() -> [Float] {
    let length = norm(concept.direction)
    return switch kind {
    case .isotropic:
      RandomDirections.isotropic(
        width: concept.direction.count, norm: length, using: &generator)
    case .covarianceMatched:
      RandomDirections.covarianceMatched(
        to: concept.positive, layer: concept.layer, norm: length, using: &generator)
    case .flippedTemplates: flipped()
    }
  }

  /// Of its natural length: nothing is rescaled.
  private mutating func flipped() -> [Float] {
    let turned = Set(names.filter { _ in generator.index(below: 2) == 0 })
    var sum = [Double](repeating: 0, count: concept.direction.count)
    for pair in concept.templates.indices {
      let sign: Double = turned.contains(concept.templates[pair]) ? -1 : 1
      let sides = zip(
        concept.positive[pair, concept.layer], concept.negative[pair, concept.layer])
      for (k, (a, b)) in sides.enumerated() { sum[k] += sign * (Double(a) - Double(b)) }
    }
    return sum.map { Float($0 / Double(concept.templates.count)) }
  }
}
