#if defined(__x86_64__)
// As with VNNI, but products of bytes need a third register for each sum: 6 x 16 quantised.
#include <immintrin.h>

#include "ck_kernels_table.h"
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define QUANTIZED_ROWS 6
#define QUANTIZED_VECTORS 1
#define QUANTIZED_LANES 16
#define PAIRS_OF_BYTES(w, x) (sq) _mm512_maddubs_epi16((__m512i)(w), (__m512i)(x))
#define SUM_PAIRS(pairs) (iq) _mm512_madd_epi16((__m512i)(pairs), _mm512_set1_epi16(1))
#define DOT_WORDS(sum, w, x) ((sum) + (iq)_mm512_madd_epi16((__m512i)(w), (__m512i)(x)))
#define UNPACK_AVX2
#define KERNELS ck_kernels_avx512
#define KERNELS_NAME "avx512"
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,f16c"))), \
    apply_to = function)
#include "ck_kernels_impl.h"
#pragma clang attribute pop
#endif
