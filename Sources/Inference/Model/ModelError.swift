/// What can be wrong with a model or with what it is asked to do.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  case unknownArchitecture(String, known: [String])
  case badConfiguration(field: String, expected: String, got: String)
  case badTensor(name: String, expected: String, got: String)
  case tokenOutOfRange(Int, vocabularySize: Int, at: String)
  case tooLong(positions: Int, contextLength: Int, at: String)
  case emptySequence(at: String)
  case hookOutOfRange(String, layerCount: Int)
  /// A hook point that the model's architecture has not.
  case hookAbsent(String, because: String)
  case notFinite(at: String)
  case instructionSetUnavailable(String)
  case noThreads(Int)

  public var description: String {
    switch self {
    case .unknownArchitecture(let name, let known):
      "unknown architecture \(quoted(name)); known: \(known.joined(separator: ", "))"
    case .badConfiguration(let field, let expected, let got):
      "model field \(field): expected \(expected), got \(got)"
    case .badTensor(let name, let expected, let got):
      "tensor \(quoted(name)): expected \(expected), got \(got)"
    case .tokenOutOfRange(let id, let size, let place):
      "\(place): token \(id) is outside the vocabulary 0..<\(size)"
    case .tooLong(let positions, let context, let place):
      "\(place): \(positions) tokens do not fit the model's context of \(context)"
    case .emptySequence(let place):
      "\(place): no tokens; give at least one"
    case .hookOutOfRange(let hook, let layers):
      "hook point \(hook) does not exist in a model of \(layers) layers (0..<\(layers))"
    case .hookAbsent(let hook, let reason):
      "hook point \(hook) does not exist: \(reason)"
    case .notFinite(let place):
      "\(place): not a finite number"
    case .instructionSetUnavailable(let name):
      "this processor has no instruction set '\(name)'"
    case .noThreads(let count):
      "cannot make a pool of \(count) threads"
    }
  }
}
