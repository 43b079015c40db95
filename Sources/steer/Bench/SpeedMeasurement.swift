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
  /// By the length of the prompt, with as many rows as read the longest within seconds.
  let longer: [Decode]

  /// Seconds that reading the prompts of a point may take, and writing after them, about.
  private static let secondsAPoint = 6.0

  init(_ model: LanguageModel, rows: Int, steps: Int, _ console: Console) throws {
    let peak = MachinePeak(model)
    self.peak = peak
    let prefill = try Self.prefill(model)
    prefillTokensPerSecond = prefill
    console.message("prefill: \(fixed(prefill, 0)) tokens/s")
    // A row alone is up to ten times as slow, by token, as a text that is read at once.
    var expected = prefill / 10
    func decode(_ rows: Int, after length: Int) throws -> Decode {
      let affordable = Int(Self.secondsAPoint * expected / Double(rows))
      let speed = try Self.decode(
        model, rows: rows, after: length, steps: min(steps, max(4, affordable)), console)
      expected = max(speed, prefill / 10)
      let operations = Double(model.blockOperationsPerToken + model.headOperationsPerRow)
      console.message("\(rows) rows after \(length) tokens: \(fixed(speed, 0)) tokens/s")
      return Decode(
        rows: rows, contextTokens: length, tokensPerSecond: speed,
        shareOfPeak: speed * operations / (peak.gigaoperations * 1e9),
        shareOfBandwidth: speed / Double(rows) * Double(model.bytesPerToken)
          / (peak.bandwidth * 1e9))
    }
    let shortest = 6
    self.decode = try Set([1, 8, 40, rows]).filter { $0 <= rows }.sorted().map {
      try decode($0, after: shortest)
    }
    let lengths = [64, 256, 1024].filter { $0 + steps <= model.configuration.contextLength }
    // As many rows as can read the longest prompt in time, the same for all lengths.
    let readable = Int(Self.secondsAPoint * prefill) / (lengths.last ?? 1)
    longer = try lengths.map { try decode(min(rows, max(1, readable)), after: $0) }
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
        [
          "  \($0.rows) rows after \($0.contextTokens) tokens",
          "\(fixed($0.tokensPerSecond, 0)) tokens/s",
        ]
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
