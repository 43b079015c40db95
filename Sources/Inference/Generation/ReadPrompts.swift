/// Prompts read with nothing done, all but the last token of each: what edits that begin there leave as it is.
///
/// A sweep over many vectors then runs only the last token and what follows, not the prompt again each time.
public struct ReadPrompts: Sendable {
  /// Keys and values of each prompt but its last token. Runs fork them and change nothing.
  let starts: [Start]
  /// What it was read from: runs must be of the same prompts on the same model.
  let prompts: [[Int]]
  let configuration: ModelConfiguration

  /// A context that is only forked once it is filled.
  struct Start: @unchecked Sendable {
    let context: Context
  }

  /// A run's trees continue the prompts, in their order.
  func contexts() -> [Context] { starts.map(\.context) }

  /// - Throws: ``ModelError/badConfiguration(field:expected:got:)`` where they are not those that were read.
  func check(_ others: [[Int]], on model: LanguageModel) throws {
    guard others == prompts, model.configuration == configuration else {
      throw ModelError.badConfiguration(
        field: "prompts",
        expected: "the \(prompts.count) that were read, on the model that read them",
        got: "others")
    }
  }
}

extension LanguageModel {
  /// Reads prompts for ``score(_:applying:after:)``; what all of them begin with is read once.
  ///
  /// - Throws: ``ModelError`` for a prompt that is empty or too long, or a token out of range.
  public func read(_ prompts: [[Int]]) throws -> ReadPrompts {
    for (index, prompt) in prompts.enumerated() {
      if prompt.isEmpty { throw ModelError.emptySequence(at: "prompt \(index)") }
      try validate(tokens: prompt, length: prompt.count, at: "prompt \(index)")
    }
    let shared = commonBeginning(of: prompts)
    let workspace = Workspace(configuration, compute: compute)
    var queue = PassQueue(self, workspace) { _ in }
    func extend(_ context: Context, by tokens: some Collection<Int>) throws {
      let positions = context.extend(by: tokens.count)
      try queue.add(context, edits: [], tokens: tokens, positions: positions) { _ in nil }
    }
    let trunk = Context(configuration: configuration, layers: 0..<configuration.layerCount)
    if shared > 0, let first = prompts.first { try extend(trunk, by: first[..<shared]) }
    let starts = try prompts.map { prompt in
      let context = trunk.fork()
      try extend(context, by: prompt[shared..<prompt.count - 1])
      return ReadPrompts.Start(context: context)
    }
    try queue.flush()
    return ReadPrompts(starts: starts, prompts: prompts, configuration: configuration)
  }
}

/// How many tokens all prompts begin with, the last token of each left out.
private func commonBeginning(of prompts: [[Int]]) -> Int {
  guard let first = prompts.first else { return 0 }
  return prompts.reduce(first.count - 1) { common, prompt in
    min(prompt.count - 1, zip(first.prefix(common), prompt).prefix { $0 == $1 }.count)
  }
}
