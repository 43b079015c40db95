import Assets

/// The models that findings are published on.
///
/// Adding one is adding its card here, and the file that it is read from to `Asset+Known.swift`: columns,
/// records, options, key and tests derive from this list.
public enum Roster {
  /// Studied models in the order of the report's columns, then the control.
  public static let models: [ModelCard] = [
    .smolLM2, .gemma270M, .qwenCoder05B, .qwenCoder15B, .planted,
  ]

  /// The ones that set-up provides: what a report is run on when nothing else is said.
  public static let standard: [ModelCard] = [.smolLM2, .planted]

  /// The model of this name.
  public static subscript(_ id: String) -> ModelCard? { models.first { $0.id == id } }
}

extension ModelCard {
  /// The positive control: built in code, with known answers.
  public static let planted = ModelCard(
    id: "planted", title: "planted model", parameters: nil, role: .control,
    weights: .planted)

  /// The model that set-up fetches.
  public static let smolLM2 = ModelCard(
    id: Asset.smolLM2.name, title: "SmolLM2-135M-Instruct", parameters: 134_515_008,
    weights: .asset(.smolLM2))

  /// A base model: it was never taught to answer, and its file has no chat template.
  public static let gemma270M = ModelCard(
    id: Asset.gemma270M.name, title: "Gemma 3 270M (base)", parameters: 268_098_176,
    note: unseen, weights: .asset(.gemma270M))

  /// The publisher's own file, K-quants of 4 to 6 bits.
  public static let qwenCoder05B = ModelCard(
    id: Asset.qwenCoder05B.name, title: "Qwen2.5-Coder-0.5B-Instruct", parameters: 494_032_768,
    note: unseen, weights: .asset(.qwenCoder05B))

  /// The publisher's own file, K-quants of 4 to 6 bits. In *fast*, which differs from *exact* by 9e-8 nats
  /// a token here and takes an hour where that takes two.
  public static let qwenCoder15B = ModelCard(
    id: Asset.qwenCoder15B.name, title: "Qwen2.5-Coder-1.5B-Instruct", parameters: 1_543_714_304,
    note: unseen, precision: .fast, weights: .asset(.qwenCoder15B))

  /// Of models that came after the first registrations.
  private static let unseen =
    "First run here after all claims of protocol 1 were registered, which stand unchanged. Of the texts of protocol 2"
    + " it had seen those for choosing alone when that was registered."
}
