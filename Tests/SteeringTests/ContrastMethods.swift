import Foundation
import Inference
import TestSupport
import TinyModel

@testable import Steering

/// Data and results of `Fixtures/contrast-methods.json`; its `source` names the implementations.
struct ContrastMethods: Decodable {
  struct Probe: Decodable {
    let weights: [Double]
    let intercept: Double
    let accuracy: Double
    let auc: Double
  }
  struct Case: Decodable {
    let name: String
    let position: ReadPosition
    let positiveRows: Int
    let negativeRows: Int
    let width: Int
    let positive: [Double]
    let negative: [Double]
    let singularValues: [Double]
    let directions: [[Double]]
    let pca: [Double]
    let logistic: [Double]
    let lda: [Double]
    let probe: Probe

    var positiveActivations: Activations { activations(positive, count: positiveRows) }
    var negativeActivations: Activations { activations(negative, count: negativeRows) }

    private func activations(_ values: [Double], count: Int) -> Activations {
      // Of tokens, the first five are one text's; otherwise a row is a text.
      let ranges =
        position == .all ? [0..<5, 5..<count] : (0..<count).map { $0..<$0 + 1 }
      return Activations(
        hook: .residPost, position: position, layerCount: 1, width: width, rowsOfText: ranges,
        values: values.map { Float($0) })
    }
  }
  let cases: [Case]

  static let reference = Result {
    try JSONDecoder().decode(
      ContrastMethods.self, from: fixture("contrast-methods.json", in: .module))
  }
}

/// Activations of one layer from rows, each a text of its own.
func activations(_ rows: [[Float]]) -> Activations {
  Activations(
    hook: .residPost, position: .last, layerCount: 1, width: rows.first?.count ?? 0,
    rowsOfText: rows.indices.map { $0..<$0 + 1 }, values: rows.flatMap(\.self))
}

/// The largest difference of two lists' elements; infinite when they differ in length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}

/// The planted model of a seed with its sentiment pairs.
struct TinyContrast {
  typealias Sides = (positive: Activations, negative: Activations)
  let model: LanguageModel
  let pairs: TinySplits<TinyPair>
  let valence: [Float]
  let opinion: [Float]

  init(
    seed: UInt64, planting: Planting = .full, size: TinyCorpora.Size = .standard
  ) throws {
    model = try TinyModel.languageModel(seed: seed, planting: planting)
    pairs = try TinyCorpora(seed: seed, size: size).sentimentPairs
    valence = TinyModel.direction(.valence, seed: seed)
    opinion = TinyModel.direction(.opinion, seed: seed)
  }

  func record(_ pairs: [TinyPair], position: ReadPosition = .last) throws -> Sides {
    func side(_ text: (TinyPair) -> String) throws -> Activations {
      try model.record(pairs.map { model.tokenizer.encode(text($0)) }, position: position)
    }
    return (try side(\.positive), try side(\.negative))
  }

  static let layers = 0..<TinyModel.configuration.layerCount
}
