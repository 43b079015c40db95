// Packs quantised matrices and divides their products among threads.
#include "ck_quantized.h"

#include <math.h>
#include <string.h>

#include "ck_dequantize.h"
#include "ck_half.h"
#include "ck_kernels_table.h"

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 32 };

static int divide_up(int a, int b) { return (a + b - 1) / b; }

// The file's blocks ---------------------------------------------------------------------------------

// ggml's numbers of the types whose blocks are 32 weights with one scale.
enum { Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, IQ4_NL = 20 };

typedef struct {
  uint8_t q[BLOCK];
  const uint8_t *d, *m;  // binary16; m NULL where the type has none
} file_block;

static size_t block_size(uint32_t type) {
  switch (type) {
    case Q4_0: case IQ4_NL: return 18;
    case Q4_1: return 20;
    case Q5_0: return 22;
    case Q5_1: return 24;
    case Q8_0: return 34;
    default: return 0;
  }
}

ck_quantized_format ck_quantized_format_of(uint32_t type) {
  switch (type) {
    case Q4_0: return (ck_quantized_format){4, 8, 0};
    case Q4_1: return (ck_quantized_format){4, 0, 1};
    case Q5_0: return (ck_quantized_format){8, 16, 0};
    case Q5_1: return (ck_quantized_format){8, 0, 1};
    case Q8_0: case IQ4_NL: return (ck_quantized_format){8, 128, 0};
    default: return (ck_quantized_format){0, 0, 0};
  }
}

ck_quantized_format ck_quantized_format_join(ck_quantized_format a, ck_quantized_format b) {
  if (a.bits == 0 || b.bits == 0) return (ck_quantized_format){0, 0, 0};
  const int has_min = a.has_min || b.has_min;
  if (a.bits == b.bits && a.offset == b.offset)
    return (ck_quantized_format){a.bits, a.offset, has_min};
  return (ck_quantized_format){8, 128, has_min};
}

// Levels of IQ4_NL, 128 added.
static const uint8_t LEVELS[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                   129, 141, 153, 166, 181, 197, 217, 241};

static file_block read_block(uint32_t type, const uint8_t *x) {
  file_block block = {.d = x, .m = type == Q4_1 || type == Q5_1 ? x + 2 : NULL};
  const uint8_t *q = x + (block.m ? 4 : 2);
  if (type == Q8_0) {
    for (int i = 0; i < BLOCK; i++) block.q[i] = (uint8_t)(q[i] + 128);
    return block;
  }
  const int fifth = type == Q5_0 || type == Q5_1;
  uint32_t high = 0;
  if (fifth) {
    for (int i = 0; i < 4; i++) high |= (uint32_t)q[i] << 8 * i;
    q += 4;
  }
  for (int i = 0; i < 16; i++) {
    const uint8_t low = q[i] & 15, up = q[i] >> 4;
    block.q[i] = type == IQ4_NL ? LEVELS[low] : (uint8_t)(low | (high >> i & 1) << 4);
    block.q[i + 16] = type == IQ4_NL ? LEVELS[up] : (uint8_t)(up | (high >> (i + 16) & 1) << 4);
  }
  return block;
}

// Packing ------------------------------------------------------------------------------------------

static size_t packed_block_bytes(ck_quantized_format format) {
  return (size_t)CK_PANEL * ((size_t)format.bits * BLOCK / 8 + (format.has_min ? 4 : 2));
}

size_t ck_quantized_bytes(ck_quantized_format format, int outputs, int inputs) {
  return (size_t)divide_up(outputs, CK_PANEL) * (size_t)(inputs / BLOCK) *
         packed_block_bytes(format);
}

static uint8_t *packed_block(ck_quantized w, int row, int block) {
  return w.data + ((size_t)(row / CK_PANEL) * (size_t)(w.inputs / BLOCK) + (size_t)block) *
                      packed_block_bytes(w.format);
}

int64_t ck_quantized_pack(ck_quantized w, uint32_t type, const void *source, int first, int count) {
  const uint8_t *x = source;
  const size_t quants = (size_t)w.format.bits * 128;
  const int shift = w.format.offset - ck_quantized_format_of(type).offset;
  for (int n = first; n < first + count; n++) {
    for (int b = 0; b < w.inputs / BLOCK; b++, x += block_size(type)) {
      const file_block from = read_block(type, x);
      uint8_t *to = packed_block(w, n, b);
      const int lane = n % CK_PANEL;
      for (int g = 0; g < (w.format.bits == 4 ? 4 : 8); g++)
        for (int j = 0; j < 4; j++) {
          const uint8_t q = (uint8_t)(from.q[4 * g + j] + shift);
          to[128 * g + 4 * lane + j] =
              w.format.bits == 4 ? (uint8_t)(q | from.q[4 * g + j + 16] << 4) : q;
        }
      memcpy(to + quants + 2 * lane, from.d, 2);
      if (w.format.has_min) {
        if (from.m) memcpy(to + quants + 64 + 2 * lane, from.m, 2);
        else memset(to + quants + 64 + 2 * lane, 0, 2);
      }
      if (!isfinite(ck_half(from.d)) || (from.m && !isfinite(ck_half(from.m))))
        return (int64_t)(n - first) * w.inputs + BLOCK * b;
    }
  }
  return CK_DEQUANTIZE_FINITE;
}

void ck_quantized_row(ck_quantized w, int row, float *out) {
  const size_t quants = (size_t)w.format.bits * 128;
  const int lane = row % CK_PANEL;
  for (int b = 0; b < w.inputs / BLOCK; b++) {
    const uint8_t *from = packed_block(w, row, b);
    const float d = ck_half(from + quants + 2 * lane);
    const float m = w.format.has_min ? ck_half(from + quants + 64 + 2 * lane) : 0;
    for (int i = 0; i < BLOCK; i++) {
      const uint8_t byte = from[128 * (w.format.bits == 4 ? i / 4 % 4 : i / 4) + 4 * lane + i % 4];
      const int q = w.format.bits == 8 ? byte : i < 16 ? byte & 15 : byte >> 4;
      const float value = (float)(q - w.format.offset) * d;
      out[BLOCK * b + i] = w.format.has_min ? value + m : value;
    }
  }
}

// Products -----------------------------------------------------------------------------------------

typedef struct {
  const ck_kernels *kernels;
  ck_quantized matrix;
  const float *a;
  float *out;
  uint8_t *tiles;
  quantized_weights *panels;  // one panel a thread
  int rows, blocks, tile_count, panels_a_task;
} quantized_work;

static int tile_start(const quantized_work *w, int tile) {
  return (int)((int64_t)w->rows * tile / w->tile_count);
}

static uint8_t *tile_at(const quantized_work *w, int first) {
  return w->tiles + QUANTIZED_TILE_BYTES((size_t)first) * (size_t)w->blocks;
}

static void quantize_tile(void *context, int tile, int worker) {
  (void)worker;
  const quantized_work *w = context;
  const int first = tile_start(w, tile), rows = tile_start(w, tile + 1) - first;
  for (int r = 0; r < rows; r++)
    w->kernels->quantize_row(w->a + (size_t)(first + r) * (size_t)w->matrix.inputs, w->blocks,
                             w->matrix.format.offset, r, rows, tile_at(w, first));
}

static void multiply_quantized_panels(void *context, int task, int worker) {
  const quantized_work *w = context;
  const ck_quantized_format format = w->matrix.format;
  const int outputs = w->matrix.outputs, panels = divide_up(outputs, CK_PANEL);
  const size_t block = packed_block_bytes(format);
  quantized_weights *panel = w->panels + (size_t)worker * (size_t)w->blocks;
  int last = (task + 1) * w->panels_a_task;
  if (last > panels) last = panels;
  for (int p = task * w->panels_a_task; p < last; p++) {
    const int column = p * CK_PANEL;
    const int columns = outputs - column < CK_PANEL ? outputs - column : CK_PANEL;
    const uint8_t *data = w->matrix.data + (size_t)p * (size_t)w->blocks * block;
    w->kernels->unpack_panel(data, w->blocks, format.bits, format.has_min, panel);
    // Each tile fetches its share of the next panel from memory while it multiplies this one.
    const char *next = (const char *)data + (p + 1 < panels ? (size_t)w->blocks * block : 0);
    const size_t share = block / (size_t)w->tile_count;
    for (int t = 0; t < w->tile_count; t++) {
      const int first = tile_start(w, t), rows = tile_start(w, t + 1) - first;
      w->kernels->quantized_tile(rows, w->blocks, format.has_min, tile_at(w, first),
                                 (const uint8_t *)panel,
                                 w->out + (size_t)first * (size_t)outputs + column, (size_t)outputs,
                                 columns, next + share * (size_t)w->blocks * (size_t)t, share);
    }
  }
}

static size_t tiles_bytes(int rows, int inputs) {
  return (QUANTIZED_TILE_BYTES((size_t)rows) * (size_t)(inputs / BLOCK) + 63) / 64 * 64;
}

size_t ck_quantized_scratch(ck_compute compute, int rows, int inputs) {
  return tiles_bytes(rows, inputs) + (size_t)ck_pool_threads(compute.pool) *
                                         (size_t)(inputs / BLOCK) * sizeof(quantized_weights);
}

void ck_quantized_matmul(ck_compute compute, const float *a, int rows, ck_quantized matrix,
                         float *out, void *scratch) {
  if (rows <= 0) return;
  quantized_work work = {compute.kernels, matrix, a, out, scratch, NULL, rows, 0, 0, 1};
  work.panels = (quantized_weights *)((uint8_t *)scratch + tiles_bytes(rows, matrix.inputs));
  work.blocks = matrix.inputs / BLOCK;
  work.tile_count = divide_up(rows, compute.kernels->quantized_rows);
  const int panels = divide_up(matrix.outputs, CK_PANEL);
  work.panels_a_task = divide_up(panels, 4 * ck_pool_threads(compute.pool));
  ck_parallel(compute.pool, work.tile_count, quantize_tile, &work);
  ck_parallel(compute.pool, divide_up(panels, work.panels_a_task), multiply_quantized_panels,
              &work);
}
