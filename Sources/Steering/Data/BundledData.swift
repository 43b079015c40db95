import Foundation

/// The bytes of a file in the module's resources; throws `DataError.missingFile`.
func bundledData(_ file: String) throws -> Data {
  // Foundation on macOS may take the folder Resources for the bundle's own, hence the second look.
  let url =
    Bundle.module.url(forResource: file, withExtension: nil, subdirectory: "Resources")
    ?? Bundle.module.url(forResource: file, withExtension: nil)
  guard let url, let data = try? Data(contentsOf: url) else {
    throw DataError.missingFile(file: file)
  }
  return data
}

/// A file in the module's resources that is one JSON value.
func bundledValue<Value: Decodable>(_ file: String) throws -> Value {
  let data = try bundledData(file)
  do {
    return try JSONDecoder().decode(Value.self, from: data)
  } catch {
    throw DataError.malformed(
      file: file, line: 1, column: 1, field: nil, expected: "a JSON value of type \(Value.self)",
      got: "\(error)")
  }
}
