// Weight matrices as their file stores them, and products with them.
//
// A matrix is one or more sections on top of each other, each of one tensor type. A section keeps the
// file's own numbers, laid out in panels of 32 outputs so that vector lanes run over outputs; they become
// floats, or bytes, in a cache of a thread's own while they are multiplied. Two products:
//
// * In floats: out[r][n] = fma(a[r][k], w[n][k], ...) for k ascending from 0, w the float that ck_dequantize
//   gives, bit for bit.
// * In integers, for types whose weights are d (q - offset) + m, q a small integer and d, m those of a
//   group of 32 or 16 weights: an activation of a block of 32 is s a, with s = max|x| / 127 and
//   a = t rounded to even, t = x (127 / max|x|), one byte. In two bytes what is left is kept, too:
//   a' = 128 a + (128 (t - a) rounded to even), and s' = s / 128. With the integers A = sum of (q - offset) a and B = sum of a over a
//   group, a group adds to the sum of those before it
//
//     sum = fma(A, d s, sum), and where there are minima: sum = fma(m, s B, sum)
//
// Integer sums are exact and groups are added in ascending order with fused multiply-adds, so that neither
// product's bits depend on the batch, the number of threads or the instruction set.
// Source of the scheme: ggml's Q8_0 activations, <https://github.com/ggml-org/llama.cpp> (MIT).
#ifndef CK_MATRIX_H
#define CK_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#include "ck_kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Outputs in one panel.
enum { CK_PANEL = 32 };

/// Rows of one tensor, in panels.
typedef struct {
  uint32_t type;  // ggml's number of the tensor type
  int32_t outputs;
  uint8_t *data;  // 64-byte aligned, ck_section_bytes
} ck_section;

/// A matrix [outputs, inputs].
typedef struct {
  const ck_section *sections;
  int32_t count;    // of sections
  int32_t outputs;  // of all sections together
  int32_t inputs;
} ck_matrix;

/// Whether products with sections of this type can be made in integers.
int ck_is_integer_type(uint32_t type);

/// Bytes of a section's data; 0 for an unknown type or a number of inputs that its blocks do not divide.
size_t ck_section_bytes(uint32_t type, int outputs, int inputs);

/// Packs the file's rows [first, first + count), `source` pointing at the first of them.
///
/// Returns CK_DEQUANTIZE_FINITE, or the index, counted from `source`, of the first element that is NaN or
/// infinite. Different panels (32 rows) may be packed by different threads.
int64_t ck_pack(ck_section section, int inputs, const void *source, int first, int count);

/// One row as float32, the bits that ck_dequantize gives.
void ck_read_row(ck_section section, int inputs, int row, float *out);

/// Bytes of scratch, 64-byte aligned, that ck_matmul needs.
size_t ck_matmul_scratch(ck_compute compute, int rows, int inputs);

/// out [rows, outputs] = a [rows, inputs] x W^T; in integers, where asked for, with those sections that can
/// be, from activations of 1 or 2 bytes; 0 asks for none. A row of `a` with a NaN or an infinity gives NaN where the product is one of integers.
void ck_matmul(ck_compute compute, const float *a, int rows, ck_matrix matrix, int bytes,
               float *out, void *scratch);

#ifdef __cplusplus
}
#endif
#endif
