extension Collection<UInt8> {
  /// Bytes of UTF-8's byte order mark at the start: 3, or 0 where there is none.
  ///
  /// Some editors write one; it is no part of the text.
  var byteOrderMarkLength: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }
}
