import Inference
import Store

/// A model that is measured, with where its measurements are kept.
public struct ModelUnderTest: Sendable {
  /// What runs.
  public let model: LanguageModel
  /// Nil keeps nothing, and so does a model without a hash: nothing would tell its measurements from
  /// another's.
  public let cache: (any MeasurementCache)?

  /// - Parameter cache: a `Store`, which outlives the process, or a ``MemoryCache``.
  public init(_ model: LanguageModel, keepingIn cache: (any MeasurementCache)? = nil) {
    self.model = model
    self.cache = model.hash.isEmpty ? nil : cache
  }
}

extension LanguageModel {
  /// What computes cells with this model.
  public var cellOrigin: Cell.Origin {
    Cell.Origin(engineVersion: precision.engineVersion, precision: precision.rawValue, model: hash)
  }

  func describe(to key: inout CellKey.Description) {
    key.add(precision.engineVersion)
    key.add(precision.rawValue)
    key.add(hash)
  }
}
