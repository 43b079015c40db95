import Assets
import Foundation
import Inference
import Protocols
import Steering
import Subjects

/// Questions of fact that others published, by the probability of the right letter.
public struct PublicQuestions {
  /// Sets that audits take where they were fetched, in the order in which they are told.
  public static let names = ["caa/mmlu", "caa/truthful-qa"]
  /// Those of ``names`` that are in the cache.
  public static var fetched: [String] {
    names.filter { name in
      PublicDataSet.all.contains { $0.name == name && $0.files.allSatisfy { $0.state == .cached } }
    }
  }

  let measure: Measure

  /// - Throws: `AssetError` where the set was not fetched.
  init(_ name: String, count: Int, for lab: Laboratory) throws {
    guard let file = PublicDataSet.all.first(where: { $0.name == name })?.files.first else {
      throw SteeringError.nothingToMeasure("no data set is known as '\(name)'")
    }
    let pairs = try ContrastPairs(
      parsing: Data(contentsOf: file.located()), name: name, passingOver: true)
    let chosen = ContrastPairs(
      name: name, items: spread(count, over: pairs.count).map { pairs[$0] })
    let logOdds = try lab.measure(name, of: chosen, items: chosen.count)
    measure = try Measure(name, PercentRight(logOdds.metric), clusters: logOdds.clusters)
  }
}
