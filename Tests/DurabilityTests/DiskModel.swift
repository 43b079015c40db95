import Foundation
import Randomness

/// What a disk may hold after the machine has stopped at some point of a recorded run.
///
/// A file's content is safe once the file was synced after it was written, a name once its folder was. Of what
/// is not safe, any writes may be lost, and the last changes of a folder's names: that is what a file system
/// promises, and less than most keep.
struct DiskModel {
  let changes: [FileChange]
  /// Whether syncing does anything; it does not in a planted fault.
  var syncs = true

  /// What becomes of changes that no sync has made safe.
  enum Loss {
    /// The process was killed, not the machine: nothing is lost.
    case none
    case everything
    /// Each write as a coin falls, and names back to a point of chance.
    case some(seed: UInt64)
  }

  /// The files after the first `count` changes: path → bytes.
  func files(after count: Int, losing loss: Loss) -> [String: [UInt8]] {
    let kept = survivors(count, loss)
    var names: [String: Int] = [:]
    var contents: [[UInt8]] = []
    var files: [Int: Int] = [:]  // inode → file: inodes are used again
    for (index, change) in changes.prefix(count).enumerated() {
      switch change {
      case .created(let inode, let path):
        contents.append([])
        files[inode] = contents.count - 1
        if kept[index] { names[path] = contents.count - 1 }
      case .cut(let inode, let size):
        guard kept[index], let file = files[inode] else { continue }
        contents[file].resize(to: size)
      case .written(let inode, let offset, let bytes):
        guard kept[index], let file = files[inode] else { continue }
        contents[file].resize(to: max(contents[file].count, offset + bytes.count))
        contents[file].replaceSubrange(offset..<offset + bytes.count, with: bytes)
      case .renamed(let from, let to):
        guard kept[index] else { continue }
        if let file = names.removeValue(forKey: from) { names[to] = file }
      case .unlinked(let path):
        if kept[index] { names[path] = nil }
      case .synced, .folderSynced: break
      }
    }
    return names.mapValues { contents[$0] }
  }

  private func survivors(_ count: Int, _ loss: Loss) -> [Bool] {
    if case .none = loss { return Array(repeating: true, count: count) }
    var safe = Array(repeating: false, count: count)
    var generation: [Int: Int] = [:]  // inode → how often it was made anew
    var unsafeData: [String: [Int]] = [:]
    var unsafeNames: [String: [Int]] = [:]
    func file(_ inode: Int) -> String { "\(inode) \(generation[inode] ?? 0)" }
    for (index, change) in changes.prefix(count).enumerated() {
      switch change {
      case .created(let inode, _): generation[inode, default: 0] += 1
      case .cut(let inode, _), .written(let inode, _, _):
        unsafeData[file(inode), default: []].append(index)
      case .synced(let inode) where syncs:
        for change in unsafeData.removeValue(forKey: file(inode)) ?? [] { safe[change] = true }
      case .folderSynced(let folder) where syncs:
        for change in unsafeNames.removeValue(forKey: folder) ?? [] { safe[change] = true }
      case .synced, .folderSynced, .renamed, .unlinked: break
      }
      if let folder = change.folder { unsafeNames[folder, default: []].append(index) }
    }
    guard case .some(let seed) = loss else { return safe }
    var generator = SeededGenerator(seed: seed, stream: "lost writes \(count)")
    for file in unsafeData.keys.sorted() {
      for change in unsafeData[file] ?? [] { safe[change] = generator.index(below: 2) == 0 }
    }
    for folder in unsafeNames.keys.sorted() {
      let names = unsafeNames[folder] ?? []
      for change in names.prefix(generator.index(below: names.count + 1)) { safe[change] = true }
    }
    return safe
  }
}

extension [UInt8] {
  fileprivate mutating func resize(to size: Int) {
    if size < count {
      removeLast(count - size)
    } else {
      append(contentsOf: repeatElement(0, count: size - count))
    }
  }
}
