import Statistics

extension ContrastRows {
  /// What a method finds at this layer, on the side and with the length of the mean difference [width];
  /// zeros where it finds nothing.
  ///
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for a method that makes nothing of pairs; as
  ///   ``SteeringVector/extracted(by:positive:negative:model:modelHash:)``.
  public func direction(by method: SteeringVector.Method) throws -> [Float] {
    switch method {
    case .mean: meanDifference.map { Float($0) }
    case .pca: try asLongAsMean(principalComponent())
    case .logistic: try asLongAsMean(logistic(LinearProbe.defaultInverseRegularization))
    case .linearDiscriminant:
      try asLongAsMean(linearDiscriminant(Self.defaultShrinkage))
    case .random, .imported: throw SteeringVector.Method.notOfPairs(method)
    }
  }

  /// Halfway between Fisher's discriminant (0) and the mean difference (1).
  public static let defaultShrinkage = 0.5

  func principalComponent() throws -> [Double]? {
    try DifferenceSpectrum(self, rank: 1).directions.first
  }

  func logistic(_ inverseRegularization: Double) throws -> [Double] {
    try LinearProbe(self, inverseRegularization: inverseRegularization).weights
  }

  func linearDiscriminant(_ shrinkage: Double?) throws -> [Double] {
    let within = try ShrunkCovariance(centered: withinClasses(), shrinkage: shrinkage)
    return try Cholesky(within.matrix).solution(meanDifference)
  }

  /// With the length of the mean difference; zeros for nothing.
  ///
  /// All finds point to the mean difference's side: PCA's by choice, the others' because they are a positive
  /// definite matrix times it or an optimum that it leads to.
  func asLongAsMean(_ found: [Double]?) -> [Float] {
    rescaled(
      found ?? meanDifference.map { _ in 0 },
      to: meanDifference.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }
}

extension SteeringVector.Method {
  /// Those that make a direction of contrast pairs.
  public static let ofPairs: [SteeringVector.Method] = [
    .mean, .pca, .logistic, .linearDiscriminant,
  ]

  static func notOfPairs(_ method: SteeringVector.Method) -> SteeringError {
    .invalid(
      "method", expected: ofPairs.map(\.rawValue).joined(separator: ", "), got: method.rawValue)
  }
}
