import Foundation

/// The beginning of an asset's file, kept hidden beside its place until the file is whole.
///
/// It is the same file whichever source it comes from, so that one source can go on from another's part.
struct PartialFile {
  let url: URL

  /// Other pins have another name, so that nothing goes on from the wrong file.
  init(of asset: Asset) {
    url = asset.url.deletingLastPathComponent()
      .appendingPathComponent(Self.prefix(of: asset) + asset.fileHash.prefix(12))
  }

  /// What the names of all partial files of the asset begin with, whatever its pins once were.
  static func prefix(of asset: Asset) -> String { ".\(asset.fileName).partial-" }

  /// 0 where there is none.
  var byteCount: Int { FileStamp(of: url).map { Int($0.byteCount) } ?? 0 }

  func remove() { try? FileManager.default.removeItem(at: url) }
}
