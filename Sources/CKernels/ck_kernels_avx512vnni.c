#if defined(__x86_64__)
// Thirty-two 512-bit registers: 12 rows x 32 columns take twenty-four, and so do 6 x 32 quantised.
#include <immintrin.h>

#include "ck_kernels_table.h"
#define TILE_ROWS 12
#define TILE_VECTORS 2
#define QUANTIZED_ROWS 6
#define QUANTIZED_VECTORS 2
#define QUANTIZED_LANES 16
#define DOT_BYTES(sum, w, x) (iq) _mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(w), (__m512i)(x))
#define UNPACK_AVX2
#define KERNELS ck_kernels_avx512vnni
#define KERNELS_NAME "avx512vnni"
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx2,fma,f16c"))), \
    apply_to = function)
#include "ck_kernels_impl.h"
#pragma clang attribute pop
#endif
