import Files
import Foundation

extension Fetch {
  /// Takes the file from a folder that somebody filled by hand, and checks it as any other.
  ///
  /// A hard link where that is possible, which takes no space, else a copy.
  func copy(from mirror: URL) throws(AssetError) -> URL {
    // A link to a symbolic link would be one.
    let file = mirror.appendingPathComponent(asset.pathInMirror).resolvingSymlinksInPath()
    guard FileStamp(of: file) != nil else {
      throw .notInMirror(path: file.path)
    }
    tell("taking it from the mirror \(mirror.path)")
    let copy = work.appendingPathComponent("copy")
    if link(file.path, copy.path) != 0 {
      try checkSpace()
      do {
        try FileManager.default.copyItem(at: file, to: copy)
      } catch {
        throw .refused(reason: error.localizedDescription)
      }
    }
    let got: String
    do { got = try Files.fileHash(of: copy) } catch { throw .refused(reason: "\(error)") }
    guard got == asset.fileHash else {
      throw .wrongMirror(path: file.path, expected: asset.fileHash, got: got)
    }
    return copy
  }
}
