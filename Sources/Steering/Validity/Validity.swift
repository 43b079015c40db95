import Statistics

/// What ``ValidityBattery`` found of a vector.
public struct Validity: Sendable {
  /// One a question, in the order of ``ValidityQuestion``.
  public let checks: [ValidityCheck]
  /// The held-out metric at each coefficient, item by item.
  public let doses: DoseResponse
  /// The template of each held-out item.
  public let clusters: [String]

  /// The answer to a question; nil where it was not put.
  public subscript(question: ValidityQuestion) -> ValidityCheck? {
    checks.first { $0.question == question }
  }

  /// The questions with an outcome.
  public func questions(_ outcome: ValidityCheck.Outcome) -> [ValidityQuestion] {
    checks.filter { $0.outcome == outcome }.map(\.question)
  }
}

/// A question that tells the right direction from one that happens to work.
///
/// ``ValidityBattery`` says what each asks, and what passes.
public enum ValidityQuestion: String, CaseIterable, Sendable, Codable {
  /// Vectors from two halves of the templates agree.
  case splitHalf
  /// Other methods, each on other templates, find about the same direction.
  case methods
  /// Adding it raises the metric.
  case sufficiency
  /// Subtracting it lowers the metric, which rises with the coefficient throughout.
  case reversal
  /// It does more than any vector from shuffled labels.
  case shuffledLabels
  /// It does more than any random direction of its length.
  case randomDirections
  /// It works in each format.
  case formats
  /// Ablating it takes away some of the response to asking in words.
  case necessity
  /// A typical token, steered, stays where natural text projects.
  case naturalRange
  /// Its part along the nuisance directions has little of its effect.
  case nuisances

  /// What it is called in reports.
  public var name: String {
    switch self {
    case .splitHalf: "two halves agree"
    case .methods: "methods agree"
    case .sufficiency: "adding raises"
    case .reversal: "subtracting lowers"
    case .shuffledLabels: "beats shuffled labels"
    case .randomDirections: "beats random directions"
    case .formats: "works in each format"
    case .necessity: "ablating takes away"
    case .naturalRange: "stays in the natural range"
    case .nuisances: "not by yes–no, A–B, length or valence"
    }
  }
}

/// The answer to one question.
public struct ValidityCheck: Sendable, Equatable {
  /// What was asked.
  public let question: ValidityQuestion
  /// What came of it.
  public let outcome: Outcome
  /// What decided.
  public let number: Number
  /// What the number has to be compared with, in words.
  public let note: String

  /// What the answer says for or against the vector.
  public enum Outcome: String, Sendable {
    case passes, fails
    /// Not against the vector, but its effect may come by a path that natural text does not take.
    case flagged
    /// The question cannot be put to this vector or on this model: neither for nor against it.
    case notTestable
  }

  /// A number alone, or with its interval.
  public enum Number: Sendable, Equatable {
    case plain(Double)
    case estimate(Estimate)

    /// Without the interval.
    public var value: Double {
      switch self {
      case .plain(let value): value
      case .estimate(let estimate): estimate.value
      }
    }
  }

  init(_ question: ValidityQuestion, _ outcome: Outcome, _ number: Number, _ note: String) {
    self.question = question
    self.outcome = outcome
    self.number = number
    self.note = note
  }

  init(_ question: ValidityQuestion, passes: Bool, _ number: Number, _ note: String) {
    self.init(question, passes ? .passes : .fails, number, note)
  }
}
