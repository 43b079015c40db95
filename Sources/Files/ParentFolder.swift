/// The folder that a path's last part lies in: "" for a name alone, "/" below the root.
///
/// Foundation's `deletingLastPathComponent` of a text traps for a name of one character (swift-corelibs-foundation, 6.3).
public func parentFolder(of path: String) -> String {
  var parts = path[...]
  while parts.count > 1, parts.last == "/" { parts = parts.dropLast() }
  guard let slash = parts.lastIndex(of: "/") else { return "" }
  let folder = parts[..<slash]
  return folder.isEmpty ? "/" : String(folder)
}
