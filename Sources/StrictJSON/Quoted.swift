/// A name from a file, in quotes, in printable ASCII, cut to a length that fits a message.
public func quoted(_ name: String) -> String {
  var result = "\""
  for scalar in name.unicodeScalars.prefix(96) { result += scalar.escaped(asASCII: true) }
  return result + (name.unicodeScalars.count > 96 ? "…\"" : "\"")
}
