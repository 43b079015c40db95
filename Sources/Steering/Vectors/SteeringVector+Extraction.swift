import Inference
import Statistics

/// The methods that make a vector of contrast pairs.
///
/// A direction alone says nothing of how far to go, and a coefficient multiplies what the vector holds. So
/// the directions of all methods are given the length of the mean difference at their layer, and point to
/// its side: coefficient 1 is one mean difference far, whatever the method.
extension SteeringVector {
  /// mean(positive) − mean(negative) at every layer, over rows.
  ///
  /// Source: "difference in means", Marks & Tegmark (arXiv 2310.06824); as a steering vector, Turner et
  /// al., "Activation Addition" (2308.10248) and Panickssery et al., "CAA" (2312.06681).
  ///
  /// - Throws: ``SteeringError`` when a side is empty or the two were not recorded alike.
  public static func meanDifference(
    positive: Activations, negative: Activations, model: String = "", modelHash: String = ""
  ) throws -> SteeringVector {
    try requireAlike(positive, negative)
    var directions: [Int: [Float]] = [:]
    for layer in 0..<positive.layerCount {
      directions[layer] = zip(positive.mean(layer: layer), negative.mean(layer: layer)).map {
        Float($0 - $1)
      }
    }
    return try described(directions, from: positive, method: .mean, model, modelHash)
  }

  /// CAA with PCA: the direction along which paired differences are longest, see ``DifferenceSpectrum``.
  ///
  /// The first right singular vector of the differences, which are *not* centred: centring would delete
  /// the mean, that is, the concept. Length and side as of all methods.
  /// Source: Zou et al., "Representation Engineering" (arXiv 2310.01405), with paired differences as in
  /// Panickssery et al., "CAA" (2312.06681).
  ///
  /// - Throws: ``SteeringError`` as ``meanDifference(positive:negative:model:modelHash:)``, and where
  ///   texts are not paired; `StatisticsError` for numbers that are not finite.
  public static func principalComponent(
    positive: Activations, negative: Activations, model: String = "", modelHash: String = ""
  ) throws -> SteeringVector {
    try directions(positive, negative, method: .pca, model, modelHash) {
      try $0.principalComponent()
    }
  }

  /// The weights of a logistic regression that tells positive rows from negative ones, see
  /// ``LinearProbe``.
  ///
  /// - Parameter inverseRegularization: as of ``LinearProbe``. The smaller, the closer to the mean
  ///   difference, which is the limit at 0.
  /// - Throws: ``SteeringError`` as ``meanDifference(positive:negative:model:modelHash:)``;
  ///   `StatisticsError` for numbers that are not finite.
  public static func logistic(
    positive: Activations, negative: Activations,
    inverseRegularization: Double = LinearProbe.defaultInverseRegularization,
    model: String = "", modelHash: String = ""
  ) throws -> SteeringVector {
    try directions(positive, negative, method: .logistic, model, modelHash) {
      try $0.logistic(inverseRegularization)
    }
  }

  /// Fisher's linear discriminant: S⁻¹ (mean(positive) − mean(negative)), where S is the covariance within
  /// the classes, pooled and shrunk towards a sphere.
  ///
  /// The discriminant says where the classes are told apart with the least noise, which need not be where
  /// they differ: S times it, the mean difference, is what the model wrote (Haufe et al., "On the
  /// interpretation of weight vectors of linear models", 2014). On the planted model its cosine with the
  /// planted direction falls to 0.7 in the upper layers with Ledoit and Wolf's λ and stays above 0.98
  /// halfway between discriminant (0) and mean difference (1), the default here.
  ///
  /// - Parameter shrinkage: λ of `ShrunkCovariance`; Ledoit and Wolf's when nil.
  /// Source: Fisher, "The use of multiple measurements in taxonomic problems" (1936); shrinkage: Ledoit &
  /// Wolf (2004).
  ///
  /// - Throws: ``SteeringError`` as ``meanDifference(positive:negative:model:modelHash:)``;
  ///   `StatisticsError` for numbers that are not finite, a shrinkage that is not from 0 to 1, and one of
  ///   0 with fewer rows than components.
  public static func linearDiscriminant(
    positive: Activations, negative: Activations,
    shrinkage: Double? = ContrastRows.defaultShrinkage, model: String = "", modelHash: String = ""
  ) throws -> SteeringVector {
    try directions(positive, negative, method: .linearDiscriminant, model, modelHash) {
      try $0.linearDiscriminant(shrinkage)
    }
  }

  /// The vector of any method that makes one of pairs, with the method's defaults.
  ///
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` for another method; as the method's own function.
  public static func extracted(
    by method: Method, positive: Activations, negative: Activations, model: String = "",
    modelHash: String = ""
  ) throws -> SteeringVector {
    switch method {
    case .mean:
      try meanDifference(
        positive: positive, negative: negative, model: model, modelHash: modelHash)
    case .pca:
      try principalComponent(
        positive: positive, negative: negative, model: model, modelHash: modelHash)
    case .logistic:
      try logistic(positive: positive, negative: negative, model: model, modelHash: modelHash)
    case .linearDiscriminant:
      try linearDiscriminant(
        positive: positive, negative: negative, model: model, modelHash: modelHash)
    case .random, .imported: throw Method.notOfPairs(method)
    }
  }

  /// At each layer what `method` finds, with the length of the mean difference; zeros where it finds nothing.
  private static func directions(
    _ positive: Activations, _ negative: Activations, method: Method, _ model: String,
    _ modelHash: String, find: (ContrastRows) throws -> [Double]?
  ) throws -> SteeringVector {
    try requireAlike(positive, negative)
    var directions: [Int: [Float]] = [:]
    for layer in 0..<positive.layerCount {
      let rows = try ContrastRows(positive: positive, negative: negative, layer: layer)
      directions[layer] = rows.asLongAsMean(try find(rows))
    }
    return try described(directions, from: positive, method: method, model, modelHash)
  }

  private static func described(
    _ directions: [Int: [Float]], from recording: Activations, method: Method, _ model: String,
    _ modelHash: String
  ) throws -> SteeringVector {
    var vector = try SteeringVector(
      directions: directions, hook: recording.hook, method: method,
      position: recording.position, modelName: model, modelHash: modelHash)
    vector.modelLayerCount = recording.layerCount
    return vector
  }
}
