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
    let time = try fasterOfTwo {
      _ = try metric.values(on: model, edits: [], resumingFrom: nil)
    }
    return Double(metric.tokenCount * model.configuration.layerCount) / (time / .seconds(1))
  }

  /// Twice, since the first run also reads weights that no pass has touched yet.
  static func fasterOfTwo(_ run: () throws -> Void) throws -> Duration {
    let clock = ContinuousClock()
    return try min(clock.measure(run), clock.measure(run))
  }
}
