import Inference
import Protocols
import Steering

/// How fast this machine runs a model, for estimates.
enum Speed {
  /// Tokens times layers a second, on texts like those that behaviors are measured on.
  static func tokensInLayers(of laboratory: Laboratory) throws -> Double {
    let texts = laboratory.passages(.select).thinned(to: 8)
    let metric = try TextNLL(texts: texts.ids)
    let model = laboratory.model
    let clock = ContinuousClock()
    func once() throws -> Duration {
      try clock.measure { _ = try metric.values(on: model, edits: [], resumingFrom: nil) }
    }
    // The first run also reads weights that no pass has touched yet.
    let time = try min(once(), once())
    return Double(metric.tokenCount * model.configuration.layerCount) / (time / .seconds(1))
  }
}
