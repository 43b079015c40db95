import ArgumentParser
import Steering

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a steering vector in another program's format.",
    discussion: """
      Reads \(VectorFormat.allCases.map(\.rawValue).joined(separator: ", ")), told apart by what is in the \
      file; directions are kept bit for bit. Only steeringlab, which llama.cpp and repeng load too, keeps \
      where a vector comes from: the others lose the hashes of model and data, and llama.cpp and repeng the \
      direction of block 0. What would be lost is told and nothing is written, unless --force is given. PyTorch \
      files (.pt) are refused, with the line of Python that converts one.

      llama.cpp's cvector-generator stores what it read at the output of block L as direction.(L+1): give \
      --shift -1 for its files. IBM's programs add an .svec one block before the one it was read at; \
      --shift -1 gives what they do.

      Examples:
        steer convert happy.gguf happy.svec --format svec --force
        steer convert generated.gguf mine.gguf --shift -1

      JSON: {"from": ..., "to": ..., "layers": [...], "width": ..., "norm": "unit|as_extracted", \
      "left_out": [...]}
      """)

  @Option(
    help: "The format to write: \(VectorFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = VectorFormat.steeringLab

  @Option(parsing: .unconditional, help: "Added to the layer of every direction that is read.")
  var shift = 0

  @Flag(help: "Write also where hashes, a direction or the input itself are lost by it.")
  var force = false

  @OptionGroup var console: Console

  @Argument(help: "The vector file to read.", completion: .file(extensions: ["gguf", "svec"]))
  var input: String

  @Argument(help: "The vector file to write.", completion: .file(extensions: ["gguf", "svec"]))
  var output: String

  struct Result: Encodable {
    let from, to: String
    let layers: [Int]
    let width: Int
    let norm: String
    /// Layers that the format has no room for.
    let leftOut: [Int]
  }

  func run() throws {
    try Output.check(files: [output])
    let (source, vector) = try reading(input) { try VectorFormat.read(input) }
    let shifted = try vector.shifted(by: shift)
    guard let written = shifted.fitting(format) else {
      throw ValidationError(
        "--format \(format.rawValue) has no room for block 0, the only one there")
    }
    let leftOut = shifted.layers.filter { written.directions[$0] == nil }
    let losses = losses(of: shifted, leavingOut: leftOut)
    guard losses.isEmpty || force else {
      throw ValidationError("\(losses.joined(separator: "; ")); --force writes it all the same")
    }
    losses.forEach(console.warn)
    let result = Result(
      from: source.rawValue, to: format.rawValue, layers: written.layers, width: written.width,
      norm: written.norm.rawValue, leftOut: leftOut)
    try console.show(result, writing: { try written.write(to: output, as: format) }) {
      [
        "\(result.from) to \(result.to): \(result.layers.count) directions of \(result.width) components, "
          + (written.norm == .unit ? "of length 1" : "of the lengths they had")
      ]
    }
  }

  private func losses(of vector: SteeringVector, leavingOut layers: [Int]) -> [String] {
    var losses = layers.map {
      "the direction of block \($0) is left out: \(format.rawValue) cannot hold it"
    }
    let hashed = [("model", vector.modelHash), ("data", vector.dataHash)].filter { !$1.isEmpty }
    if format != .steeringLab, !hashed.isEmpty {
      let what = hashed.map(\.0).joined(separator: " and ")
      losses.append("the SHA-256 of its \(what) is left out: \(format.rawValue) cannot hold it")
    }
    if Output.isSameFile(input, output) {
      losses.append("\(output) is the file that is read, and is overwritten")
    }
    return losses
  }
}

extension VectorFormat: ExpressibleByArgument {}
