import Inference

/// Prefill and decoding, against what the machine can do.
struct SpeedMeasurement: Encodable {
  struct Decode: Encodable {
    let rows: Int
    /// Tokens that each row has read before it writes.
    let contextTokens: Int
    let tokensPerSecond: Double
    /// Of the innermost loop's peak, in operations.
    let shareOfPeak: Double
    /// Of memory's bandwidth, in bytes of weights read.
    let shareOfBandwidth: Double
  }

  let peak: MachinePeak
  let prefillTokensPerSecond: Double
  /// By the number of rows, after a short prompt.
  let decode: [Decode]
  /// By the length of the prompt, with the most rows.
  let longer: [Decode]

  init(_ model: LanguageModel, rows: Int, steps: Int, _ console: Console) throws {
    let peak = MachinePeak(model)
    self.peak = peak
    prefillTokensPerSecond = try Self.prefill(model)
    let shortest = 6
    func decode(_ rows: Int, after length: Int) throws -> Decode {
      let speed = try Self.decode(model, rows: rows, after: length, steps: steps, console)
      let operations = Double(model.blockOperationsPerToken + model.headOperationsPerRow)
      return Decode(
        rows: rows, contextTokens: length, tokensPerSecond: speed,
        shareOfPeak: speed * operations / (peak.gigaoperations * 1e9),
        shareOfBandwidth: speed / Double(rows) * Double(model.bytesPerToken)
          / (peak.bandwidth * 1e9))
    }
    self.decode = try Set([1, 8, 40, rows]).filter { $0 <= rows }.sorted().map {
      try decode($0, after: shortest)
    }
    longer = try [64, 256, 1024].filter { $0 + steps <= model.configuration.contextLength }.map {
      try decode(rows, after: $0)
    }
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
      + longer.map {
        ["  after \($0.contextTokens) tokens", "\(fixed($0.tokensPerSecond, 0)) tokens/s"]
      }
  }

  private static func prefill(_ model: LanguageModel) throws -> Double {
    let length = min(240, model.configuration.contextLength)
    let tree = TokenTree(prompt(0, length: length, of: model))
    return Double(length) / (try fastest(of: 3) { try model.run([tree]) { _ in } })
  }

  private static func decode(
    _ model: LanguageModel, rows: Int, after length: Int, steps: Int, _ console: Console
  ) throws -> Double {
    let requests = (0..<rows).map {
      GenerationRequest(prompt: prompt($0, length: length, of: model), maxNewTokens: steps)
    }
    let bar = console.progress("decoding \(rows) rows after \(length) tokens", of: rows * steps)
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
