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

  @Test("every method has the mean difference's length and side")
  func lengthAndSide() throws {
    let contrast = try TinyContrast(seed: 3)
    let (positive, negative) = try contrast.record(Array(contrast.pairs.extract.prefix(60)))
    let mean = try SteeringVector.meanDifference(positive: positive, negative: negative)
    for (name, method) in Self.methods {
      let vector = try method(positive, negative)
      let opposite = try method(negative, positive)
      for layer in TinyContrast.layers {
        let (v, m) = (try vector.direction(layer), try mean.direction(layer))
        #expect(abs(norm(v) / norm(m) - 1) < Self.single, "\(name)")
        #expect(dot(v, m) > 0)
        #expect(cosine(v, try opposite.direction(layer)) < -0.999)
      }
    }
  }

  @Test("planted: each method finds valence at the last token, at every layer", arguments: [1, 2])
  func planted(seed: UInt64) throws {
    let contrast = try TinyContrast(seed: seed)
    let (positive, negative) = try contrast.record(contrast.pairs.extract)
    for (name, method) in Self.methods {
      let vector = try method(positive, negative)
      let cosines = try TinyContrast.layers.map {
        cosine(try vector.direction($0), contrast.valence)
      }
      print("\(name), seed \(seed): \(printed(cosines))")
      #expect(cosines.allSatisfy { $0 >= 0.95 }, "\(name): \(printed(cosines))")
    }
    // Ledoit and Wolf's λ takes hardly anything from Fisher's discriminant, which does not.
    let fisher = try SteeringVector.linearDiscriminant(
      positive: positive, negative: negative, shrinkage: nil)
    #expect(cosine(try fisher.direction(0), contrast.valence) >= 0.95)
    #expect(cosine(try fisher.direction(7), contrast.valence) < 0.9)
  }

  /// The verbs themselves carry another direction, opinion; averages over tokens hold both.
  @Test(
    "over all tokens each method finds the plane of opinion and valence",
    arguments: [ReadPosition.mean, .all])
  func plane(position: ReadPosition) throws {
    let contrast = try TinyContrast(seed: 1)
    let (positive, negative) = try contrast.record(contrast.pairs.extract, position: position)
    for (name, method) in Self.methods {
      let vector = try method(positive, negative)
      let shares = try TinyContrast.layers.map { layer in
        let v = try vector.direction(layer)
        let (a, b) = (cosine(v, contrast.valence), cosine(v, contrast.opinion))
        return (a * a + b * b).squareRoot()
      }
      print("\(name), \(position): \(printed(shares))")
      #expect(shares.allSatisfy { $0 >= 0.95 }, "\(name): \(printed(shares))")
    }
    // Two planted directions: the differences have rank two, but for background.
    let spectrum = try DifferenceSpectrum(positive: positive, negative: negative, layer: 4)
    let two = spectrum.shares.prefix(2).reduce(0, +)
    print("\(position): shares \(printed(Array(spectrum.shares.prefix(4))))")
    #expect(position == .mean || two > 0.9, "\(printed(spectrum.shares))")
  }

  @Test("not planted, not found")
  func unplanted() throws {
    let contrast = try TinyContrast(seed: 1, planting: .none)
    let (positive, negative) = try contrast.record(contrast.pairs.extract)
    for (name, method) in Self.methods {
      let vector = try method(positive, negative)
      for layer in TinyContrast.layers {
        let found = abs(cosine(try vector.direction(layer), contrast.valence))
        #expect(found < 0.5, "\(name), layer \(layer): \(found)")
      }
    }
  }

  @Test("texts that are not paired have no paired differences, but a mean difference")
  func unpaired() throws {
    let (three, two) = (activations([[1, 2], [3, 5], [8, 1]]), activations([[0, 1], [2, 2]]))
    #expect(throws: SteeringError.unpaired(positive: 3, negative: 2)) {
      try SteeringVector.principalComponent(positive: three, negative: two)
    }
    for (name, method) in Self.methods where name != "pca" { _ = try method(three, two) }
    for (_, method) in Self.methods {
      #expect(throws: SteeringError.noActivations) { try method(three, activations([])) }
      #expect(throws: SteeringError.self) { try method(three, activations([[1], [2], [3]])) }
    }
    // No difference, no direction.
    let none = try SteeringVector.principalComponent(positive: two, negative: two)
    #expect(none.directions[0] == [0, 0])
  }

  @Test("a file keeps every method and position", arguments: SteeringVector.Method.allCases)
  func file(method: SteeringVector.Method) throws {
    for position in ReadPosition.allCases where method != .imported {
      let vector = try SteeringVector(
        directions: [0: [1, 2], 1: [3, 4]], method: method, position: position)
      try SteeringVectorFileTests.atTemporaryPath { path in
        try vector.write(to: path)
        let read = try SteeringVector(contentsOf: path)
        #expect(read.method == method)
        #expect(read.position == position)
      }
    }
  }
}

private func printed(_ values: [Double]) -> String {
  values.map { String(format: "%.3f", $0) }.joined(separator: " ")
}
