import Assets

/// The models that findings are published on.
///
/// Adding one is adding its card here: columns, records, options, key and tests derive from this list.
public enum Roster {
  /// Studied models in the order of the report's columns, then the control.
  public static let models: [ModelCard] = [.smolLM2, .planted]

  /// The ones that set-up provides: what a report is run on when nothing else is said.
  public static let standard: [ModelCard] = [.smolLM2, .planted]

  /// The model of this name.
  public static subscript(_ id: String) -> ModelCard? { models.first { $0.id == id } }
}

extension ModelCard {
  /// The positive control: built in code, with known answers.
  public static let planted = ModelCard(
    id: "planted", title: "planted model", parameters: 1_000_000, role: .control,
    weights: .planted)

  /// The model that set-up fetches.
  public static let smolLM2 = ModelCard(
    id: Asset.smolLM2.name, title: "SmolLM2-135M-Instruct", parameters: 134_515_008,
    weights: .asset(.smolLM2))
}
