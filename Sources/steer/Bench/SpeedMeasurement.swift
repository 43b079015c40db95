import Inference

/// Prefill and decoding, against what the machine can do.
struct SpeedMeasurement: Encodable {
  struct Decode: Encodable {
    let rows: Int
    let tokensPerSecond: Double
    /// Of the innermost loop's peak, in operations.
    let shareOfPeak: Double
    /// Of memory's bandwidth, in bytes of weights read.
    let shareOfBandwidth: Double
  }

  let peak: MachinePeak
  let prefillTokensPerSecond: Double
  let decode: [Decode]

  init(_ model: LanguageModel, rows: Int, steps: Int, _ console: Console) throws {
    peak = MachinePeak(model)
    prefillTokensPerSecond = try Self.prefill(model)
    let operations = Double(model.blockOperationsPerToken + model.headOperationsPerRow)
    var decode: [Decode] = []
    for rows in Set([1, 8, 40, rows]).filter({ $0 <= rows }).sorted() {
      let speed = try Self.decode(model, rows: rows, steps: steps, console)
      decode.append(
        Decode(
          rows: rows, tokensPerSecond: speed,
          shareOfPeak: speed * operations / (peak.gigaoperations * 1e9),
          shareOfBandwidth: speed / Double(rows) * Double(model.bytesPerToken)
            / (peak.bandwidth * 1e9)))
    }
    self.decode = decode
  }

  var lines: [[String]] {
    [
      ["peak", "\(fixed(peak.gigaoperations, 0)) G(FL)OP/s, \(fixed(peak.bandwidth, 1)) GB/s"],
      ["prefill", "\(fixed(prefillTokensPerSecond, 0)) tokens/s"],
    ]
      + decode.map {
        [
          "decode, \($0.rows) rows",
          "\(fixed($0.tokensPerSecond, 0)) tokens/s: \(fixed(100 * $0.shareOfPeak, 0)) % of peak, "
            + "\(fixed(100 * $0.shareOfBandwidth, 0)) % of bandwidth",
        ]
      }
  }

  private static func prefill(_ model: LanguageModel) throws -> Double {
    let length = min(240, model.configuration.contextLength)
    let tree = TokenTree(prompt(0, length: length, of: model))
    return Double(length) / (try fastest(of: 3) { try model.run([tree]) { _ in } })
  }

  private static func decode(
    _ model: LanguageModel, rows: Int, steps: Int, _ console: Console
  ) throws -> Double {
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
      // The first pass reads the prompts.
      if before > 0, written - before == rows {
        tokens += rows
        duration += now - last
      }
      (before, last) = (written, now)
      bar.update(written)
    }
    return duration > .zero ? Double(tokens) / (duration / .seconds(1)) : 0
  }

  /// Token ids without meaning, different for each row.
  private static func prompt(_ row: Int, length: Int, of model: LanguageModel) -> [Int] {
    (0..<length).map { (1 + row * 7919 + $0 * 104_729) % model.configuration.vocabularySize }
  }
}
