// What each instruction set provides: single-threaded loops over a tile, a row or a head.
#ifndef CK_KERNELS_TABLE_H
#define CK_KERNELS_TABLE_H

#include "ck_formats.h"
#include "ck_kernels.h"

// A block of a tile of quantised activations of one byte or two: [8 fours][rows][4 inputs] bytes, the high
// ones and then the low ones, or words of both; then the rows' scales, then for each row the sums of its two halves.
#define QUANTIZED_TILE_BYTES(rows, bytes) ((size_t)((32 * (bytes) + 12) * (rows)))

struct ck_kernels {
  const char *name;
  int tile_rows;  // rows of one matrix tile, at most CK_MAX_TILE

  // out[r][0..<columns] = tile x panel, or that added to what is there where it resumes; tile
  // [inputs][rows] interleaved, panel [inputs][32]. Fetches `inputs` x `step` bytes at `ahead` into the
  // cache on the way.
  void (*tile)(int rows, int inputs, int resumes, const float *tile, const float *panel, float *out,
               size_t out_stride, int columns, const char *ahead, size_t step);

  // Blocks of a panel as the tiles of bytes read them, and those as floats.
  void (*unpack)(const ck_layout *layout, const uint8_t *panel, int first, int count, ck_block *out);
  void (*widen)(const ck_layout *layout, const ck_block *from, int count, float *out);
  void (*widen_floats)(int is_binary16, const uint8_t *from, int count, float *out);

  int quantized_rows;  // rows of one quantised tile
  void (*quantize_row)(const float *x, int blocks, int bytes, int row, int rows, uint8_t *tile);
  // As `tile`; fetches `step` bytes at `ahead` for each block.
  void (*quantized_tile)(int rows, int bytes, const ck_layout *layout, int blocks, int resumes,
                         const uint8_t *tile, const ck_block *panel, float *out, size_t out_stride,
                         int columns, const char *ahead, size_t step);

  void (*rms_norm)(const float *x, const float *weight, float epsilon, int width, float *out);
  void (*layer_norm)(const float *x, const float *weight, const float *bias, float epsilon, int width,
                     float *out);
  // `up` NULL: without a gate.
  void (*activate)(ck_activation activation, const float *x, const float *up, int width, float *out);
  void (*softcap)(float *x, float cap, int count);
  void (*add)(float *x, const float *y, int count);
  void (*add_scaled)(float *x, const float *direction, float coefficient, int width);
  float (*dot)(const float *x, const float *y, int width);

  // Rotates the first 2 * half components of `heads` heads, one after another.
  void (*rotate)(float *x, int heads, int head_dim, int half, const float *cosines,
                 const float *sines, int interleaved);
  // pattern[h][j] for `group` query heads that share the key/value head `kv_head`.
  void (*pattern)(const ck_row *row, ck_attention_shape shape, const ck_kv_piece *pieces,
                  const float *queries, int kv_head, int group, float *pattern, int stride);
  void (*mix)(const ck_row *row, ck_attention_shape shape, const ck_kv_piece *pieces, int kv_head,
              int group, const float *pattern, int stride, float *z);

  double (*log_sum_exp)(const float *x, int width);
  int32_t (*argmax)(const float *x, int width);
};

enum { CK_MAX_TILE = 12 };

extern const ck_kernels ck_kernels_portable;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_avx512vnni, ck_kernels_avx512, ck_kernels_avxvnni, ck_kernels_avx2;
#elif defined(__aarch64__)
extern const ck_kernels ck_kernels_neondot, ck_kernels_neon;
#endif

#endif
