import ArgumentParser
import CKernels
import Foundation
import Inference

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "How fast a model runs here: fp32, own kernels.",
    discussion: """
      Prefill is one text of 240 tokens. Decoding counts the passes in which every row writes \
      a token, greedily, each row with a prompt of its own. Run it on an otherwise idle machine.

      Example:
        steer bench --model smollm2-135m

      JSON: {"decode": [{"rows": ..., "tokens_per_second": ...}], "load_seconds": ...,
        "matmul_gflops": ..., "prefill_tokens_per_second": ..., ...}
      """)

  @OptionGroup var model: ModelOption

  @Option(help: "Rows of the largest batch.")
  var rows = 40

  @Option(help: "New tokens in each row.")
  var steps = 32

  @OptionGroup var console: Console

  struct Result: Encodable {
    struct Decode: Encodable {
      let rows: Int
      let tokensPerSecond: Double
    }
    let model: String
    let instructionSet: String
    let threads: Int
    let loadSeconds: Double
    let matmulGflops: Double
    let prefillTokensPerSecond: Double
    let decode: [Decode]
  }

  func validate() throws {
    guard (1...256).contains(rows) else {
      throw ValidationError("--rows: expected 1 to 256, got \(rows)")
    }
    guard (2...4096).contains(steps) else {
      throw ValidationError("--steps: expected 2 to 4096, got \(steps)")
    }
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let model = try self.model.model.load()
    let loadSeconds = seconds(clock.now - start)
    let compute = model.compute
    console.message("measuring the matrix product")
    let gflops = matmulGflops(model.configuration, compute)
    console.message("measuring prefill")
    let prefill = try prefillTokensPerSecond(model)
    let decode = try Set([1, 8, rows]).filter { $0 <= rows }.sorted().map { rows in
      Result.Decode(rows: rows, tokensPerSecond: try decodeTokensPerSecond(model, rows: rows))
    }
    let result = Result(
      model: model.name, instructionSet: compute.instructionSet.rawValue, threads: compute.threads,
      loadSeconds: loadSeconds, matmulGflops: gflops, prefillTokensPerSecond: prefill,
      decode: decode)
    try console.show(result) {
      table(
        [
          ["model", result.model],
          ["kernels", "\(result.instructionSet), \(result.threads) threads"],
          ["load", "\(fixed(loadSeconds, 2)) s"],
          ["matrix product", "\(fixed(gflops, 0)) GFLOP/s"],
          ["prefill", "\(fixed(prefill, 0)) tokens/s"],
        ]
          + result.decode.map {
            ["decode, \($0.rows) rows", "\(fixed($0.tokensPerSecond, 0)) tokens/s"]
          })
    }
  }

  /// The feed-forward's first product on 240 rows, the best of several repetitions.
  private func matmulGflops(_ configuration: ModelConfiguration, _ compute: Compute) -> Double {
    let rows = 240
    let (inputs, outputs) = (configuration.dModel, 2 * configuration.feedForwardDimension)
    guard let kernels = ck_kernels_named(compute.instructionSet.rawValue),
      let pool = ck_pool_create(Int32(compute.threads))
    else { return 0 }
    defer { ck_pool_destroy(pool) }
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
      let pointer =
        UnsafeMutableRawPointer
        .allocate(byteCount: max(count, 1) * 4, alignment: 64)
        .bindMemory(to: Float.self, capacity: count)
      pointer.initialize(repeating: 0.5, count: count)
      return pointer
    }
    let x = floats(rows * inputs)
    let weights = floats(ck_packed_count(Int32(outputs), Int32(inputs)))
    let out = floats(rows * outputs)
    let scratch = floats(ck_matmul_scratch(Int32(rows), Int32(inputs)))
    defer { for pointer in [x, weights, out, scratch] { pointer.deallocate() } }
    let operations = 2 * Double(rows * inputs * outputs)
    let repetitions = min(max(Int(1e9 / operations), 1), 1000)
    let best = (0..<5).map { _ in
      time {
        for _ in 0..<repetitions {
          ck_matmul(
            ck_compute(kernels: kernels, pool: pool), x, Int32(rows), Int32(inputs), weights,
            Int32(outputs), out, scratch)
        }
      } / Double(repetitions)
    }.min()
    return best.map { operations / $0 / 1e9 } ?? 0
  }

  private func prefillTokensPerSecond(_ model: LanguageModel) throws -> Double {
    let length = min(240, model.configuration.contextLength)
    let tree = TokenTree(prompt(0, length: length, of: model))
    let best = try (0..<3).map { _ in try time { try model.run([tree]) { _ in } } }.min()
    return best.map { Double(length) / $0 } ?? 0
  }

  private func decodeTokensPerSecond(_ model: LanguageModel, rows: Int) throws -> Double {
    let requests = (0..<rows).map {
      GenerationRequest(prompt: prompt($0, length: 6, of: model), maxNewTokens: steps)
    }
    let bar = console.progress("decoding \(rows) rows", of: rows * steps)
    defer { bar.finish() }
    let clock = ContinuousClock()
    var (before, last) = (0, clock.now)
    var (tokens, duration) = (0, Duration.zero)
    _ = try model.generate(requests, rows: rows) { written in
      let now = clock.now
      // The first pass reads the prompts; in the last ones rows that began earlier have ended.
      if before > 0, written - before == rows {
        tokens += rows
        duration += now - last
      }
      (before, last) = (written, now)
      bar.update(written)
    }
    return duration > .zero ? Double(tokens) / seconds(duration) : 0
  }

  /// Token ids without meaning, different for each row.
  private func prompt(_ row: Int, length: Int, of model: LanguageModel) -> [Int] {
    (0..<length).map { (1 + row * 7919 + $0 * 104_729) % model.configuration.vocabularySize }
  }

  private func time(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return seconds(clock.now - start)
  }

  private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
