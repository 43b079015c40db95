import Assets
import Files
import Inference
import Protocols
import Randomness
import Steering
import Store
import Subjects
import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

/// Other people's data on one model: each set is measured once, and kept whole where measurements are kept.
public struct Replication {
  private let lab: Laboratory

  /// Nothing is measured yet.
  public init(in lab: Laboratory) { self.lab = lab }

  /// The behaviours of contrastive activation addition (arXiv 2312.06681).
  public static let behaviors = [
    "coordinate-other-ais", "corrigible-neutral-HHH", "hallucination", "myopic-reward", "refusal",
    "survival-instinct", "sycophancy",
  ]

  /// Sets of questions that have nothing to do with a behaviour.
  public static let unrelated = ["caa/mmlu", "caa/truthful-qa"]

  /// How many of the model-written evaluations are drawn.
  public static let drawn = 60

  /// The model-written evaluations of the study: the first ``drawn`` of a shuffle of all of them, in the order of
  /// their names.
  public static let sets: [String] = {
    let all = PublicDataSet.all.map(\.name).filter { $0.hasPrefix("mwe/") }
    var generator = SeededGenerator(seed: Subject.seed, stream: "which public sets")
    return generator.shuffled(all).prefix(drawn).sorted()
  }()

  /// A set by its name, such as "mwe/persona/agreeableness".
  public func measurement(of name: String, asking: Asking = .letters) throws -> SetMeasurement {
    let set = try QuestionSet(name, asking: asking, for: lab.model)
    return try kept("public set 2, \(asking.rawValue)", name, [set.extract, set.select, set.test]) {
      try SetMeasurement(of: set, in: lab)
    }
  }

  /// The sets of ``behaviors``, in that order.
  public func behaviorMeasurements() throws -> [SetMeasurement] {
    try Self.behaviors.map { try measurement(of: "caa/\($0)") }
  }

  /// What vectors do to the answers of one of ``unrelated``.
  public func costs(of vectors: [SetMeasurement], on name: String) throws -> SideCosts {
    let questions = try PublicDataSet.named(name).questions(.letters, for: lab.model)[0]
    let directions = vectors.map(\.direction)
    return try kept("side costs 2", name, [questions], besides: directions) {
      try SideCosts(of: vectors, on: questions, in: lab)
    }
  }

  /// SHA-256 of the pinned hashes of sets' files.
  public static func hash(of names: [String]) throws -> String {
    let files = try names.flatMap { try PublicDataSet.named($0).files.map(\.fileHash) }
    return dataHash(of: Data(files.joined(separator: "\n").utf8))
  }

  /// The study of ``behaviors``, whose sets share vectors and are one piece of work; none on the planted model.
  public static func behaviorParts(in lab: Laboratory) -> [ScenarioPart] {
    if lab.subject.isInstrumentCheck { return [] }
    let study = Replication(in: lab)
    return [
      ScenarioPart("caa") {
        let sets = try behaviors.map {
          try QuestionSet("caa/\($0)", asking: .letters, for: lab.model).tokenCount
        }
        let others = try unrelated.flatMap {
          try PublicDataSet.named($0).questions(.letters, for: lab.model)[0]
        }
        return (sets + others.map(\.orders[0].prompt.count)).reduce(0, +)
      } measure: {
        let vectors = try study.behaviorMeasurements()
        for name in unrelated { _ = try study.costs(of: vectors, on: name) }
      }
    ]
  }

  /// The study of ``sets``, each by itself; none on the planted model.
  public static func setParts(in lab: Laboratory) -> [ScenarioPart] {
    if lab.subject.isInstrumentCheck { return [] }
    let study = Replication(in: lab)
    return sets.map { name in
      ScenarioPart(name) {
        try Asking.allCases.map { try QuestionSet(name, asking: $0, for: lab.model).tokenCount }
          .reduce(0, +)
      } measure: {
        for asking in Asking.allCases { _ = try study.measurement(of: name, asking: asking) }
      }
    }
  }

  /// What is kept under all that decides it, or made and kept.
  private func kept<Value: Codable>(
    _ kind: String, _ name: String, _ parts: [[TwoChoiceQuestion]], besides vectors: [[Float]] = [],
    _ make: () throws -> Value
  ) throws -> Value {
    let model = lab.model
    let key = CellKey { key in
      key.add(kind)
      key.add(model.precision.engineVersion)
      key.add(model.precision.rawValue)
      key.add(model.hash)
      key.add(name)
      for part in parts {
        key.add(part.count)
        for order in part.flatMap(\.orders) {
          key.add(order.prompt)
          key.add(order.matching)
          key.add(order.other)
        }
      }
      for vector in vectors { key.add(vector) }
    }
    let cache = lab.underTest.cache
    if case .text(let json)? = try cache?.values(of: [key])[0] {
      return try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
    let value = try make()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(value), as: UTF8.self)
    try cache?.keep([
      Cell(
        key: key, origin: model.cellOrigin, what: "\(kind), \(name)", value: .text(json))
    ])
    return value
  }
}
