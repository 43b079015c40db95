// Matrix products in 8-bit integers: weights as the file stores them, activations quantised on the way.
//
// A weight of a block of 32 is d (q - offset) + m, with q an unsigned integer and d, m the block's own;
// an activation of a block of 32 is s a, with s = max|x| / 127 and a = x (127 / max|x|) rounded to even.
// With the integers A = sum of (q - offset) a and B = sum of a, a block adds to the sum of those before it
//
//   sum = fma(A, d s, sum), and where there are minima: sum = fma(m, s B, sum)
//
// The sums are exact integers and blocks are added in ascending order with fused multiply-adds, so
// the bits do not depend on the batch, the number of threads or the instruction set.
// Source of the scheme: ggml's Q8_0 activations, <https://github.com/ggml-org/llama.cpp> (MIT).
#ifndef CK_QUANTIZED_H
#define CK_QUANTIZED_H

#include <stddef.h>
#include <stdint.h>

#include "ck_kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How the weights of a packed matrix are stored.
typedef struct {
  int32_t bits;     // of a weight: 4 or 8
  int32_t offset;   // taken from every stored weight
  int32_t has_min;  // whether blocks have an m beside their d
} ck_quantized_format;

/// A packed [outputs, inputs] matrix: panels [outputs/32][inputs/32] of blocks of 32 outputs.
///
/// A block: weights [8 groups][32 outputs][4 inputs] of bytes, or [4 groups] of them with group g in the
/// low and g + 4 in the high halves; d [32] and, if there, m [32] in IEEE binary16.
typedef struct {
  ck_quantized_format format;
  int32_t outputs;
  int32_t inputs;  // a multiple of 32
  uint8_t *data;
} ck_quantized;

/// The format that keeps weights of ggml's type `type` exactly; bits is 0 where none does.
ck_quantized_format ck_quantized_format_of(uint32_t type);

/// The narrowest format that keeps weights of both.
ck_quantized_format ck_quantized_format_join(ck_quantized_format a, ck_quantized_format b);

/// Bytes of `data`.
size_t ck_quantized_bytes(ck_quantized_format format, int outputs, int inputs);

/// Packs rows of a tensor of type `type`, `source` pointing at the first, to rows [first, first + count).
///
/// Returns CK_DEQUANTIZE_FINITE, or the index of the first element with a scale that is not finite.
int64_t ck_quantized_pack(ck_quantized matrix, uint32_t type, const void *source, int first,
                          int count);

/// One row as float32, the bits that ck_dequantize gives; -0 becomes +0 where rows are kept with minima
/// that their type has none of.
void ck_quantized_row(ck_quantized matrix, int row, float *out);

/// Bytes of scratch, 64-byte aligned, that ck_quantized_matmul needs.
size_t ck_quantized_scratch(ck_compute compute, int rows, int inputs);

/// out [rows, outputs] = a [rows, inputs] x W^T. A row of `a` with a NaN or an infinity gives NaN.
void ck_quantized_matmul(ck_compute compute, const float *a, int rows, ck_quantized matrix,
                         float *out, void *scratch);

#ifdef __cplusplus
}
#endif
#endif
