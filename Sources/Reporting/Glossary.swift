/// The key that every page links to: each sign and word of the tables in one line.
enum Glossary {
  private static let markdown = """
    ## Key

    | sign or word | meaning |
    | --- | --- |
    | **v** | steering vector: a direction that is added to the model's inner state (its \
    residual stream) at one layer |
    | **c** | coefficient: how many times v is added; negative subtracts, 0 is the unsteered \
    model |
    | **‖v‖** | length of v, in the units of the residual stream |
    | **ρ** | relative size of the push: \\|c\\|·‖v‖ divided by the median length of the \
    residual stream at that layer; comparable between layers and models, as c is not |
    | **layer** | which block of the model v is added after, counted from 0 |
    | **nats** | natural-log units: a change of the log-odds by 1 nat multiplies the odds by \
    2.72 |
    | **NLL** | negative log-likelihood per token, in nats: how surprised the model is by a \
    text; lower is more fluent |
    | **δ** | the smallest effect that would matter, fixed before the test texts were read |
    | **0.41 [0.31, 0.52]** | an estimate with its interval, 90 % unless another level is given; \
    effects are signed so that the claimed direction is positive |
    | **selective effect** | change on the items minus the change on their controls, where the same \
    words say nothing of the behaviour |
    | **equal cost** | at the coefficient that moves the next token of neutral prose by KL = 0.05 \
    nats: comparable between vectors, layers and models |
    | **p (raw)** | chance of an effect at least as large if the true one were δ, for one contrast \
    alone |
    | **p (Holm)** | the same, raised for the number of claims that were tested together on the \
    model |
    | **n in clusters** | texts measured, and how many templates they were made from; texts of \
    one template count as one draw |
    | **gate** | a check of the instrument; if it fails, nothing can be said about the claim. An \
    interval that holds the gate's number leaves it undecided |
    | **control** | a check of the cause, such as a random direction of the same length; if it \
    fails, the claim is not supported |
    | **secondary** | measured and shown beside a claim, but not part of its verdict |
    | **SUPPORTED** | the whole Holm-adjusted interval exceeds δ, the test rejects, and every \
    gate and control holds |
    | **REFUTED** | the whole interval lies below δ; *opposite* if below 0, *equivalent* if \
    within ±δ |
    | **INCONCLUSIVE** | anything else: the interval holds δ, a control fails, or a gate \
    is undecided |
    | **NOT TESTABLE** | a gate fails, or the model cannot be asked at all: the instrument is at \
    fault, not the claim |
    | **NOT RUN** | not run on this model |
    | **exploratory** | a page without registered claims: read it as a description, not as a \
    test |
    """

  /// The key, with a line for each model.
  static func markdown(_ models: [ModelKey]) -> String {
    let rows = models.map { model in
      "| **\(Markdown.escape(model.name))** | \(Markdown.escape(model.meaning)) |"
    }
    return ([markdown] + rows).joined(separator: "\n")
  }
}

/// What a column of a report is called, and which model that is.
public struct ModelKey: Sendable {
  /// As columns have it, "smollm2-135m".
  public let name: String
  /// As sentences have it, "SmolLM2-135M-Instruct".
  public let title: String
  /// Whether it is there to check the instrument.
  public let isControl: Bool
  /// One line, text.
  public let meaning: String
  /// What a reader of any finding on it has to know; nil where it is nothing.
  public let note: String?

  /// - Parameter meaning: text, not Markdown.
  public init(
    name: String, title: String, isControl: Bool = false, meaning: String, note: String? = nil
  ) {
    self.note = note
    self.name = name
    self.title = title
    self.isControl = isControl
    self.meaning = meaning
  }
}
