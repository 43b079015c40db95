#if defined(__aarch64__)
// NEON with its products of bytes, sums of four in each 32-bit lane.
#include <arm_neon.h>

#include "ck_kernels_table.h"
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define QUANTIZED_ROWS 6
#define QUANTIZED_VECTORS 2
#define QUANTIZED_LANES 4
#define SIGNED_DOT_BYTES(sum, w, x) (iq) vdotq_s32((int32x4_t)(sum), (int8x16_t)(w), (int8x16_t)(x))
#define KERNELS ck_kernels_neondot
#define KERNELS_NAME "neondot"
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#include "ck_kernels_impl.h"
#pragma clang attribute pop
#endif
