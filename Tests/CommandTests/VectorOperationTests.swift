import Foundation
import Inference
import TestSupport
import Testing
import TinyModel

/// What the commands do with a vector beside adding it, and sums of vectors, against arithmetic on the same files.
@Suite("Operations with vectors")
struct VectorOperationTests {
  private struct Scores: Decodable, Equatable { let logprobs: [Double?] }

  private let folder: TemporaryFolder
  private let love: String
  private let garden: String

  init() throws {
    let folder = try TemporaryFolder()
    func vector(_ name: String, _ a: String, _ b: String) throws -> String {
      let pairs = try folder.file(
        "\(name).jsonl", "{\"positive\": \"\(a)\", \"negative\": \"\(b)\"}\n")
      let path = folder.path("\(name).gguf")
      let run = try Run("extract", "--pairs", pairs.path, "--output", path)
      #expect(run.status == 0, "\(run.errors)")
      return path
    }
    self.folder = folder
    love = try vector("love", "i love a garden .", "i hate a garden .")
    garden = try vector("garden", "i saw the garden .", "i saw the river .")
  }

  private func logprobs(_ arguments: String...) throws -> [Double?] {
    let run = try Run(
      ["score", "--json", "--layer", "3", "--prompt", "the garden was lovely . the"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try run.json(Scores.self).logprobs
  }

  @Test("sums: one file, a weight, a difference; the same as the coefficient does")
  func sums() throws {
    defer { folder.remove() }
    let twice = try logprobs("--vector", love, "--coefficient", "2")
    #expect(try logprobs("--vector", "2 * \(love)") == twice)
    #expect(try logprobs("--vector", "\(love) + \(love)") == twice)
    #expect(
      try logprobs("--vector=- \(love)") == logprobs("--vector", love, "--coefficient", "-1"))
    let nothing = try logprobs("--vector", "\(love) - \(love)")
    #expect(nothing != twice)
    let plain = try Run("score", "--json", "--prompt", "the garden was lovely . the")
      .json(Scores.self).logprobs
    #expect(nothing == plain)
    let both = try logprobs("--vector", "\(love) + 0.5 * \(garden)")
    #expect(try both == logprobs("--vector", "0.5 * \(garden) + \(love)"))
    #expect(both != (try logprobs("--vector", love)))
  }

  @Test(
    "ablate, clamp and rotate change what is read, each in its own way; clamping to 0 is ablating")
  func operations() throws {
    defer { folder.remove() }
    let added = try logprobs("--vector", love)
    let ablated = try logprobs("--vector", love, "--operation", "ablate")
    let clamped = try logprobs(
      "--vector", love, "--operation", "clamp", "--coefficient", "3")
    let rotated = try logprobs(
      "--vector", love, "--operation", "rotate", "--coefficient", "30")
    let all = [added, ablated, clamped, rotated]
    for (i, a) in all.enumerated() { for b in all[(i + 1)...] { #expect(a != b) } }
    #expect(
      try logprobs("--vector", love, "--operation", "clamp", "--coefficient", "0") == ablated)
  }

  @Test("a gate that no token opens leaves all as it is, one that all open steers all")
  func gate() throws {
    defer { folder.remove() }
    let plain = try logprobs("--vector", love, "--coefficient", "0")
    func gated(_ above: String) throws -> [Double?] {
      try logprobs("--vector", love, "--when", garden, "--above", above)
    }
    #expect(try gated("1e6") == plain)
    #expect(try gated("-1e6") == logprobs("--vector", love))
    let some = try gated("0")
    #expect(some != plain)
  }

  @Test(
    "the same by sweep: every operation, with positions and a gate; an amount that none has is named"
  )
  func sweep() throws {
    struct Sweep: Decodable {
      struct Dose: Decodable {
        let coefficient: Double
        let change: Double
      }
      let operation, positions: String
      let doses: [Dose]
    }
    defer { folder.remove() }
    func sweep(_ arguments: String...) throws -> Sweep {
      let run = try Run(
        [
          "sweep", "--json", "--vector", love, "--layers", "3", "--items", "8", "--store",
          folder.path("s.sqlite"),
        ] + arguments)
      #expect(run.status == 0, "\(run.errors)")
      return try run.json(Sweep.self)
    }
    let added = try sweep("--coefficients", "2")
    #expect(added.operation == "add" && added.doses.map(\.coefficient) == [2])
    let ablated = try sweep("--operation", "ablate")
    #expect(ablated.operation == "ablate" && ablated.doses.count == 1)
    let rotated = try sweep("--operation", "rotate", "--coefficients=-20,20")
    #expect(rotated.doses.count == 2 && rotated.doses[0].change < rotated.doses[1].change)
    let last = try sweep(
      "--coefficients", "2", "--positions", "last", "--when", garden, "--above=-1e6")
    #expect(last.positions == "last" && last.operation.hasPrefix("add when "))
    #expect(Set([added, ablated, last].map { $0.doses[0].change }).count == 3)
  }

  @Test("what is refused, with how to say it")
  func refusals() throws {
    defer { folder.remove() }
    func errors(_ arguments: String...) throws -> String {
      let run = try Run(["score", "--prompt", "the garden"] + arguments)
      #expect(run.status == 2, "\(arguments): \(run.status) \(run.errors)")
      return run.errors
    }
    let steered = ["--vector", love, "--layer", "3"]
    #expect(try errors("--operation", "ablate").contains("need a --vector"))
    for (more, message) in [
      (["--operation", "clamp"], "needs a --coefficient"),
      (["--operation", "rotate"], "in degrees"),
      (["--operation", "ablate", "--coefficient", "2"], "takes no --coefficient"),
      (["--when", garden], "one needs the other"),
      (["--when", garden, "--above", "nan"], "finite number"),
    ] {
      let run = try Run(["score", "--prompt", "the garden"] + steered + more)
      #expect(run.status == 2 && run.errors.contains(message), "\(more): \(run.errors)")
    }
    for sum in [
      "\(love) \(garden)", "\(love) +", "x * \(love)", "\(love) * \(garden)", "+ + \(love)",
    ] {
      #expect(try errors("--vector", sum, "--layer", "3").contains("with spaces"), "\(sum)")
    }
    let turned = try Run(
      ["score", "--prompt", "the garden", "--operation", "rotate", "--coefficient", "200"] + steered
    )
    #expect(turned.status != 0 && turned.errors.contains("-180...180"), "\(turned.errors)")
    let other = try Run(
      "experiment", "--behavior", "sentiment", "--operation", "ablate")
    #expect(other.status == 2 && other.errors.contains("steer sweep"), "\(other.errors)")
  }
}
