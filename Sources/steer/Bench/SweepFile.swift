import Foundation

/// The work that is timed, as data: the same for every program that is compared.
struct SweepFile: Decodable {
  let positive: [String]
  let negative: [String]
  let prompts: [String]
  let layers: [Int]
  let coefficients: [Double]
  let newTokens: Int
  let scoring: Scoring

  /// Log-odds of the first candidate against the second as the next token of every prompt.
  struct Scoring: Decodable {
    let prompts: [String]
    let layers: [Int]
    let coefficients: [Double]
    let candidates: [String]
  }

  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BadInput(path, "no such file")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(SweepFile.self, from: data)
    } catch {
      throw BadInput(path, "not a sweep: \(error)")
    }
    guard scoring.candidates.count == 2, !prompts.isEmpty, !scoring.prompts.isEmpty else {
      throw BadInput(path, "a sweep needs prompts, and two candidates to score")
    }
  }
}
