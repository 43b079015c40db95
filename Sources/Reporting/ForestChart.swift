import Claims
import Statistics

/// Effects with their intervals, one a row.
public struct ForestChart: Sendable, Codable, Equatable {
  /// Drawn at the top of the figure.
  public let title: String
  /// Name and unit of the horizontal axis.
  public let axis: String
  /// Top to bottom.
  public let rows: [Row]
  /// δ, drawn as a dashed line.
  public let threshold: Double?
  /// What the axis shows; an interval beyond it ends in an arrow. Nil fits everything.
  public let limits: Interval?

  /// The axis covers 0, δ and every interval unless `limits` says what it shows.
  public init(
    title: String, axis: String, rows: [Row], threshold: Double? = nil, limits: Interval? = nil
  ) {
    self.title = title
    self.axis = axis
    self.rows = rows
    self.threshold = threshold
    self.limits = limits
  }

  /// One effect.
  public struct Row: Sendable, Codable, Equatable {
    /// Stands at the left.
    public let label: String
    /// In the axis's unit. One without a finite interval is shown as text alone.
    public let estimate: Estimate
    /// Stands at the right; the estimate as text when nil.
    public let text: String?
    /// Rows of a controlling or instrument kind are drawn in grey.
    public let isMuted: Bool
    /// A number that nothing can be concluded from is drawn as a ring.
    public let isHollow: Bool
    /// Stands in full above the first of neighbouring rows that share it; nil for none.
    public let group: String?

    /// - Parameters:
    ///   - text: stands at the right in place of the estimate.
    ///   - group: what this row and its neighbours are about.
    public init(
      _ label: String, _ estimate: Estimate, text: String? = nil, isMuted: Bool = false,
      isHollow: Bool = false, group: String? = nil
    ) {
      self.group = group
      self.label = label
      self.estimate = estimate
      self.text = text
      self.isMuted = isMuted
      self.isHollow = isHollow
    }
  }
}
