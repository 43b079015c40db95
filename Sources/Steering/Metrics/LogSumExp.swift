import CKernels

/// log Σ exp(x) without overflow.
func logSumExp(_ x: [Double]) -> Double {
  guard let top = x.max() else { return -.infinity }
  return top + ck_log(x.reduce(0) { $0 + ck_exp($1 - top) })
}
