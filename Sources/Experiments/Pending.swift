import Inference
import Steering

/// Stands in until the other behaviours' texts are here.
extension InstructionPrompts {
  subscript(behavior: Behavior) -> (toward: [String], away: [String], neutral: [String]) {
    behavior == .sycophancy
      ? (sycophancy.sycophantic, sycophancy.honest, sycophancy.neutral)
      : (sentiment.positive, sentiment.negative, sentiment.neutral)
  }
}
