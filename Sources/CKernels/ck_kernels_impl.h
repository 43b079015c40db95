// The kernels, written once over sixteen-lane vectors and compiled for each instruction set by the
// files that include this one. A compiler without 512-bit registers splits a sixteen-lane operation
// into several narrower ones, which changes no bit: no operation here crosses lanes except where it
// says so.
//
// Before including: TILE_ROWS (rows held in registers), TILE_VECTORS (sixteen-column vectors held
// beside them, 1 or 2), QUANTIZED_ROWS, QUANTIZED_VECTORS and QUANTIZED_LANES (the same of quantised
// products, lanes 4, 8 or 16), KERNELS (the name of the table to define), KERNELS_NAME.
#include <math.h>
#include <string.h>

#include "ck_half.h"
#include "ck_kernels_table.h"
#include "ck_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // vectors cross calls only where those are inlined

typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef float f32x16_unaligned __attribute__((ext_vector_type(16), aligned(4)));
typedef float f32x8 __attribute__((ext_vector_type(8)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef double f64x16 __attribute__((ext_vector_type(16)));

#define INLINE static inline __attribute__((always_inline))

INLINE f32x16 load(const float *p) { return *(const f32x16_unaligned *)p; }
INLINE void store(float *p, f32x16 v) { *(f32x16_unaligned *)p = v; }
INLINE f32x16 fma16(f32x16 a, f32x16 b, f32x16 c) { return __builtin_elementwise_fma(a, b, c); }

// Copies n < 16 floats in at most four moves; a loop over lanes is many times slower.
INLINE void copy_some(float *to, const float *from, int n) {
  int i = 0;
  if (n & 8) memcpy(to, from, 8 * sizeof(float)), i = 8;
  if (n & 4) memcpy(to + i, from + i, 4 * sizeof(float)), i += 4;
  if (n & 2) memcpy(to + i, from + i, 2 * sizeof(float)), i += 2;
  if (n & 1) to[i] = from[i];
}

// The first n < 16 lanes, the rest filled.
INLINE f32x16 load_some(const float *p, int n, float fill) {
  f32x16 v = (f32x16)(fill);
  copy_some((float *)&v, p, n);
  return v;
}
INLINE void store_some(float *p, f32x16 v, int n) {
  if (n == 16)
    store(p, v);
  else
    copy_some(p, (const float *)&v, n);
}

// Crosses lanes: pairwise, always the same tree.
INLINE float sum_lanes(f32x16 v) {
  float s[16];
  memcpy(s, &v, sizeof s);
  for (int width = 8; width >= 1; width /= 2)
    for (int i = 0; i < width; i++) s[i] = s[i] + s[i + width];
  return s[0];
}
INLINE float max_lanes(f32x16 v) {
  float s[16];
  memcpy(s, &v, sizeof s);
  for (int width = 8; width >= 1; width /= 2)
    for (int i = 0; i < width; i++) s[i] = s[i] > s[i + width] ? s[i] : s[i + width];
  return s[0];
}

// e^x within 2 ulp for x <= 88; 0 below -87; NaN stays NaN, so that a blown-up run is seen.
INLINE f32x16 exp16(f32x16 x) {
  const f32x16 clamped = __builtin_elementwise_max(x, (f32x16)(-87.0f));
  const f32x16 k = __builtin_elementwise_roundeven(clamped * (f32x16)(1.44269504f));
  f32x16 r = fma16(-k, (f32x16)(0.693359375f), clamped);
  r = fma16(-k, (f32x16)(-2.12194440e-4f), r);
  f32x16 p = (f32x16)(1.0f / 5040);
  p = fma16(p, r, (f32x16)(1.0f / 720));
  p = fma16(p, r, (f32x16)(1.0f / 120));
  p = fma16(p, r, (f32x16)(1.0f / 24));
  p = fma16(p, r, (f32x16)(1.0f / 6));
  p = fma16(p, r, (f32x16)(0.5f));
  p = fma16(p, r, (f32x16)(1.0f));
  p = fma16(p, r, (f32x16)(1.0f));
  const i32x16 power = (__builtin_convertvector(k, i32x16) + 127) << 23;
  f32x16 scale;
  memcpy(&scale, &power, sizeof scale);
  const f32x16 y = p * scale;
  return x >= (f32x16)(-87.0f) ? y : (x == x ? (f32x16)(0.0f) : x);
}

// Matrix tile --------------------------------------------------------------------------------------

// out[r][n] for `rows` rows and TILE_VECTORS x 16 columns: one accumulator register each, which begins
// with what is there where the product resumes. Meanwhile
// `ahead` is fetched into the cache, `step` bytes for each k: it is what will be multiplied next.
INLINE void tile_block(int rows, int inputs, int resumes, const float *tile, const float *panel,
                       float *out, size_t stride, const char *ahead, size_t step) {
  f32x16 sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < TILE_VECTORS; v++) 
      sums[r][v] = resumes ? load(out + r * stride + 16 * v) : (f32x16)(0.0f);
#pragma clang loop unroll(disable)
  for (int k = 0; k < inputs; k++) {
    f32x16 weights[TILE_VECTORS];
    for (int v = 0; v < TILE_VECTORS; v++) weights[v] = load(panel + CK_PANEL * k + 16 * v);
    __builtin_prefetch(ahead + step * (size_t)k, 0, 2);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      const f32x16 a = (f32x16)(tile[rows * k + r]);
      for (int v = 0; v < TILE_VECTORS; v++) sums[r][v] = fma16(a, weights[v], sums[r][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < TILE_VECTORS; v++) store(out + r * stride + 16 * v, sums[r][v]);
}

#define TILE_OF(n)                                                                         \
  static __attribute__((noinline)) void tile_##n(                                          \
      int inputs, int resumes, const float *tile, const float *panel, float *out,          \
      size_t stride, const char *ahead, size_t step) {                                     \
    tile_block(n, inputs, resumes, tile, panel, out, stride, ahead, step);                 \
  }
TILE_OF(1) TILE_OF(2) TILE_OF(3) TILE_OF(4) TILE_OF(5) TILE_OF(6)
#if TILE_ROWS > 6
TILE_OF(7) TILE_OF(8) TILE_OF(9) TILE_OF(10) TILE_OF(11) TILE_OF(12)
#endif

static void tile_any(int rows, int inputs, int resumes, const float *tile, const float *panel,
                     float *out, size_t stride, const char *ahead, size_t step) {
  switch (rows) {
#define TILE_CASE(n) \
  case n: tile_##n(inputs, resumes, tile, panel, out, stride, ahead, step); break;
    TILE_CASE(1) TILE_CASE(2) TILE_CASE(3) TILE_CASE(4) TILE_CASE(5) TILE_CASE(6)
#if TILE_ROWS > 6
    TILE_CASE(7) TILE_CASE(8) TILE_CASE(9) TILE_CASE(10) TILE_CASE(11) TILE_CASE(12)
#endif
    default: break;
  }
}

static void tile(int rows, int inputs, int resumes, const float *tile, const float *panel,
                 float *out, size_t stride, int columns, const char *ahead, size_t step) {
  float block[TILE_ROWS * CK_PANEL];
  const int whole = columns == CK_PANEL;
  if (!whole && resumes)
    for (int r = 0; r < rows; r++)
      memcpy(block + r * CK_PANEL, out + r * stride, (size_t)columns * sizeof(float));
  for (int first = 0; first < CK_PANEL; first += 16 * TILE_VECTORS) {
    if (first >= columns) break;
    tile_any(rows, inputs, resumes, tile, panel + first, whole ? out + first : block + first,
             whole ? stride : CK_PANEL, ahead, step);
  }
  if (!whole)
    for (int r = 0; r < rows; r++)
      memcpy(out + r * stride, block + r * CK_PANEL, (size_t)columns * sizeof(float));
}

// Rows ---------------------------------------------------------------------------------------------

static float dot(const float *x, const float *y, int width) {
  f32x16 sum = (f32x16)(0.0f);
  int i = 0;
  for (; i + 16 <= width; i += 16) sum = fma16(load(x + i), load(y + i), sum);
  if (i < width) sum = fma16(load_some(x + i, width - i, 0), load_some(y + i, width - i, 0), sum);
  return sum_lanes(sum);
}

static void rms_norm(const float *x, const float *weight, float epsilon, int width, float *out) {
  const float mean_square = dot(x, x, width) / (float)width;
  // A row too large to square would come out as zeros: let it be seen instead.
  const float scale = mean_square < INFINITY ? 1.0f / sqrtf(mean_square + epsilon) : NAN;
  for (int i = 0; i < width; i++) out[i] = (x[i] * scale) * weight[i];
}

// In place where out is x. The mean is taken off first, so that what is squared is small.
static void layer_norm(const float *x, const float *weight, const float *bias, float epsilon,
                       int width, float *out) {
  f32x16 sums = (f32x16)(0.0f);
  int i = 0;
  for (; i + 16 <= width; i += 16) sums += load(x + i);
  if (i < width) sums += load_some(x + i, width - i, 0);
  const float mean = sum_lanes(sums) / (float)width;
  for (i = 0; i < width; i++) out[i] = x[i] - mean;
  const float variance = dot(out, out, width) / (float)width;
  const float scale = variance < INFINITY ? 1.0f / sqrtf(variance + epsilon) : NAN;
  for (i = 0; i < width; i++) out[i] = (out[i] * scale) * weight[i] + bias[i];
}

// tanh within 3 ulp. Near 0 by a polynomial (Cephes, tanhf), where the quotient would lose digits.
INLINE f32x16 tanh16(f32x16 x) {
  const f32x16 size = __builtin_elementwise_abs(x), z = x * x;
  f32x16 p = (f32x16)(-5.70498872745e-3f);
  p = fma16(p, z, (f32x16)(2.06390887954e-2f));
  p = fma16(p, z, (f32x16)(-5.37397155531e-2f));
  p = fma16(p, z, (f32x16)(1.33314422036e-1f));
  p = fma16(p, z, (f32x16)(-3.33332819422e-1f));
  const f32x16 near = fma16(p * z, x, x);
  const f32x16 e = exp16(__builtin_elementwise_min(size + size, (f32x16)(44.0f)));
  const f32x16 far = (f32x16)(1.0f) - (f32x16)(2.0f) / (e + (f32x16)(1.0f));
  const f32x16 y = size < (f32x16)(0.625f) ? near : (x < (f32x16)(0.0f) ? -far : far);
  return x == x ? y : x;
}

INLINE f32x16 silu16(f32x16 x) {
  // Below -87, where the exponential of -x leaves its range, silu is less than 1e-35: -0, and NaN for
  // -inf.
  const f32x16 e = exp16(__builtin_elementwise_min(-x, (f32x16)(87.0f)));
  return x < (f32x16)(-87.0f) ? x * (f32x16)(0.0f) : x / ((f32x16)(1.0f) + e);
}

// x Phi(x), erfc by Abramowitz & Stegun 7.1.26 (1.5e-7). The tail is multiplied, not taken from 1, so that
// large negative x keep their digits.
INLINE f32x16 gelu16(f32x16 x) {
  const f32x16 z = __builtin_elementwise_abs(x) * (f32x16)(0.70710678f);
  const f32x16 t = (f32x16)(1.0f) / fma16(z, (f32x16)(0.3275911f), (f32x16)(1.0f));
  f32x16 p = (f32x16)(1.061405429f);
  p = fma16(p, t, (f32x16)(-1.453152027f));
  p = fma16(p, t, (f32x16)(1.421413741f));
  p = fma16(p, t, (f32x16)(-0.284496736f));
  p = fma16(p, t, (f32x16)(0.254829592f));
  const f32x16 half_tail = (f32x16)(0.5f) * (p * t) * exp16(-(z * z));
  return x * (x < (f32x16)(0.0f) ? half_tail : (f32x16)(1.0f) - half_tail);
}

// x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3), which is x / (1 + e^-2u).
INLINE f32x16 gelu_tanh16(f32x16 x) {
  const f32x16 u2 = (f32x16)(1.5957691f) * fma16((f32x16)(0.044715f) * (x * x), x, x);
  const f32x16 e = exp16(__builtin_elementwise_min(-u2, (f32x16)(87.0f)));
  return u2 < (f32x16)(-87.0f) ? x * (f32x16)(0.0f) : x / ((f32x16)(1.0f) + e);
}

#define ACTIVATE_WITH(function)                                                               \
  {                                                                                           \
    int i = 0;                                                                                \
    for (; i + 16 <= width; i += 16) {                                                        \
      const f32x16 y = function(load(x + i));                                                 \
      store(out + i, up ? y * load(up + i) : y);                                              \
    }                                                                                         \
    if (i < width) {                                                                          \
      const int rest = width - i;                                                             \
      const f32x16 y = function(load_some(x + i, rest, 0));                                   \
      store_some(out + i, up ? y * load_some(up + i, rest, 0) : y, rest);                     \
    }                                                                                         \
    break;                                                                                    \
  }

static void activate(ck_activation activation, const float *x, const float *up, int width,
                     float *out) {
  switch (activation) {
    case CK_SILU: ACTIVATE_WITH(silu16)
    case CK_GELU: ACTIVATE_WITH(gelu16)
    case CK_GELU_TANH: ACTIVATE_WITH(gelu_tanh16)
  }
}

static void softcap(float *x, float cap, int count) {
  const f32x16 c = (f32x16)(cap);
  int i = 0;
  for (; i + 16 <= count; i += 16) store(x + i, tanh16(load(x + i) / c) * c);
  if (i < count) {
    const int rest = count - i;
    store_some(x + i, tanh16(load_some(x + i, rest, 0) / c) * c, rest);
  }
}

static void add(float *x, const float *y, int count) {
  for (int i = 0; i < count; i++) x[i] += y[i];
}

static void add_scaled(float *x, const float *direction, float coefficient, int width) {
  for (int i = 0; i < width; i++) x[i] = __builtin_fmaf(coefficient, direction[i], x[i]);
}

// Attention ----------------------------------------------------------------------------------------

// (a, b) becomes (a cos - b sin, a sin + b cos): pairs side by side, or `half` apart. What a head has
// beyond its first 2 half components stays.
static void rotate(float *x, int heads, int head_dim, int half, const float *cosines,
                   const float *sines, int interleaved) {
  const f32x16 signs = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
  for (int h = 0; h < heads; h++, x += head_dim) {
    int i = 0;
    if (interleaved) {
      for (; i + 8 <= half; i += 8) {
        f32x8 c, s;
        memcpy(&c, cosines + i, sizeof c);
        memcpy(&s, sines + i, sizeof s);
#define TWICE(v) __builtin_shufflevector(v, v, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7)
        const f32x16 v = load(x + 2 * i);
        const f32x16 other =
            __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
        store(x + 2 * i, v * TWICE(c) + other * (TWICE(s) * signs));
#undef TWICE
      }
    } else {
      for (; i + 16 <= half; i += 16) {
        const f32x16 a = load(x + i), b = load(x + i + half);
        const f32x16 c = load(cosines + i), s = load(sines + i);
        store(x + i, a * c - b * s);
        store(x + i + half, a * s + b * c);
      }
    }
    for (; i < half; i++) {
      float *first = interleaved ? x + 2 * i : x + i;
      float *second = interleaved ? first + 1 : first + half;
      const float a = *first, b = *second;
      *first = a * cosines[i] - b * sines[i];
      *second = a * sines[i] + b * cosines[i];
    }
  }
}

// Blocks of sixteen keys scored, and vectors of values summed, at a time: with up to four heads each,
// enough independent sums that none waits for the one before.
enum { SCORE_BLOCKS = 2 * TILE_VECTORS, MIX_VECTORS = 2 * TILE_VECTORS };

// Blocks of keys, of any pieces, and where their scores go.
typedef struct {
  const float *keys[SCORE_BLOCKS];
  float *scores[SCORE_BLOCKS];
  int counts[SCORE_BLOCKS];  // keys in use
} key_blocks;

// Scores of `heads` queries against `blocks` blocks.
INLINE void score_blocks(int heads, int blocks, int head_dim, const float *queries,
                         const key_blocks *at, float scale, int stride) {
  f32x16 sums[4][SCORE_BLOCKS];
#pragma clang loop unroll(full)
  for (int h = 0; h < heads; h++)
    for (int b = 0; b < blocks; b++) sums[h][b] = (f32x16)(0.0f);
#pragma clang loop unroll(disable)
  for (int k = 0; k < head_dim; k++) {
    f32x16 key[SCORE_BLOCKS];
    for (int b = 0; b < blocks; b++) key[b] = load(at->keys[b] + (size_t)k * 16);
#pragma clang loop unroll(full)
    for (int h = 0; h < heads; h++) {
      const f32x16 q = (f32x16)(queries[h * head_dim + k]);
      for (int b = 0; b < blocks; b++) sums[h][b] = fma16(q, key[b], sums[h][b]);
    }
  }
#pragma clang loop unroll(full)
  for (int h = 0; h < heads; h++)
    for (int b = 0; b < blocks; b++)
      store_some(at->scores[b] + h * stride, sums[h][b] * scale, at->counts[b]);
}

#define SCORE_OF(heads)                                                                        \
  static __attribute__((noinline)) void score_##heads(                                         \
      int blocks, int head_dim, const float *queries, const key_blocks *at, float scale,       \
      int stride) {                                                                            \
    switch (blocks) {                                                                          \
      case 0: break;                                                                           \
      case 1: score_blocks(heads, 1, head_dim, queries, at, scale, stride); break;             \
      case 2: score_blocks(heads, 2, head_dim, queries, at, scale, stride); break;             \
      case 3: score_blocks(heads, SCORE_BLOCKS > 2 ? 3 : 2, head_dim, queries, at, scale,      \
                           stride); break;                                                     \
      default: score_blocks(heads, SCORE_BLOCKS, head_dim, queries, at, scale, stride);        \
    }                                                                                          \
  }
SCORE_OF(1) SCORE_OF(2) SCORE_OF(3) SCORE_OF(4)

static void score_some(int heads, int blocks, int head_dim, const float *queries,
                       const key_blocks *at, float scale, int stride) {
  switch (heads) {
    case 1: score_1(blocks, head_dim, queries, at, scale, stride); break;
    case 2: score_2(blocks, head_dim, queries, at, scale, stride); break;
    case 3: score_3(blocks, head_dim, queries, at, scale, stride); break;
    default: score_4(blocks, head_dim, queries, at, scale, stride); break;
  }
}

static void softmax(float *x, int count) {
  f32x16 top = (f32x16)(-INFINITY);
  int i = 0;
  for (; i + 16 <= count; i += 16) top = __builtin_elementwise_max(top, load(x + i));
  const int rest = count - i;
  if (rest) top = __builtin_elementwise_max(top, load_some(x + i, rest, -INFINITY));
  const f32x16 max = (f32x16)(max_lanes(top));
  f32x16 sum = (f32x16)(0.0f);
  for (i = 0; i + 16 <= count; i += 16) {
    const f32x16 e = exp16(load(x + i) - max);
    store(x + i, e);
    sum += e;
  }
  if (rest) {
    const f32x16 e = exp16(load_some(x + i, rest, -INFINITY) - max);
    store_some(x + i, e, rest);
    sum += e;
  }
  const float total = sum_lanes(sum);
  for (i = 0; i < count; i++) x[i] = x[i] / total;
}

INLINE int visible(const ck_kv_piece *piece, int position) {
  const int n = position - piece->start + 1;
  return n < piece->count ? n : piece->count;
}

static void pattern(const ck_row *row, ck_attention_shape shape, const ck_kv_piece *pieces,
                    const float *queries, int kv_head, int group, float *scores, int stride) {
  for (int first = 0; first < group; first += 4) {
    const int heads = group - first < 4 ? group - first : 4;
    const float *q = queries + (size_t)first * shape.head_dim;
    float *out = scores + (size_t)first * stride;
    key_blocks at;
    int blocks = 0;
    for (int p = 0; p < row->piece_count; p++) {
      const ck_kv_piece *piece = &pieces[row->first_piece + p];
      const float *keys = piece->keys + (size_t)kv_head * piece->capacity * shape.head_dim;
      const int count = visible(piece, row->position);
      for (int j = 0; j < count; j += 16) {
        at.keys[blocks] = keys + (size_t)j * shape.head_dim;
        at.scores[blocks] = out + piece->start + j;
        at.counts[blocks] = count - j < 16 ? count - j : 16;
        if (++blocks == SCORE_BLOCKS) {
          score_some(heads, blocks, shape.head_dim, q, &at, shape.scale, stride);
          blocks = 0;
        }
      }
    }
    score_some(heads, blocks, shape.head_dim, q, &at, shape.scale, stride);
    const int count = row->position + 1;
    const int hidden = shape.window && count > shape.window ? count - shape.window : 0;
    for (int h = 0; h < heads; h++) {
      float *row_scores = out + (size_t)h * stride;
      if (shape.softcap > 0) softcap(row_scores, shape.softcap, count);
      for (int j = 0; j < hidden; j++) row_scores[j] = -INFINITY;
      softmax(row_scores, count);
    }
  }
}

// z[h] over `vectors` x 16 components, positions ascending across the pieces.
INLINE void mix_block(int heads, int vectors, const ck_row *row, ck_attention_shape shape,
                      const ck_kv_piece *pieces, int kv_head, int component, const float *weights,
                      int stride, float *z) {
  f32x16 sums[4][MIX_VECTORS];
#pragma clang loop unroll(full)
  for (int h = 0; h < heads; h++)
    for (int v = 0; v < vectors; v++) sums[h][v] = (f32x16)(0.0f);
  const int padded = (shape.head_dim + 15) / 16 * 16;
  for (int p = 0; p < row->piece_count; p++) {
    const ck_kv_piece *piece = &pieces[row->first_piece + p];
    const float *values = piece->values + (size_t)kv_head * piece->capacity * padded + component;
    const float *w = weights + piece->start;
    const int count = visible(piece, row->position);
#pragma clang loop unroll(disable)
    for (int j = 0; j < count; j++) {
      f32x16 value[MIX_VECTORS];
      for (int v = 0; v < vectors; v++) value[v] = load(values + (size_t)j * padded + 16 * v);
#pragma clang loop unroll(full)
      for (int h = 0; h < heads; h++) {
        const f32x16 weight = (f32x16)(w[h * stride + j]);
        for (int v = 0; v < vectors; v++) sums[h][v] = fma16(weight, value[v], sums[h][v]);
      }
    }
  }
  for (int h = 0; h < heads; h++)
    for (int v = 0; v < vectors; v++) {
      const int left = shape.head_dim - component - 16 * v;
      if (left > 0)
        store_some(z + h * shape.head_dim + component + 16 * v, sums[h][v], left < 16 ? left : 16);
    }
}

static void mix(const ck_row *row, ck_attention_shape shape, const ck_kv_piece *pieces, int kv_head,
                int group, const float *weights, int stride, float *z) {
  const int padded = (shape.head_dim + 15) / 16 * 16;
  for (int first = 0; first < group; first += 4) {
    const int heads = group - first < 4 ? group - first : 4;
    const float *w = weights + (size_t)first * stride;
    float *out = z + (size_t)first * shape.head_dim;
    for (int c = 0, step; c < padded; c += 16 * step) {
      const int left = (padded - c) / 16;
      step = left >= MIX_VECTORS ? MIX_VECTORS : left >= 2 ? 2 : 1;
#define MIX_CASE(n)                                                               \
  if (step == MIX_VECTORS)                                                        \
    mix_block(n, MIX_VECTORS, row, shape, pieces, kv_head, c, w, stride, out);    \
  else if (step == 2)                                                             \
    mix_block(n, 2, row, shape, pieces, kv_head, c, w, stride, out);              \
  else                                                                            \
    mix_block(n, 1, row, shape, pieces, kv_head, c, w, stride, out);              \
  break;
      switch (heads) {
        case 1: MIX_CASE(1)
        case 2: MIX_CASE(2)
        case 3: MIX_CASE(3)
        default: MIX_CASE(4)
      }
    }
  }
}

// Logits -------------------------------------------------------------------------------------------

static double log_sum_exp(const float *x, int width) {
  f32x16 top = (f32x16)(-INFINITY);
  int i = 0;
  for (; i + 16 <= width; i += 16) top = __builtin_elementwise_max(top, load(x + i));
  const int rest = width - i;
  if (rest) top = __builtin_elementwise_max(top, load_some(x + i, rest, -INFINITY));
  const float max = max_lanes(top);
  f64x16 sum = (f64x16)(0.0);
  for (i = 0; i + 16 <= width; i += 16)
    sum += __builtin_convertvector(exp16(load(x + i) - (f32x16)(max)), f64x16);
  if (rest)
    sum += __builtin_convertvector(
        exp16(load_some(x + i, rest, -INFINITY) - (f32x16)(max)), f64x16);
  double total = 0;
  for (int lane = 0; lane < 16; lane++) total += sum[lane];
  return (double)max + ck_log(total);
}

static int32_t argmax(const float *x, int width) {
  f32x16 top = (f32x16)(-INFINITY);
  i32x16 bad = (i32x16)(0);  // lanes that met a NaN, which the maximum passes over
  int i = 0;
  for (; i + 16 <= width; i += 16) {
    const f32x16 v = load(x + i);
    top = __builtin_elementwise_max(top, v);
    bad |= v != v;
  }
  if (i < width) {
    const f32x16 v = load_some(x + i, width - i, -INFINITY);
    top = __builtin_elementwise_max(top, v);
    bad |= v != v;
  }
  const float max = max_lanes(top);
  const int has_nan = __builtin_reduce_or(bad) != 0;
  for (i = 0; i < width; i++)
    if (has_nan ? x[i] != x[i] : x[i] == max) return i;
  return 0;
}

#include "ck_unpack_impl.h"
#include "ck_quantized_impl.h"

const ck_kernels KERNELS = {
    KERNELS_NAME, TILE_ROWS, tile, unpack, widen, widen_floats, QUANTIZED_ROWS, quantize_row,
    quantized_tile, rms_norm, layer_norm, activate, softcap, add, add_scaled, dot, rotate, pattern, mix,
    log_sum_exp,  argmax,
};
