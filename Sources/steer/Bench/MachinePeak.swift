import CKernels
import Inference

/// What the machine can do at best, measured with the engine's own innermost loops.
struct MachinePeak: Encodable {
  /// 1e9 operations a second of the precision's innermost loop, on all threads.
  let gigaoperations: Double
  /// 1e9 bytes a second, reading as many as a token does.
  let bandwidth: Double

  init(_ model: LanguageModel) {
    guard let kernels = ck_kernels_named(model.compute.instructionSet.rawValue),
      let pool = ck_pool_create(Int32(model.compute.threads))
    else {
      (gigaoperations, bandwidth) = (0, 0)
      return
    }
    defer { ck_pool_destroy(pool) }
    let compute = ck_compute(kernels: kernels, pool: pool)
    let bytes = Int32(model.precision.activationBytes)
    var operations = 0.0
    let time = fastest(of: 5) { operations = ck_peak_product(compute, bytes, 20_000) }
    gigaoperations = operations / time / 1e9

    let count = model.bytesPerToken
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: count)
    bandwidth = Double(count) / fastest(of: 10) { _ = ck_peak_read(compute, memory, count) } / 1e9
  }
}
