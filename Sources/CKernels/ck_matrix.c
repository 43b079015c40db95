// Divides products among threads.
#include "ck_matrix.h"

#include <string.h>

#include "ck_formats.h"
#include "ck_kernels_table.h"

#pragma STDC FP_CONTRACT OFF

// Inputs that are made floats, or bytes, at a time: what is read for each tile of rows stays in the nearest
// caches meanwhile. Sums are taken up again where the last stretch left them.
enum { BLOCK = 32, FLOAT_STRETCH = 256, INTEGER_STRETCH = 512 };

static int divide_up(int a, int b) { return (a + b - 1) / b; }

// A thread's own room.
typedef struct {
  ck_block blocks[INTEGER_STRETCH / BLOCK];
  float weights[FLOAT_STRETCH * CK_PANEL];
} panel_room;

typedef struct {
  const ck_kernels *kernels;
  ck_matrix matrix;
  int bytes;  // of an activation where products are made in integers; 0: all in floats
  const float *a;
  float *out;
  float *tiles;              // rows as floats
  uint8_t *quantized_tiles;  // rows as bytes
  panel_room *rooms;         // one a thread
  int rows, blocks, tile_count, quantized_tile_count, panels, panels_a_task;
} matmul_work;

// Rows are dealt to tiles as evenly as they go: 40 rows are four tiles of 10, not three of 12 and a 4.
static int tile_start(int rows, int tile, int tile_count) {
  return (int)((int64_t)rows * tile / tile_count);
}

static void pack_tile(void *context, int tile, int worker) {
  (void)worker;
  const matmul_work *w = context;
  const int inputs = w->matrix.inputs, first = tile_start(w->rows, tile, w->tile_count);
  const int rows = tile_start(w->rows, tile + 1, w->tile_count) - first;
  float *to = w->tiles + (size_t)first * (size_t)inputs;
  // A few columns of all rows at a time: their places in the tile stay in the cache meanwhile.
  for (int start = 0; start < inputs; start += 64) {
    const int end = inputs - start < 64 ? inputs : start + 64;
    for (int r = 0; r < rows; r++) {
      const float *from = w->a + (size_t)(first + r) * (size_t)inputs;
      for (int k = start; k < end; k++) to[(size_t)k * (size_t)rows + (size_t)r] = from[k];
    }
  }
}

static uint8_t *quantized_tile_at(const matmul_work *w, int first) {
  return w->quantized_tiles + QUANTIZED_TILE_BYTES((size_t)first, (size_t)w->bytes) * (size_t)w->blocks;
}

static void quantize_tile(void *context, int tile, int worker) {
  (void)worker;
  const matmul_work *w = context;
  const int first = tile_start(w->rows, tile, w->quantized_tile_count);
  const int rows = tile_start(w->rows, tile + 1, w->quantized_tile_count) - first;
  for (int r = 0; r < rows; r++)
    w->kernels->quantize_row(w->a + (size_t)(first + r) * (size_t)w->matrix.inputs, w->blocks, w->bytes, r,
                             rows, quantized_tile_at(w, first));
}

// A panel of a section: where it lies, and where its columns of the product go.
typedef struct {
  const ck_layout *layout;
  const uint8_t *data;
  float *out;
  int columns;
  int is_binary16;
} panel_place;

static panel_place place_of(const matmul_work *w, int panel) {
  const ck_section *section = w->matrix.sections;
  int column = 0;
  while (panel >= divide_up(section->outputs, CK_PANEL)) {
    panel -= divide_up(section->outputs, CK_PANEL);
    column += section->outputs;
    section++;
  }
  const ck_layout *layout = ck_layout_of(section->type);
  const size_t units = layout->unit ? (size_t)(w->blocks / layout->unit) : (size_t)w->matrix.inputs;
  const int left = section->outputs - panel * CK_PANEL;
  return (panel_place){layout, section->data + (size_t)panel * units * ck_unit_bytes(layout),
                       w->out + column + panel * CK_PANEL, left < CK_PANEL ? left : CK_PANEL,
                       section->type == 1};
}

// Bytes of a panel for `inputs` inputs: what is fetched ahead for those to come.
static size_t bytes_ahead(const ck_layout *layout, int inputs) {
  return ck_unit_bytes(layout) * (size_t)inputs / (layout->unit ? layout->unit * BLOCK : 1);
}

static void multiply_in_floats(const matmul_work *w, panel_place place, panel_room *room) {
  const int inputs = w->matrix.inputs, outputs = w->matrix.outputs;
  const ck_layout *layout = place.layout;
  for (int start = 0; start < inputs; start += FLOAT_STRETCH) {
    const int count = inputs - start < FLOAT_STRETCH ? inputs - start : FLOAT_STRETCH;
    const float *weights = room->weights;
    if (layout->bits == 32) {
      weights = (const float *)place.data + (size_t)start * CK_PANEL;
    } else if (layout->bits == 16) {
      w->kernels->widen_floats(place.is_binary16, place.data + 2 * (size_t)start * CK_PANEL,
                               count * CK_PANEL, room->weights);
    } else {
      w->kernels->unpack(layout, place.data, start / BLOCK, count / BLOCK, room->blocks);
      w->kernels->widen(layout, room->blocks, count / BLOCK, room->weights);
    }
    // Each tile fetches its share of the next stretch from memory while it multiplies this one.
    const char *ahead = (const char *)place.data + bytes_ahead(layout, start + count);
    const size_t share = bytes_ahead(layout, count) / (size_t)count / (size_t)w->tile_count;
    for (int t = 0; t < w->tile_count; t++) {
      const int first = tile_start(w->rows, t, w->tile_count);
      const int rows = tile_start(w->rows, t + 1, w->tile_count) - first;
      w->kernels->tile(rows, count, start > 0,
                       w->tiles + (size_t)first * (size_t)inputs + (size_t)rows * (size_t)start,
                       weights, place.out + (size_t)first * (size_t)outputs, (size_t)outputs,
                       place.columns, ahead + share * (size_t)count * (size_t)t, share);
    }
  }
}

static void multiply_in_integers(const matmul_work *w, panel_place place, panel_room *room) {
  const int outputs = w->matrix.outputs;
  const size_t block_bytes = bytes_ahead(place.layout, BLOCK);
  enum { STRETCH = INTEGER_STRETCH / BLOCK };
  for (int start = 0; start < w->blocks; start += STRETCH) {
    const int count = w->blocks - start < STRETCH ? w->blocks - start : STRETCH;
    w->kernels->unpack(place.layout, place.data, start, count, room->blocks);
    const char *ahead = (const char *)place.data + block_bytes * (size_t)(start + count);
    const size_t share = block_bytes / (size_t)w->quantized_tile_count;
    for (int t = 0; t < w->quantized_tile_count; t++) {
      const int first = tile_start(w->rows, t, w->quantized_tile_count);
      const int rows = tile_start(w->rows, t + 1, w->quantized_tile_count) - first;
      w->kernels->quantized_tile(
          rows, w->bytes, place.layout, count, start > 0,
          quantized_tile_at(w, first) +
              QUANTIZED_TILE_BYTES((size_t)rows, (size_t)w->bytes) * (size_t)start,
          room->blocks, place.out + (size_t)first * (size_t)outputs, (size_t)outputs, place.columns,
          ahead + share * (size_t)count * (size_t)t, share);
    }
  }
}

static int is_in_integers(const matmul_work *w, const ck_layout *layout) {
  return w->bytes > 0 && layout->unit > 0;
}

static void multiply_panels(void *context, int task, int worker) {
  const matmul_work *w = context;
  int last = (task + 1) * w->panels_a_task;
  if (last > w->panels) last = w->panels;
  for (int p = task * w->panels_a_task; p < last; p++) {
    const panel_place place = place_of(w, p);
    if (is_in_integers(w, place.layout))
      multiply_in_integers(w, place, &w->rooms[worker]);
    else
      multiply_in_floats(w, place, &w->rooms[worker]);
  }
}

static size_t whole_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }
static size_t tiles_bytes(int rows, int inputs) {
  return whole_lines((size_t)rows * (size_t)inputs * sizeof(float));
}
static size_t quantized_tiles_bytes(int rows, int inputs) {
  return whole_lines(QUANTIZED_TILE_BYTES((size_t)rows, 2) * (size_t)(inputs / BLOCK));
}

size_t ck_matmul_scratch(ck_compute compute, int rows, int inputs) {
  return tiles_bytes(rows, inputs) + quantized_tiles_bytes(rows, inputs) +
         (size_t)ck_pool_threads(compute.pool) * whole_lines(sizeof(panel_room));
}

void ck_matmul(ck_compute compute, const float *a, int rows, ck_matrix matrix, int bytes,
               float *out, void *scratch) {
  if (rows <= 0) return;
  uint8_t *room = scratch;
  matmul_work work = {.kernels = compute.kernels, .matrix = matrix, .bytes = bytes,
                      .a = a, .out = out, .rows = rows, .blocks = matrix.inputs / BLOCK};
  work.tiles = (float *)room;
  work.quantized_tiles = room + tiles_bytes(rows, matrix.inputs);
  work.rooms = (panel_room *)(work.quantized_tiles + quantized_tiles_bytes(rows, matrix.inputs));
  work.tile_count = divide_up(rows, compute.kernels->tile_rows);
  work.quantized_tile_count = divide_up(rows, compute.kernels->quantized_rows);
  int floats = 0, integers = 0;
  for (int s = 0; s < matrix.count; s++) {
    work.panels += divide_up(matrix.sections[s].outputs, CK_PANEL);
    if (is_in_integers(&work, ck_layout_of(matrix.sections[s].type))) integers = 1;
    else floats = 1;
  }
  // Neighbouring panels in one task, so that what is fetched ahead is used by the same thread; enough
  // tasks that no thread waits long for another.
  work.panels_a_task = divide_up(work.panels, 4 * ck_pool_threads(compute.pool));
  if (floats) ck_parallel(compute.pool, work.tile_count, pack_tile, &work);
  if (integers) ck_parallel(compute.pool, work.quantized_tile_count, quantize_tile, &work);
  ck_parallel(compute.pool, divide_up(work.panels, work.panels_a_task), multiply_panels, &work);
}
