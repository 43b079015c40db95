import Foundation

/// One change that a process made to a folder, as the fault injection recorded it.
enum FileChange: Equatable {
  case created(inode: Int, path: String)
  case cut(inode: Int, size: Int)
  case written(inode: Int, offset: Int, bytes: [UInt8])
  case synced(inode: Int)
  case folderSynced(String)
  case renamed(from: String, to: String)
  case unlinked(String)

  struct Malformed: Error { let line: String }

  /// The records of a log, in order; paths are made relative to `folder`.
  static func parse(_ log: Data, in folder: String) throws -> [FileChange] {
    let bytes = Array(log)
    var changes: [FileChange] = []
    var start = 0
    func relative(_ path: Substring) -> String {
      path == folder[...] ? "" : String(path.dropFirst(folder.count + 1))
    }
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: bytes[start..<end], as: UTF8.self)
      start = end + 1
      let parts = line.split(separator: " ")
      let numbers = parts.dropFirst().map { Int($0) ?? -1 }
      switch (parts.first, parts.count) {
      case ("C", 3): changes.append(.created(inode: numbers[0], path: relative(parts[2])))
      case ("T", 3): changes.append(.cut(inode: numbers[0], size: numbers[1]))
      case ("W", 4) where numbers[2] >= 0 && start + numbers[2] < bytes.count:
        let data = Array(bytes[start..<start + numbers[2]])
        changes.append(.written(inode: numbers[0], offset: numbers[1], bytes: data))
        start += numbers[2] + 1
      case ("S", 2): changes.append(.synced(inode: numbers[0]))
      case ("D", 2): changes.append(.folderSynced(relative(parts[1])))
      case ("R", 3): changes.append(.renamed(from: relative(parts[1]), to: relative(parts[2])))
      case ("U", 2): changes.append(.unlinked(relative(parts[1])))
      default: throw Malformed(line: line)
      }
    }
    return changes
  }

  /// The folder whose list of names it changes; nil when it changes no names.
  var folder: String? {
    switch self {
    case .created(_, let path), .unlinked(let path), .renamed(_, let path):
      (path as NSString).deletingLastPathComponent
    case .cut, .written, .synced, .folderSynced: nil
    }
  }
}
