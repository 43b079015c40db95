// Any processor: the C library's fmaf, exact but slow where there is no fused multiply-add.
#define TILE_ROWS 6
#define TILE_VECTORS 1
#define QUANTIZED_ROWS 3
#define QUANTIZED_VECTORS 1
#define QUANTIZED_LANES 16
#define KERNELS ck_kernels_portable
#define KERNELS_NAME "portable"
#include "ck_kernels_impl.h"
