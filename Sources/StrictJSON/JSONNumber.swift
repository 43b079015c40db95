/// A number as it is written: how it is written decides whether it counts as an integer.
public struct JSONNumber: Sendable, Equatable {
  /// As in the text, such as `1e3` or `-0`.
  public let spelling: String

  init(spelling: String) { self.spelling = spelling }

  /// The integer it is written as: digits after an optional minus. Nil with a fraction or an exponent,
  /// for `-0`, and where it does not fit.
  public var integer: Int? { spelling == "-0" ? nil : Int(spelling) }

  /// The nearest double; nil where that is infinite.
  public var double: Double? {
    Double(spelling).flatMap { $0.isFinite ? $0 : nil }
  }
}
