import Inference
import Steering
import Store

extension Console {
  /// The file that a verb's results are kept in, so that it goes on where it was stopped.
  func openStore(_ path: String, for model: LanguageModel) throws -> Store {
    let store = try Store(path: path) { tellWaiting(for: path) }
    for (origin, count) in try store.counts() where origin != model.cellOrigin {
      message("\(path): \(count) cells of \(origin) are left alone and not used")
    }
    if !quiet {
      Interruption.say("stopped; what was measured is in \(path): run the same again to go on")
    }
    return store
  }
}
