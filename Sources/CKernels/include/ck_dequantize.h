// Block-quantised tensors to float32, in the layouts and with the arithmetic of ggml's reference.
//
// Layouts: ggml-common.h and ggml-quants.c of <https://github.com/ggml-org/llama.cpp> (MIT). A row
// is a sequence of blocks; a block holds a fixed number of elements and its own scales. Every element
// is computed by the same few float operations in the same order as ggml's dequantize_row functions,
// with contraction switched off, so the bits are the same on every processor.
#ifndef CK_DEQUANTIZE_H
#define CK_DEQUANTIZE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CK_DEQUANTIZE_FINITE (-1)
#define CK_DEQUANTIZE_UNSUPPORTED (-2)

/// Writes `count` floats to `output` from `source`, whose alignment does not matter.
///
/// `type` is ggml's number of the tensor type; `count` is a multiple of the type's block size.
/// Returns CK_DEQUANTIZE_FINITE, or the index of the first element that is NaN or infinite (the
/// elements after it may then be unwritten), or CK_DEQUANTIZE_UNSUPPORTED with nothing written for
/// another type or count. A NaN or infinite scale always shows: it makes every element it scales
/// non-finite.
int64_t ck_dequantize(uint32_t type, const void *source, int64_t count, float *output);

#ifdef __cplusplus
}
#endif
#endif
