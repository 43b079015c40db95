/// One result, and the name that everything which decides it gives it.
public struct Cell: Sendable, Equatable {
  /// SHA-256 of all that decides the value, 32 bytes: see ``CellKey``.
  public let key: CellKey
  /// What computed it.
  public let origin: Origin
  /// What was done and measured, for people who open the store; it decides nothing.
  public let what: String
  /// The result.
  public let value: Value

  /// - Parameter what: for people; it decides nothing.
  public init(key: CellKey, origin: Origin, what: String, value: Value) {
    self.key = key
    self.origin = origin
    self.what = what
    self.value = value
  }

  /// A number or a text. A store takes two for the same by their bits, not by `==`.
  public enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
  }

  /// What computed a cell. It is part of the key, and stands beside it so that a store can say what it holds.
  public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// Counts the changes of the engine after which any bit of a result may differ.
    public let engineVersion: Int
    /// How matrix products are computed: `exact` or `fast`.
    public let precision: String
    /// SHA-256 of the model's file.
    public let model: String
    /// SHA-256 of the program, where the cell depends on more of it than the engine; else empty.
    public let build: String

    /// - Parameters:
    ///   - model: SHA-256 of its file.
    ///   - build: SHA-256 of the program; empty where the cell depends on the engine alone.
    public init(engineVersion: Int, precision: String, model: String, build: String = "") {
      self.engineVersion = engineVersion
      self.precision = precision
      self.model = model
      self.build = build
    }

    /// One line; hashes by their first 12 digits.
    public var description: String {
      "engine version \(engineVersion), \(precision), model \(model.prefix(12))"
        + (build.isEmpty ? "" : ", build \(build.prefix(12))")
    }
  }
}
