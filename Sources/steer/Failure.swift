import ArgumentParser
import Assets
import Files
import Foundation
import Inference
import Reporting
import Steering
import Store
import StrictJSON

/// A file that cannot be used, and why.
struct BadInput: Error, CustomStringConvertible {
  let description: String

  init(_ path: String, _ reason: Any) {
    // Foundation's own describe themselves by a dump of fields.
    let cocoa = (reason as? any Error) as? CocoaError
    let reason = cocoa?.localizedDescription ?? "\(reason)"
    // Some reasons begin with the path already.
    let namesPath = reason.hasPrefix("\(path):") || reason.contains("\"\(path)\"")
    description = namesPath ? reason : "\(path): \(reason)"
  }
}

/// Runs `body`, whose errors are the file's fault.
func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    throw BadInput(path, error)
  }
}

/// How an error is told to the user and to the shell.
struct Failure {
  let status: Int32
  /// What goes to standard error, or to standard output when it is the help that was asked for.
  let message: String

  init(_ error: any Error) {
    switch error {
    case let code as ExitCode:
      (status, message) = (code.rawValue, "")
    case AssetError.termsNotAccepted:
      (status, message) = (2, "steer: " + printable("\(error)"))
    case is AssetError:
      // What pip said takes several lines.
      let lines = "\(error)".split(separator: "\n").map { printable(String($0)) }
      (status, message) = (3, "steer: " + lines.joined(separator: "\n"))
    case let error as FileError where !error.isOfReading:
      (status, message) = (4, "steer: " + printable("\(error)"))
    case StoreError.unwritable:
      (status, message) = (4, "steer: " + printable("\(error)"))
    case is BadInput, is VADERError, is ReportingError, is GGUFError, is SafetensorsError,
      is TokenizerError, is HuggingFaceError, is JSONError, is DataError, is FileError,
      is StoreError,
      SteeringError.badVectorFile,
      SteeringError.wrongModel:
      (status, message) = (3, "steer: " + printable("\(error)"))
    case is ModelError, is SteeringError, is SamplerError, is ValidationError:
      (status, message) = (2, "steer: " + printable("\(error)"))
    default:
      let code = Steer.exitCode(for: error)
      let text = Steer.fullMessage(for: error)
      status = code == .validationFailure ? 2 : code.rawValue
      message =
        text.hasPrefix("Error: ") ? "steer: " + text.dropFirst("Error: ".count) : text
    }
  }

  func exit() -> Never {
    let name = "steer:"
    if status == 0 {
      print(message)
    } else if message.hasPrefix(name) {
      writeError(Terminal.errors.painted(name, .red) + message.dropFirst(name.count) + "\n")
    } else if !message.isEmpty {
      writeError(message + "\n")
    }
    Foundation.exit(status)
  }
}
