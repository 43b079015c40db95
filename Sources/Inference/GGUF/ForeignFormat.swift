/// What a file is that was taken for another kind, from its first bytes; nil where they are not known.
func foreignFormat(_ head: [UInt8]) -> String? {
  let text = String(decoding: head.prefix(64), as: UTF8.self).lowercased().drop {
    $0.isWhitespace || $0 == "\u{feff}"
  }
  return if text.hasPrefix("<!doctype") || text.hasPrefix("<html") {
    "an HTML page (a saved web page, not the model file)"
  } else if text.hasPrefix("version https://git-lfs") {
    "a git-lfs pointer (run `git lfs pull` for the file itself)"
  } else if head.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
    "a zip archive (a wheel or a PyTorch checkpoint)"
  } else if head.starts(with: "GGUF".utf8) {
    "a GGUF file"
  } else if SafetensorsFile.isLikely(head) {
    "a safetensors file"
  } else {
    nil
  }
}
