// Chooses an instruction set and divides the work among threads.
#include "ck_kernels.h"

#include <stdbool.h>
#include <string.h>

#include "ck_kernels_table.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
static bool has_dot_products(void) {
  const unsigned long asimd_dot = 1ul << 20;  // HWCAP_ASIMDDP
  return getauxval(AT_HWCAP) & asimd_dot;
}
#elif defined(__aarch64__)
static bool has_dot_products(void) { return true; }  // every processor that macOS runs on
#endif

// Those that this processor runs, widest first; returns how many.
static int available(const ck_kernels *list[8]) {
  int count = 0;
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("f16c");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq");
  if (avx512 && __builtin_cpu_supports("avx512vnni")) list[count++] = &ck_kernels_avx512vnni;
  if (avx512) list[count++] = &ck_kernels_avx512;
  if (avx2 && __builtin_cpu_supports("avxvnni")) list[count++] = &ck_kernels_avxvnni;
  if (avx2) list[count++] = &ck_kernels_avx2;
#elif defined(__aarch64__)
  if (has_dot_products()) list[count++] = &ck_kernels_neondot;
  list[count++] = &ck_kernels_neon;
#endif
  list[count++] = &ck_kernels_portable;
  return count;
}

const ck_kernels *ck_kernels_named(const char *name) {
  const ck_kernels *list[8];
  const int count = available(list);
  for (int i = 0; i < count; i++)
    if (!name || strcmp(name, list[i]->name) == 0) return list[i];
  return NULL;
}

const char *ck_kernels_name(const ck_kernels *kernels) { return kernels->name; }

static int divide_up(int a, int b) { return (a + b - 1) / b; }

// Rows ---------------------------------------------------------------------------------------------

// Rows are handed out several at a time: a row alone is less work than a claim.
enum { ROWS_A_TASK = 4, ELEMENTS_A_TASK = 8192 };

typedef struct {
  const ck_kernels *kernels;
  const float *x, *y, *z;
  float *out;
  float constant;
  int rows, width, stride, parts;
  ck_activation activation;
  size_t count;
} row_work;

static int task_end(int task, int rows) {
  const int end = (task + 1) * ROWS_A_TASK;
  return end < rows ? end : rows;
}

#define FOR_EACH_ROW(r, task, w) for (int r = task * ROWS_A_TASK; r < task_end(task, w->rows); r++)

static void run_rows(ck_compute compute, void (*rows)(void *, int, int), row_work *work) {
  ck_parallel(compute.pool, divide_up(work->rows, ROWS_A_TASK), rows, work);
}

static void norm_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w)
    w->kernels->rms_norm(w->x + (size_t)r * w->width, w->y, w->constant, w->width,
                         w->out + (size_t)r * w->width);
}

void ck_rms_norm(ck_compute compute, const float *x, const float *weight, float epsilon, int rows,
                 int width, float *out) {
  row_work work = {.kernels = compute.kernels, .x = x, .y = weight, .out = out,
                   .constant = epsilon, .rows = rows, .width = width};
  run_rows(compute, norm_rows, &work);
}

static void layer_norm_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w)
    w->kernels->layer_norm(w->x + (size_t)r * w->width, w->y, w->z, w->constant, w->width,
                           w->out + (size_t)r * w->width);
}

void ck_layer_norm(ck_compute compute, const float *x, const float *weight, const float *bias,
                   float epsilon, int rows, int width, float *out) {
  row_work work = {.kernels = compute.kernels, .x = x, .y = weight, .z = bias, .out = out,
                   .constant = epsilon, .rows = rows, .width = width};
  run_rows(compute, layer_norm_rows, &work);
}

static void norm_parts_of_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w)
    for (int part = 0; part < w->parts; part++) {
      float *x = w->out + (size_t)r * w->stride + (size_t)part * w->width;
      w->kernels->rms_norm(x, w->y, w->constant, w->width, x);
    }
}

void ck_rms_norm_parts(ck_compute compute, float *x, const float *weight, float epsilon, int rows,
                       int stride, int parts, int width) {
  row_work work = {.kernels = compute.kernels, .y = weight, .out = x, .constant = epsilon,
                   .rows = rows, .width = width, .stride = stride, .parts = parts};
  run_rows(compute, norm_parts_of_rows, &work);
}

static void activate_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w) {
    const float *x = w->x + (size_t)r * w->stride;
    const float *up = w->stride > w->width ? x + w->width : NULL;
    w->kernels->activate(w->activation, x, up, w->width, w->out + (size_t)r * w->width);
  }
}

void ck_activate(ck_compute compute, ck_activation activation, int is_gated, const float *x, int rows,
                 int width, float *out) {
  row_work work = {.kernels = compute.kernels, .x = x, .out = out, .rows = rows, .width = width,
                   .stride = is_gated ? 2 * width : width, .activation = activation};
  run_rows(compute, activate_rows, &work);
}

static void cap_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w)
    w->kernels->softcap(w->out + (size_t)r * w->width, w->constant, w->width);
}

void ck_softcap(ck_compute compute, float *x, float cap, int rows, int width) {
  row_work work = {.kernels = compute.kernels, .out = x, .constant = cap, .rows = rows,
                   .width = width};
  run_rows(compute, cap_rows, &work);
}

static void bias_rows(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  FOR_EACH_ROW(r, task, w) w->kernels->add(w->out + (size_t)r * w->width, w->y, w->width);
}

void ck_add_bias(ck_compute compute, float *x, const float *bias, int rows, int width) {
  row_work work = {.kernels = compute.kernels, .y = bias, .out = x, .rows = rows, .width = width};
  run_rows(compute, bias_rows, &work);
}

static void add_elements(void *context, int task, int worker) {
  (void)worker;
  const row_work *w = context;
  const size_t first = (size_t)task * ELEMENTS_A_TASK;
  const size_t left = w->count - first;
  w->kernels->add(w->out + first, w->y + first,
                  (int)(left < ELEMENTS_A_TASK ? left : ELEMENTS_A_TASK));
}

void ck_add(ck_compute compute, float *x, const float *y, size_t count) {
  row_work work = {.kernels = compute.kernels, .y = y, .out = x, .count = count};
  ck_parallel(compute.pool, (int)((count + ELEMENTS_A_TASK - 1) / ELEMENTS_A_TASK), add_elements,
              &work);
}

void ck_add_scaled(const ck_kernels *kernels, float *x, const float *direction, float coefficient,
                   int width) {
  kernels->add_scaled(x, direction, coefficient, width);
}

float ck_dot(const ck_kernels *kernels, const float *x, const float *y, int width) {
  return kernels->dot(x, y, width);
}

// Attention ----------------------------------------------------------------------------------------

int ck_padded_head_dim(int head_dim) { return divide_up(head_dim, 16) * 16; }

static int qkv_width(ck_attention_shape shape) {
  return (shape.heads + 2 * shape.kv_heads) * shape.head_dim;
}

typedef struct {
  const ck_kernels *kernels;
  const ck_row *rows;
  ck_attention_shape shape;
  const ck_kv_piece *pieces;
  const float *cosines, *sines;
  float *qkv, *z, *scratch;
  int keys, count, heads_a_task;
} attention_work;

static void place_row(const attention_work *w, int index) {
  const ck_row row = w->rows[index];
  const int dim = w->shape.head_dim, padded = ck_padded_head_dim(dim);
  const int half = w->shape.rotary_dim / 2;
  const ck_kv_piece *piece = &w->pieces[row.first_piece + row.piece_count - 1];
  while (row.position < piece->start) piece--;
  const int at = row.position - piece->start;
  float *queries = w->qkv + (size_t)index * qkv_width(w->shape);
  float *keys = queries + (size_t)w->shape.heads * dim;
  const float *values = keys + (size_t)w->shape.kv_heads * dim;
  if (w->cosines)
    w->kernels->rotate(queries, w->shape.heads + w->shape.kv_heads, dim, half,
                       w->cosines + (size_t)row.position * half,
                       w->sines + (size_t)row.position * half, w->shape.interleaved_rotary);
  for (int h = 0; h < w->shape.kv_heads; h++) {
    float *block = piece->keys + (size_t)h * piece->capacity * dim + (size_t)(at / 16) * 16 * dim;
    for (int k = 0; k < dim; k++) block[16 * k + at % 16] = keys[h * dim + k];
    memcpy(piece->values + ((size_t)h * piece->capacity + (size_t)at) * padded, values + h * dim,
           (size_t)dim * sizeof(float));
  }
}

static void place_rows(void *context, int task, int worker) {
  (void)worker;
  const attention_work *w = context;
  for (int r = task * ROWS_A_TASK; r < task_end(task, w->count); r++) place_row(w, r);
}

void ck_place(ck_compute compute, const ck_row *rows, int count, ck_attention_shape shape,
              const ck_kv_piece *pieces, const float *cosines, const float *sines, float *qkv) {
  attention_work work = {compute.kernels, rows, shape, pieces, cosines, sines,
                         qkv,             NULL, NULL,  0,      count,   0};
  ck_parallel(compute.pool, divide_up(count, ROWS_A_TASK), place_rows, &work);
}

size_t ck_attend_scratch(ck_compute compute, ck_attention_shape shape, int keys) {
  const int group = shape.heads / shape.kv_heads;
  return (size_t)ck_pool_threads(compute.pool) * (size_t)group * (size_t)keys;
}

static void attend_heads(void *context, int task, int worker) {
  const attention_work *w = context;
  const int group = w->shape.heads / w->shape.kv_heads;
  float *pattern = w->scratch + (size_t)worker * group * w->keys;
  int last = (task + 1) * w->heads_a_task;
  if (last > w->count * w->shape.kv_heads) last = w->count * w->shape.kv_heads;
  for (int i = task * w->heads_a_task; i < last; i++) {
    const int index = i / w->shape.kv_heads, kv_head = i % w->shape.kv_heads;
    const size_t head = (size_t)kv_head * group * w->shape.head_dim;
    w->kernels->pattern(&w->rows[index], w->shape, w->pieces,
                        w->qkv + (size_t)index * qkv_width(w->shape) + head, kv_head, group,
                        pattern, w->keys);
    w->kernels->mix(&w->rows[index], w->shape, w->pieces, kv_head, group, pattern, w->keys,
                    w->z + (size_t)index * w->shape.heads * w->shape.head_dim + head);
  }
}

void ck_attend(ck_compute compute, const ck_row *rows, int count, ck_attention_shape shape,
               const ck_kv_piece *pieces, const float *qkv, float *z, float *scratch, int keys) {
  attention_work work = {compute.kernels, rows, shape,   pieces, NULL,  NULL,
                         (float *)qkv,    z,    scratch, keys,   count, 1};
  const int heads = count * shape.kv_heads;
  if (heads <= 0) return;
  work.heads_a_task = divide_up(heads, 8 * ck_pool_threads(compute.pool));
  ck_parallel(compute.pool, divide_up(heads, work.heads_a_task), attend_heads, &work);
}

void ck_attention_pattern(const ck_kernels *kernels, const ck_row *row, ck_attention_shape shape,
                          const ck_kv_piece *pieces, const float *qkv, float *pattern, int keys) {
  const int group = shape.heads / shape.kv_heads;
  for (int h = 0; h < shape.kv_heads; h++)
    kernels->pattern(row, shape, pieces, qkv + (size_t)h * group * shape.head_dim, h, group,
                     pattern + (size_t)h * group * keys, keys);
}

void ck_attention_mix(const ck_kernels *kernels, const ck_row *row, ck_attention_shape shape,
                      const ck_kv_piece *pieces, const float *pattern, int keys, float *z) {
  const int group = shape.heads / shape.kv_heads;
  for (int h = 0; h < shape.kv_heads; h++)
    kernels->mix(row, shape, pieces, h, group, pattern + (size_t)h * group * keys, keys,
                 z + (size_t)h * group * shape.head_dim);
}

// Logits -------------------------------------------------------------------------------------------

typedef struct {
  const ck_kernels *kernels;
  const float *logits;
  int width;
  double *sums;
  int32_t *tops;
} logits_work;

static void sum_row(void *context, int row, int worker) {
  (void)worker;
  const logits_work *w = context;
  w->sums[row] = w->kernels->log_sum_exp(w->logits + (size_t)row * w->width, w->width);
}

void ck_log_sum_exp(ck_compute compute, const float *logits, int rows, int width, double *out) {
  logits_work work = {compute.kernels, logits, width, out, NULL};
  ck_parallel(compute.pool, rows, sum_row, &work);
}

static void top_row(void *context, int row, int worker) {
  (void)worker;
  const logits_work *w = context;
  w->tops[row] = w->kernels->argmax(w->logits + (size_t)row * w->width, w->width);
}

void ck_argmax(ck_compute compute, const float *logits, int rows, int width, int32_t *out) {
  logits_work work = {compute.kernels, logits, width, NULL, out};
  ck_parallel(compute.pool, rows, top_row, &work);
}
