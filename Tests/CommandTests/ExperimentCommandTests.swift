import Foundation
import TestSupport
import Testing

/// `steer experiment` and `steer robustness` on the planted model, whose answers are known.
@Suite("Experiment and robustness commands")
struct ExperimentCommandTests {
  struct Experiment: Decodable {
    struct Layer: Decodable {
      let layer: Int
      let effect, lower, upper, norm: Double
    }
    struct Side: Decodable {
      let name: String
      let change, lower, upper: Double
      let margin, share: Double?
    }
    struct Dose: Decodable {
      let layer: Int
      let coefficient, effect, lower, upper, score: Double
      let sideEffects: [Side]
      enum CodingKeys: String, CodingKey {
        case layer, coefficient, effect, lower, upper, score
        case sideEffects = "side_effects"
      }
    }
    struct Chosen: Decodable {
      let layer: Int
      let coefficient: Double
      let sweet: Bool
    }
    let behavior: String
    let layers: [Layer]
    let doses: [Dose]
    let chosen: Chosen
    let heldOut: Dose
    enum CodingKeys: String, CodingKey {
      case behavior, layers, doses, chosen
      case heldOut = "held_out"
    }
  }

  struct Robustness: Decodable {
    struct Variant: Decodable {
      let name: String
      let slope, lower, upper: Double
    }
    let behavior: String
    let layer: Int
    let score, lower, upper, slope: Double
    let robust: Bool
    let variants: [Variant]
  }

  @Test("experiment: layers, doses, the choice among them, and the choice on held-out items")
  func experiment() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let vector = folder.path("syc.gguf")
    let run = try Run(
      "experiment", "--behavior", "sycophancy", "--json", "--output", vector, "--store",
      folder.path("e.sqlite"))
    #expect(run.status == 0, "\(run.errors)")
    let found = try run.json(Experiment.self)
    #expect(found.behavior == "sycophancy")
    #expect(found.layers.map(\.layer) == [0, 1, 2, 3, 4, 5])
    #expect(found.doses.count == 3 * 6)
    #expect(found.doses.allSatisfy { $0.coefficient < 0 }, "less of it is wanted")
    #expect(
      found.doses.contains {
        $0.layer == found.chosen.layer && $0.coefficient == found.chosen.coefficient
      })
    #expect(found.heldOut.lower > 0.25)
    #expect(found.heldOut.lower <= found.heldOut.effect)
    #expect(found.heldOut.effect <= found.heldOut.upper)
    #expect(found.heldOut.sideEffects.map(\.name).contains("likelihood of text"))
    #expect(found.heldOut.sideEffects.allSatisfy { ($0.margin == nil) != ($0.share == nil) })
    // The vector is written, and robustness takes it.
    let robust = try Run(
      "robustness", "--behavior", "sycophancy", "--vector", vector, "--items", "16", "--json",
      "--store", folder.path("r.sqlite"))
    #expect(robust.status == 0, "\(robust.errors)")
    let measured = try robust.json(Robustness.self)
    #expect(measured.variants.count == 8)
    #expect(measured.lower <= measured.score && measured.score <= measured.upper)
    #expect(measured.slope > 0.25)
    #expect(measured.robust == (measured.lower > 0.5))
  }

  @Test("the lines that a person reads name the choice, its worth and its price")
  func readable() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let store = folder.path("s.sqlite")
    let run = try Run("experiment", "--behavior", "sentiment", "--quiet", "--store", store)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    for phrase in ["more sentiment", "layer", "held-out", "S = ", "likelihood of text"] {
      #expect(run.output.contains(phrase), "\(phrase)")
    }
    let robust = try Run(
      "robustness", "--behavior", "sentiment", "--items", "16", "--quiet", "--store", store)
    #expect(robust.status == 0, "\(robust.errors)")
    #expect(robust.output.contains("R = "))
    #expect(robust.output.contains("neutral sentence 8"))
  }

  @Test("own pairs take the place of the bundled ones; a difference of nothing is not sweet")
  func ownPairs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let lines = ["garden", "letter", "table", "window"].map {
      #"{"positive": "i saw a \#($0) .", "negative": "i found a \#($0) ."}"#
    }
    let pairs = try folder.file("pairs.jsonl", lines.joined(separator: "\n") + "\n")
    let run = try Run(
      "experiment", "--behavior", "sentiment", "--pairs", pairs.path, "--json", "--store",
      folder.path("s.sqlite"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try !run.json(Experiment.self).chosen.sweet)
  }

  @Test(
    "bad options are refused by name",
    arguments: [
      (["experiment"], "--behavior"),
      (["experiment", "--behavior", "rudeness"], "rudeness"),
      (["robustness", "--behavior", "sentiment", "--items", "1"], "--items"),
      (["robustness", "--behavior", "sentiment", "--layer", "8"], "layer 8"),
      (["robustness", "--behavior", "sentiment", "--layer", "-1"], "layer -1"),
    ])
  func refusals(arguments: [String], names: String) throws {
    let run = try Run(arguments)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("steer: "), "\(run.errors)")
    #expect(run.errors.contains(names), "\(run.errors)")
  }

  @Test("files that are missing or malformed end with status 3 and say which")
  func badFiles() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let bad = try folder.file("bad.jsonl", "{}\n").path
    let none = folder.path("none")
    for arguments in [
      ["experiment", "--behavior", "sentiment", "--pairs", bad],
      ["experiment", "--behavior", "sentiment", "--pairs", none],
      ["robustness", "--behavior", "sentiment", "--vector", bad],
      ["robustness", "--behavior", "sentiment", "--vector", none],
    ] {
      let run = try Run(arguments)
      #expect(run.status == 3, "\(run.errors)")
      #expect(run.output == "")
      #expect(run.errors.contains(arguments[4]), "\(run.errors)")
    }
  }

  @Test("help shows examples and the JSON", arguments: ["experiment", "robustness"])
  func help(verb: String) throws {
    let run = try Run(verb, "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("Example"))
    #expect(run.output.contains("steer \(verb) --"))
    #expect(run.output.contains("JSON: {\"behavior\""))
  }
}
