import Foundation

/// How much of an asset the cache holds.
public enum AssetState: Sendable, Equatable {
  /// The whole file, with the pinned hash.
  case cached
  /// Other bytes than the pinned ones, or a file that cannot be read.
  case damaged
  /// The beginning, which the next fetch goes on from.
  case partial(byteCount: Int)
  /// Nothing.
  case missing
}

extension Asset {
  /// What the cache holds now; reads the whole file where there is one.
  public var state: AssetState {
    do {
      _ = try located()
      return .cached
    } catch .missing {
      let kept = PartialFile(of: self).byteCount
      return kept > 0 ? .partial(byteCount: kept) : .missing
    } catch {
      return .damaged
    }
  }
}
