#if defined(__aarch64__)
// Thirty-two 128-bit registers: 6 rows x 16 columns take twenty-four.
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define QUANTIZED_ROWS 3
#define QUANTIZED_VECTORS 1
#define QUANTIZED_LANES 16
#define KERNELS ck_kernels_neon
#define KERNELS_NAME "neon"
#include "ck_kernels_impl.h"
#endif
