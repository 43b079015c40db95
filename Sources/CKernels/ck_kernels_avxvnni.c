#if defined(__x86_64__)
// AVX2 with VNNI's products of bytes in 256-bit registers.
#include <immintrin.h>

#include "ck_kernels_table.h"
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define QUANTIZED_ROWS 6
#define QUANTIZED_VECTORS 1
#define QUANTIZED_LANES 8
#define DOT_BYTES(sum, w, x) (iq) _mm256_dpbusd_avx_epi32((__m256i)(sum), (__m256i)(w), (__m256i)(x))
#define UNPACK_AVX2
#define KERNELS ck_kernels_avxvnni
#define KERNELS_NAME "avxvnni"
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avxvnni"))), apply_to = function)
#include "ck_kernels_impl.h"
#pragma clang attribute pop
#endif
