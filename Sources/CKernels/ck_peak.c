#include "ck_peak.h"

#include <stdatomic.h>
#include <string.h>

#include "ck_kernels_table.h"

enum { INPUTS = 192, BLOCKS = INPUTS / 32, Q4_1 = 3 };

typedef struct {
  const ck_kernels *kernels;
  int bytes, times;
} product_work;

static void spin(void *context, int task, int worker) {
  (void)task, (void)worker;
  const product_work *w = context;
  _Alignas(64) float tile[CK_MAX_TILE * INPUTS], panel[CK_PANEL * INPUTS];
  _Alignas(64) ck_block blocks[BLOCKS];
  float out[CK_MAX_TILE * CK_PANEL];
  memset(tile, 0, sizeof tile);
  memset(panel, 0, sizeof panel);
  memset(blocks, 0, sizeof blocks);
  for (int b = 0; b < BLOCKS; b++) blocks[b].q = blocks[b].room;
  for (int i = 0; i < w->times; i++) {
    if (w->bytes)
      w->kernels->quantized_tile(w->kernels->quantized_rows, w->bytes, ck_layout_of(Q4_1), BLOCKS,
                                 0, (const uint8_t *)tile, blocks, out, CK_PANEL, CK_PANEL,
                                 (const char *)panel, 0);
    else
      w->kernels->tile(w->kernels->tile_rows, INPUTS, 0, tile, panel, out, CK_PANEL, CK_PANEL,
                       (const char *)panel, 0);
  }
}

double ck_peak_product(ck_compute compute, int bytes, int times) {
  product_work work = {compute.kernels, bytes, times};
  const int threads = ck_pool_threads(compute.pool);
  ck_parallel(compute.pool, threads, spin, &work);
  const int rows = bytes ? compute.kernels->quantized_rows : compute.kernels->tile_rows;
  return 2.0 * rows * CK_PANEL * INPUTS * times * threads;
}

enum { CHUNK = 1 << 18 };

typedef struct {
  const uint8_t *data;
  size_t bytes;
  _Atomic uint64_t sum;
} read_work;

static void read_chunk(void *context, int task, int worker) {
  (void)worker;
  read_work *w = context;
  const size_t first = (size_t)task * CHUNK;
  const size_t count = w->bytes - first < CHUNK ? w->bytes - first : CHUNK;
  uint64_t sums[16] = {0};
  for (size_t i = 0; i + sizeof sums <= count; i += sizeof sums) {
    uint64_t words[16];
    memcpy(words, w->data + first + i, sizeof words);
    for (int j = 0; j < 16; j++) sums[j] += words[j];
  }
  uint64_t total = 0;
  for (int j = 0; j < 16; j++) total += sums[j];
  atomic_fetch_add(&w->sum, total);
}

uint64_t ck_peak_read(ck_compute compute, const void *data, size_t bytes) {
  read_work work = {data, bytes, 0};
  ck_parallel(compute.pool, (int)((bytes + CHUNK - 1) / CHUNK), read_chunk, &work);
  return work.sum;
}
