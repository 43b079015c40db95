/// What is planted in a tiny model, each part by its strength: 0 is nothing, 1 the registered amount.
///
/// Effects grow in proportion to the strength, so that a calibration can plant an effect of a known
/// size.
public struct Planting: Sendable, Hashable {
  /// Strength of the valence direction: opinion words are pooled into it and adjectives follow it.
  public var sentiment: Double
  /// Strength of the agreement direction and of the deference that it causes to false statements.
  public var sycophancy: Double
  /// How much of what was written into the planted directions each block washes out, relative to the
  /// registered share. It is what makes late layers dominate at equal ρ.
  public var washout: Double

  public init(sentiment: Double, sycophancy: Double, washout: Double = 1) {
    self.sentiment = sentiment
    self.sycophancy = sycophancy
    self.washout = washout
  }

  public static let full = Planting(sentiment: 1, sycophancy: 1)
  /// Grammar, word codes and background noise alone.
  public static let none = Planting(sentiment: 0, sycophancy: 0, washout: 0)
  public static let sentiment = Planting(sentiment: 1, sycophancy: 0)
  public static let sycophancy = Planting(sentiment: 0, sycophancy: 1)

  func validate() throws {
    for (field, value) in [
      ("sentiment", sentiment), ("sycophancy", sycophancy), ("washout", washout),
    ] where !(value >= 0 && value <= 2) {
      throw TinyModelError.badPlanting(field: field, expected: "0...2", got: value)
    }
  }
}

/// What can be wrong with a request to build a tiny model or its corpora.
public enum TinyModelError: Error, Equatable, CustomStringConvertible {
  case badPlanting(field: String, expected: String, got: Double)
  case missingTensor(String)
  case wrongShape(tensor: String, expected: [Int], got: [Int])
  case badCorpusSize(extract: Int, select: Int, test: Int)

  public var description: String {
    switch self {
    case .badPlanting(let field, let expected, let got):
      "planting strength \(field): expected \(expected), got \(got)"
    case .missingTensor(let name):
      "the tiny model has no tensor '\(name)'"
    case .wrongShape(let tensor, let expected, let got):
      "tensor \(tensor): expected shape \(expected), got \(got)"
    case .badCorpusSize(let extract, let select, let test):
      "corpus sizes must be at least 1: extract \(extract), select \(select), test \(test)"
    }
  }
}
