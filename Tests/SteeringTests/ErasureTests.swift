import Foundation
import Inference
import Randomness
import Statistics
import TestSupport
import Testing
import TinyModel

@testable import Steering

@Suite("Concept erasure")
struct ErasureTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      let name: String
      let rows: Int
      let columns: Int
      let rank: Int
      let activations: [Double]
      let labels: [Int]
      let projection: [Double]
      let center: [Double]
    }
    let cases: [Case]
  }

  static let reference = Result {
    try JSONDecoder().decode(Reference.self, from: fixture("leace.json", in: .module))
  }

  /// I − Σ writeⱼ readⱼᵀ, row-major [width, width].
  static func projection(_ leace: LEACE) -> [Double] {
    let width = leace.center.count
    return (0..<width).flatMap { i in
      (0..<width).map { j in
        zip(leace.write, leace.read).reduce(i == j ? 1 : 0) { $0 - $1.0[i] * $1.1[j] }
      }
    }
  }

  @Test("the published implementation's projection, to 1e-8")
  func reference() throws {
    let cases = try Self.reference.get().cases
    #expect(cases.count == 4)
    for item in cases {
      let rows = try Matrix(item.activations, rows: item.rows, columns: item.columns)
      let leace = try LEACE(rows, labels: item.labels)
      #expect(leace.write.count == item.rank, "\(item.name)")
      let difference = largestDifference(Self.projection(leace), item.projection)
      print("LEACE, \(item.name): \(difference)")
      #expect(difference < 1e-8, "\(item.name): \(difference)")
      #expect(largestDifference(leace.center, item.center) < 1e-12)
      // Another erasure is told apart.
      let other = try LEACE(rows, labels: item.labels, shrinkage: 0.01)
      #expect(largestDifference(Self.projection(other), item.projection) > 1e-4)
    }
  }

  @Test("class means are equal afterwards, for any shrinkage", arguments: [0, 0.1, 1])
  func classMeans(shrinkage: Double) throws {
    for item in try Self.reference.get().cases {
      let rows = try Matrix(item.activations, rows: item.rows, columns: item.columns)
      let eraser = try LEACE(rows, labels: item.labels, shrinkage: shrinkage).eraser
      var sums: [Int: [Double]] = [:]
      for (i, label) in item.labels.enumerated() {
        let erased = eraser.erasing(rows.row(i).map { Float($0) })
        let share = 1 / Double(item.labels.count { $0 == label })
        sums[label] = zip(sums[label] ?? erased.map { _ in 0 }, erased).map {
          $0 + Double($1) * share
        }
      }
      for (_, mean) in sums.sorted(by: { $0.key < $1.key }) {
        #expect(largestDifference(mean, rows.columnMeans) < 2e-5, "\(item.name)")
      }
    }
  }

  @Test("shrunk to a sphere it projects along the mean difference")
  func sphere() throws {
    let item = try #require(try Self.reference.get().cases.first)
    let rows = try Matrix(item.activations, rows: item.rows, columns: item.columns)
    let leace = try LEACE(rows, labels: item.labels, shrinkage: 1)
    let (write, read) = (leace.write[0].map { Float($0) }, leace.read[0].map { Float($0) })
    #expect(abs(cosine(write, read)) > 1 - 1e-6)
  }

  // MARK: Retrained probes

  /// Held-out accuracy, in points of 100, of a probe that was trained anew.
  static func accuracy(
    _ train: (positive: Activations, negative: Activations),
    _ test: (positive: Activations, negative: Activations), layer: Int, _ eraser: Eraser?
  ) throws -> ProbeEvaluation {
    func erased(_ side: Activations) throws -> Activations {
      try eraser.map { try side.erasing($0, layer: layer) } ?? side
    }
    let probe = try LinearProbe(
      positive: erased(train.positive), negative: erased(train.negative), layer: layer)
    return try probe.evaluation(
      positive: erased(test.positive), negative: erased(test.negative), layer: layer)
  }

  /// A concept in two directions, on a background with very unequal variances.
  static func sample(
    _ generator: inout SeededGenerator, positives: Int, negatives: Int
  ) -> (positive: Activations, negative: Activations) {
    func rows(_ count: Int, shift: Double) -> Activations {
      activations(
        (0..<count).map { _ in
          (0..<24).map { k in
            let scale = k < 4 ? 10.0 : 1
            let mean = k == 0 ? 6 * shift : k == 10 ? shift : 0
            return Float(4 + mean + scale * generator.gaussian())
          }
        })
    }
    return (rows(positives, shift: 1), rows(negatives, shift: -1))
  }

  @Test(
    "after LEACE a retrained probe is at the majority rate, after an unplanted erasure it is not")
  func retrained() throws {
    var generator = SeededGenerator(seed: 8, stream: "erasure")
    let fit = Self.sample(&generator, positives: 600, negatives: 400)
    let train = Self.sample(&generator, positives: 600, negatives: 400)
    let test = Self.sample(&generator, positives: 1_200, negatives: 800)
    let leace = try Eraser.leace(positive: fit.positive, negative: fit.negative, layer: 0)
    let random = try Eraser.directional(
      RandomDirections.isotropic(width: 24, norm: 1, using: &generator))
    let rows = try ContrastRows(positive: fit.positive, negative: fit.negative, layer: 0)
    let shuffled = try LEACE(
      rows.rows, labels: generator.shuffled(rows.labels.map { $0 ? 1 : 0 })
    ).eraser
    let before = try Self.accuracy(train, test, layer: 0, nil)
    #expect(before.majorityRate == 0.6)
    #expect(before.accuracy > 0.8, "\(before)")
    let after = try Self.accuracy(train, test, layer: 0, leace)
    print("erasure, probe before \(before), after LEACE \(after)")
    #expect(abs(after.accuracy - after.majorityRate) <= 0.05, "\(after)")
    #expect(abs(after.areaUnderCurve - 0.5) <= 0.07, "\(after)")
    for control in [random, shuffled] {
      let left = try Self.accuracy(train, test, layer: 0, control)
      #expect(left.accuracy > before.accuracy - 0.05, "\(left)")
    }
  }

  @Test("planted valence: LEACE erases it, a random direction does not")
  func tiny() throws {
    // Enough rows that five points are well beyond what sampling gives.
    let contrast = try TinyContrast(seed: 2, size: .init(extract: 800, select: 1, test: 1_000))
    let train = try contrast.record(contrast.pairs.extract)
    let test = try contrast.record(contrast.pairs.test)
    var generator = SeededGenerator(seed: 9, stream: "erasure")
    for layer in [0, 4, 7] {
      let leace = try Eraser.leace(
        positive: train.positive, negative: train.negative, layer: layer)
      let random = try Eraser.directional(
        RandomDirections.isotropic(width: leace.width, norm: 1, using: &generator))
      let erased = try Self.accuracy(train, test, layer: layer, leace)
      print("tiny, layer \(layer), after LEACE: \(erased)")
      #expect(abs(erased.accuracy - erased.majorityRate) <= 0.05, "\(erased)")
      for eraser in [nil, random] {
        let left = try Self.accuracy(train, test, layer: layer, eraser)
        #expect(left.accuracy > 0.95, "\(left)")
      }
    }
  }

  // MARK: Directional ablation

  @Test("directional ablation leaves nothing along the direction and the rest alone")
  func directional() throws {
    let eraser = try Eraser.directional([3, 0, 4])
    #expect(eraser.center == [0, 0, 0])
    let erased = eraser.erasing([1, 2, 3] as [Float])
    #expect(abs(dot(erased, [3, 0, 4])) < 1e-5)
    #expect(erased[1] == 2)
    let untouched = eraser.erasing([4, 5, -3] as [Float])
    #expect(abs(untouched[0] - 4) < 1e-6 && abs(untouched[2] + 3) < 1e-6)
    #expect(try Eraser.directional([0, 0]).erasing([1, 2] as [Float]) == [1, 2])
  }

  @Test func badArguments() throws {
    #expect(throws: SteeringError.emptyVector) { try Eraser.directional([]) }
    #expect(throws: SteeringError.notFinite(at: "eraser, component 1")) {
      try Eraser(write: [[1, .nan]], read: [[1, 1]], center: [0, 0])
    }
    #expect(throws: SteeringError.self) { try Eraser.directional([1, .infinity]) }
    #expect(throws: SteeringError.self) { try Eraser(write: [[1]], read: [], center: [0]) }
    #expect(throws: SteeringError.self) { try Eraser(write: [[1]], read: [[1, 2]], center: [0]) }
    let rows = try Matrix([[1, 2], [3, 4]])
    #expect(throws: StatisticsError.self) { try LEACE(rows, labels: [1]) }
    #expect(throws: StatisticsError.self) { try LEACE(rows, labels: [1, 1]) }
    #expect(throws: StatisticsError.self) { try LEACE(rows, labels: [0, 1], shrinkage: 2) }
    let one = activations([[1, 2]])
    #expect(throws: SteeringError.self) { try one.erasing(.directional([1]), layer: 0) }
    #expect(throws: SteeringError.noSuchLayer(1, available: [0])) {
      try one.erasing(.directional([1, 0]), layer: 1)
    }
  }
}
