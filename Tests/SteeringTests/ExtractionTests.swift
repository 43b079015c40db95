import Foundation
import Inference
import Testing
import TinyModel

@testable import Steering

@Suite("Extraction: mean difference, PCA, logistic, linear discriminant")
struct ExtractionTests {
  /// Ours end in single precision: half a unit in the last place of components up to 10 is 5e-7.
  static let single = 1e-6

  typealias Method = @Sendable (Activations, Activations) throws -> SteeringVector
  static let methods: [(String, Method)] = [
    ("mean", { try .meanDifference(positive: $0, negative: $1) }),
    ("pca", { try .principalComponent(positive: $0, negative: $1) }),
    ("logistic", { try .logistic(positive: $0, negative: $1) }),
    ("lda", { try .linearDiscriminant(positive: $0, negative: $1) }),
  ]

  @Test("NumPy's SVD and scikit-learn's classifiers give the same directions")
  func reference() throws {
    let cases = try ContrastMethods.reference.get().cases
    #expect(cases.map(\.position) == [.last, .mean, .all])
    for reference in cases {
      let (positive, negative) = (reference.positiveActivations, reference.negativeActivations)
      let vectors = [
        (
          try SteeringVector.principalComponent(positive: positive, negative: negative),
          reference.pca
        ),
        (
          try .logistic(positive: positive, negative: negative, inverseRegularization: 1),
          reference.logistic
        ),
        (
          try .linearDiscriminant(positive: positive, negative: negative, shrinkage: 0.3),
          reference.lda
        ),
      ]
      for (vector, expected) in vectors {
        let difference = largestDifference(try vector.direction(0).map(Double.init), expected)
        #expect(
          difference < Self.single, "\(reference.name), \(vector.method): \(difference)")
        #expect(vector.position == reference.position)
        #expect(vector.modelLayerCount == 1)
      }
      let spectrum = try DifferenceSpectrum(
        positive: positive, negative: negative, layer: 0, rank: 4)
      #expect(largestDifference(spectrum.singularValues, reference.singularValues) < 1e-10)
      #expect(largestDifference(spectrum.directions[0], reference.directions[0]) < 1e-10)
      for (ours, expected) in zip(spectrum.directions, reference.directions) {
        #expect(largestDifference(ours, expected) < 1e-10, "\(reference.name)")
      }
      #expect(abs(spectrum.shares.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("the best subspace: a projection onto all of it keeps a direction, onto one axis its part")
  func projection() throws {
    let reference = try #require(try ContrastMethods.reference.get().cases.dropFirst().first)
    let (positive, negative) = (reference.positiveActivations, reference.negativeActivations)
    let spectrum = try DifferenceSpectrum(
      positive: positive, negative: negative, layer: 0, rank: reference.width)
    let mean = try SteeringVector.meanDifference(positive: positive, negative: negative)
      .direction(0)
    let whole = spectrum.projection(of: mean, rank: reference.width)
    #expect(largestDifference(whole.map(Double.init), mean.map(Double.init)) < Self.single)
    let lengths = (0...reference.width).map { norm(spectrum.projection(of: mean, rank: $0)) }
    #expect(lengths[0] == 0)
    #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 <= $1 + Self.single })
    let first = spectrum.projection(of: mean, rank: 1)
    #expect(abs(abs(cosine(first, spectrum.directions[0].map { Float($0) })) - 1) < 1e-6)
  }

  @Test("every method has the mean difference's length and side", arguments: methods.indices)
  func lengthAndSide(index: Int) throws {
    let (name, method) = Self.methods[index]
    let contrast = try TinyContrast(seed: 3)
    let mean = try SteeringVector.meanDifference(
      positive: contrast.extract.positive, negative: contrast.extract.negative)
    let vector = try method(contrast.extract.positive, contrast.extract.negative)
    let opposite = try method(contrast.extract.negative, contrast.extract.positive)
    for layer in TinyContrast.layers {
      let (v, m) = (try vector.direction(layer), try mean.direction(layer))
      #expect(abs(norm(v) / norm(m) - 1) < Self.single, "\(name)")
      #expect(dot(v, m) > 0)
      #expect(cosine(v, try opposite.direction(layer)) < -0.999)
    }
  }

  @Test("planted: each method finds valence", arguments: methods.indices)
  func planted(index: Int) throws {
    let (name, method) = Self.methods[index]
    for seed in 1...3 as ClosedRange<UInt64> {
      for position in ReadPosition.allCases {
        let contrast = try TinyContrast(seed: seed, position: position)
        let vector = try method(contrast.extract.positive, contrast.extract.negative)
        let cosines = try TinyContrast.layers.map {
          cosine(try vector.direction($0), contrast.valence)
        }
        print(
          name, seed, position, cosines.map { String(format: "%.3f", $0) }.joined(separator: " "))
      }
    }
  }
}
