import Foundation
import Statistics
import TestSupport

/// Data and results of `Fixtures/linear-methods.json`; its `source` names the implementations.
struct LinearMethods: Decodable {
  struct Fit: Decodable, Sendable {
    let c: Double
    let weights: [Double]
    let intercept: Double
  }
  struct Logistic: Decodable {
    let rows: Int
    let columns: Int
    let features: [Double]
    let labels: [Bool]
    let fits: [Fit]
  }
  struct Curve: Decodable {
    let scores: [Double]
    let labels: [Bool]
    let value: Double
  }
  struct Forecast: Decodable {
    struct Calibration: Decodable {
      let bins: Int
      let error: Double
    }
    let probabilities: [Double]
    let outcomes: [Bool]
    let brier: Double
    let calibration: [Calibration]
  }
  struct Covariance: Decodable {
    let rows: Int
    let columns: Int
    let centered: [Double]
    let shrinkage: Double
    let covariance: [Double]
  }
  struct Eigen: Decodable {
    let order: Int
    let matrix: [Double]
    let values: [Double]
    let vectors: [Double]
  }
  struct LeastSquares: Decodable {
    let rows: Int
    let columns: Int
    let matrix: [Double]
    let side: [Double]
    let solution: [Double]
  }
  struct Singular: Decodable {
    let rows: Int
    let columns: Int
    let matrix: [Double]
    let values: [Double]
    let vectors: [Double]
  }
  let logistic: [Logistic]
  let auc: Curve
  let forecast: Forecast
  let covariance: [Covariance]
  let eigen: Eigen
  let leastSquares: [LeastSquares]
  let singular: Singular

  static let reference = Result {
    try JSONDecoder().decode(
      LinearMethods.self, from: fixture("linear-methods.json", in: .module))
  }
}

/// The vector, or its opposite, whichever points to the side of `reference`.
func facing(_ vector: [Double], _ reference: [Double]) -> [Double] {
  zip(vector, reference).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? vector.map { -$0 } : vector
}

/// The largest difference of two lists' elements; infinite when they differ in length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
}
