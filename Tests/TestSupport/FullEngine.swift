import Assets
import Foundation
import Inference
import Testing

/// The real model, for tests that need it.
///
/// Missing, such suites are skipped with the command that gets it; with `STEER_REQUIRE_FULL_ENGINE=1`
/// missing is a failure.
public enum FullEngine {
  /// SmolLM2-135M-Instruct, loaded once a process.
  public static var model: LanguageModel { get throws { try loaded.get() } }

  /// The same model in fast precision, loaded once a process.
  public static var fastModel: LanguageModel { get throws { try loadedFast.get() } }

  /// Whether what takes hours is to be run too.
  public static var isThorough: Bool {
    ProcessInfo.processInfo.environment["STEER_THOROUGH"] != nil
  }

  private static let loaded = Result { try load(.exact) }
  private static let loadedFast = Result { try load(.fast) }

  private static func load(_ precision: Precision) throws -> LanguageModel {
    try LanguageModel(
      gguf: Asset.smolLM2.located().path, name: "smollm2-135m", precision: precision)
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs where the full engine's model is in the cache, and always where it is required.
  public static var fullEngine: Self {
    .enabled(if: Asset.smolLM2.testsRun, "\(Asset.smolLM2.skipReason)")
  }

  /// Not with the portable kernels, which are some 60 times slower: all scenarios on SmolLM2 would take 9
  /// hours, those on dozens of planted models more than one.
  public static var vectorKernels: Self {
    .enabled(
      if: InstructionSet.widest != .portable || FullEngine.isThorough,
      "the portable kernels would take hours; STEER_THOROUGH=1 runs it all the same")
  }
}
