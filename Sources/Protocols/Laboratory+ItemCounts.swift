extension Laboratory {
  /// How many items the measurements take, where there are more: ``registered``, or a changed copy.
  public struct ItemCounts: Sendable {
    /// Items that layers of sentiment and sycophancy are chosen on.
    public var selectItems: Int
    /// Openings and facts that are reported on.
    public var testItems: Int
    /// Passages of neutral prose that the likelihood of text is measured on.
    public var passages: Int
    /// Statements that agreement is reported on.
    public var statements: Int
    /// Items on which the null draws (random directions, shuffled labels) are measured.
    public var controlItems: Int
    /// Items of behaviours measured by replies, each of which costs several texts.
    public var choiceSelectItems: Int
    /// The same of the test split.
    public var choiceTestItems: Int
    /// Items of a dose–response of one behaviour, at most.
    public var doseItems = 20
    /// Items that are read after every wording; evenly spaced, they are of as many templates.
    public var rewordedItems = 25
    /// Items of a template that the depth of the peak is read on.
    public var depthItems = 1
    /// Items of each side-effect measure.
    public var sideEffectItems: Int

    /// What the registered runs take.
    public static let registered = ItemCounts(
      selectItems: 60, testItems: 200, passages: 123, statements: 160, controlItems: 40,
      choiceSelectItems: 30, choiceTestItems: 60, sideEffectItems: 40)
    /// For calibration over hundreds of models.
    public static let calibration = ItemCounts(
      selectItems: 20, testItems: 40, passages: 30, statements: 30, controlItems: 16,
      choiceSelectItems: 16, choiceTestItems: 24, sideEffectItems: 16)
  }

  /// Null draws of each kind in every claim: the fewest that can give p = .05.
  public static let draws = 19
}
