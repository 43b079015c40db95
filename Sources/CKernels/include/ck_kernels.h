// The numeric kernels of the forward pass, in fp32, with bits that do not depend on the batch, the
// number of threads or the instruction set.
//
// * Sums over a row (norms, softmax, log-sum-exp): sixteen partial sums, element i going to partial
//   i % 16 in ascending order, added pairwise at the end.
// * exp, tanh and the activations are polynomials of our own; division and square root are IEEE's.
//
// The same source (ck_kernels_impl.h) is compiled once for each instruction set.
#ifndef CK_KERNELS_H
#define CK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "ck_pool.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ck_kernels ck_kernels;

/// The kernels compiled for an instruction set ("avx512vnni", "avx512", "avxvnni", "avx2", "neondot",
/// "neon", "portable"), or NULL when this processor cannot run them. NULL as the name asks for the widest it can.
const ck_kernels *ck_kernels_named(const char *name);
const char *ck_kernels_name(const ck_kernels *kernels);

/// What runs the kernels: an instruction set and a thread pool.
typedef struct {
  const ck_kernels *kernels;
  ck_pool *pool;
} ck_compute;

// Rows ---------------------------------------------------------------------------------------------

/// out[r] = x[r] / sqrt(mean(x[r]^2) + epsilon) * weight, x [rows, width]; NaN where the mean square
/// overflows.
void ck_rms_norm(ck_compute compute, const float *x, const float *weight, float epsilon, int rows,
                 int width, float *out);

/// out[r] = (x[r] - mean) / sqrt(variance + epsilon) * weight + bias, x [rows, width]; NaN where the
/// variance overflows. Source: Ba et al., "Layer Normalization" (arXiv 1607.06450).
void ck_layer_norm(ck_compute compute, const float *x, const float *weight, const float *bias,
                   float epsilon, int rows, int width, float *out);

/// ck_rms_norm of `parts` neighbouring stretches of `width` at the start of each row of x
/// [rows, stride], in place: the norm of queries or keys.
void ck_rms_norm_parts(ck_compute compute, float *x, const float *weight, float epsilon, int rows,
                       int stride, int parts, int width);

/// The activation functions of MLPs: x sigmoid(x); x Phi(x) (Hendrycks & Gimpel, arXiv 1606.08415);
/// and its approximation by a tanh, with which some models were trained.
typedef enum { CK_SILU, CK_GELU, CK_GELU_TANH } ck_activation;

/// out[r] = activation(x[r]), both [rows, width]; gated, x [rows, 2 * width] holds gate then up, and
/// out[r] = activation(gate[r]) * up[r].
void ck_activate(ck_compute compute, ck_activation activation, int is_gated, const float *x, int rows,
                 int width, float *out);

/// x = cap tanh(x / cap), [rows, width].
void ck_softcap(ck_compute compute, float *x, float cap, int rows, int width);

/// x += y, both [count].
void ck_add(ck_compute compute, float *x, const float *y, size_t count);

/// x[r] += bias, x [rows, width].
void ck_add_bias(ck_compute compute, float *x, const float *bias, int rows, int width);

/// x += coefficient * direction, [width]: the steering write, fused multiply-add.
void ck_add_scaled(const ck_kernels *kernels, float *x, const float *direction, float coefficient,
                   int width);

/// Inner product of two rows in the canonical order of sums over a row.
float ck_dot(const ck_kernels *kernels, const float *x, const float *y, int width);

// Attention ----------------------------------------------------------------------------------------

/// Positions in one block of cached keys.
enum { CK_KEY_BLOCK = 16 };

/// Cached keys and values of consecutive positions at one layer, all key/value heads.
///
/// keys   [kv_heads][capacity/16][head_dim][16]: sixteen positions side by side
/// values [kv_heads][capacity][padded head_dim]
typedef struct {
  float *keys;
  float *values;
  int32_t start;     // position of the first key
  int32_t count;     // positions that may be read
  int32_t capacity;  // positions allocated, a multiple of 16
} ck_kv_piece;

/// One row of a pass: the pieces of its context, in order of position, and its own position.
typedef struct {
  int32_t first_piece;  // pieces[first_piece ..< first_piece + piece_count]
  int32_t piece_count;
  int32_t position;
} ck_row;

typedef struct {
  int heads;
  int kv_heads;
  int head_dim;
  float scale;
  int rotary_dim;          // leading components of a head that are rotated
  int interleaved_rotary;  // pairs (2i, 2i+1) as in GGUF's llama; otherwise (i, i + rotary_dim/2)
  int window;              // keys that a row sees, its own the last; 0 for all
  float softcap;           // scores become cap tanh(score / cap); 0 for as they are
} ck_attention_shape;

/// head_dim rounded up to a multiple of 16: the width of a row of cached values.
int ck_padded_head_dim(int head_dim);

/// Rotates queries and keys in place and writes keys and values of each row to the piece of its context
/// that holds its position. qkv [rows, (heads + 2 kv_heads) head_dim]; tables
/// [positions][rotary_dim / 2], NULL for no rotation.
void ck_place(ck_compute compute, const ck_row *rows, int count, ck_attention_shape shape,
              const ck_kv_piece *pieces, const float *cosines, const float *sines, float *qkv);

/// Floats of scratch for ck_attend when no row sees more than `keys` keys.
size_t ck_attend_scratch(ck_compute compute, ck_attention_shape shape, int keys);

/// z [rows, heads head_dim] = softmax(q k^T scale) v over the keys at or before each row's position
/// that its window holds.
void ck_attend(ck_compute compute, const ck_row *rows, int count, ck_attention_shape shape,
               const ck_kv_piece *pieces, const float *qkv, float *z, float *scratch, int keys);

/// The two halves of ck_attend for one row, with the same bits: pattern [heads, keys], then z.
void ck_attention_pattern(const ck_kernels *kernels, const ck_row *row, ck_attention_shape shape,
                          const ck_kv_piece *pieces, const float *qkv, float *pattern, int keys);
void ck_attention_mix(const ck_kernels *kernels, const ck_row *row, ck_attention_shape shape,
                      const ck_kv_piece *pieces, const float *pattern, int keys, float *z);

// Logits -------------------------------------------------------------------------------------------

/// log(sum(exp(logits[r]))) of each row, accumulated in double.
void ck_log_sum_exp(ck_compute compute, const float *logits, int rows, int width, double *out);

/// Index of the largest logit of each row, the lowest index among equals; of the first NaN if there
/// is one.
void ck_argmax(ck_compute compute, const float *logits, int rows, int width, int32_t *out);

#ifdef __cplusplus
}
#endif
#endif
