#if defined(__x86_64__)
// Sixteen 256-bit registers: 6 rows x 16 columns take twelve, two weights and one broadcast; 6 x 8
// quantised take as many.
#include <immintrin.h>

#include "ck_kernels_table.h"
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define QUANTIZED_ROWS 6
#define QUANTIZED_VECTORS 1
#define QUANTIZED_LANES 8
#define PAIRS_OF_BYTES(w, x) (sq) _mm256_maddubs_epi16((__m256i)(w), (__m256i)(x))
#define SUM_PAIRS(pairs) (iq) _mm256_madd_epi16((__m256i)(pairs), _mm256_set1_epi16(1))
#define DOT_WORDS(sum, w, x) ((sum) + (iq)_mm256_madd_epi16((__m256i)(w), (__m256i)(x)))
#define UNPACK_AVX2
#define KERNELS ck_kernels_avx2
#define KERNELS_NAME "avx2"
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "ck_kernels_impl.h"
#pragma clang attribute pop
#endif
