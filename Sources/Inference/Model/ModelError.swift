import StrictJSON

/// What can be wrong with a model or with what it is asked to do.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  case unknownArchitecture(String, known: [String])
  /// A size or an argument that nothing can be computed with.
  case badConfiguration(field: String, expected: String, got: String)
  /// A tensor whose values the model cannot use.
  case badTensor(name: String, expected: String, got: String)
  /// `at` says which of the sequences.
  case tokenOutOfRange(Int, vocabularySize: Int, at: String)
  /// More tokens, those to be written included, than the context has positions.
  case tooLong(positions: Int, contextLength: Int, at: String)
  case emptySequence(at: String)
  /// A hook point of a layer that the model has not.
  case hookOutOfRange(String, layerCount: Int)
  /// A hook point that the model's architecture has not.
  case hookAbsent(String, because: String)
  /// NaN or infinity came out of a pass.
  case notFinite(at: String)
  /// This build or this processor has it not.
  case instructionSetUnavailable(String, available: [String])
  /// 1 to 1024 threads make a pool, if the system grants them.
  case noThreads(Int)
  /// What `STEER_THREADS` is set to.
  case notThreads(String)
  /// Bytes; `fits` is what the weights may take here.
  case tooLittleMemory(needed: Int, available: Int, fits: Int)

  /// One line: the place, what was expected, what was given.
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
    case .instructionSetUnavailable(let name, let available):
      "this machine cannot run the kernels '\(name)'; it runs \(available.joined(separator: ", "))"
    case .noThreads(let count):
      "cannot make a pool of \(count) threads"
    case .notThreads(let text):
      "STEER_THREADS: expected \(Compute.threadCounts.lowerBound) to \(Compute.threadCounts.upperBound), got '\(text)'"
    case .tooLittleMemory(let needed, let available, let fits):
      "memory: the model needs about \(Self.megabytes(needed)), and \(Self.megabytes(available)) can be "
        + "had; a file of at most \(Self.megabytes(fits)) would fit, such as the same model in fewer bits "
        + "(Q4_K_M takes about 0.6 bytes a parameter), or end what else is running"
    }
  }

  private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000) MB" }
}
