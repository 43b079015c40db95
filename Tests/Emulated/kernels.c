// One line for each instruction set of this processor: hashes of what its kernels compute from seeded
// numbers. All lines must be equal, on every processor: `make test-neon` compares them with those of an
// emulated ARM.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ck_dequantize.h"
#include "ck_kernels.h"
#include "ck_matrix.h"

enum { INPUTS = 768, OUTPUTS = 75, ROWS = 27, KEYS = 100 };

static uint64_t state;
static uint32_t draw(void) {  // Knuth's linear congruential generator (MMIX)
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 32);
}
static float uniform(void) { return (float)draw() * 0x1p-31f - 1; }

static void *room(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!memory) abort();
  memset(memory, 0, bytes);
  return memory;
}
static float *floats(size_t count) {
  float *x = room(count * sizeof *x);
  for (size_t i = 0; i < count; i++) x[i] = uniform();
  return x;
}

// FNV-1a; NaN is NaN, whatever its bits.
static uint64_t hash(uint64_t h, const float *x, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = 0x7fc00000;
    if (x[i] == x[i]) memcpy(&bits, x + i, 4);
    for (int b = 0; b < 32; b += 8) h = (h ^ (bits >> b & 255)) * 1099511628211u;
  }
  return h;
}
static const uint64_t START = 14695981039346656037u;

// ggml's number, elements and bytes of a block, places of binary16 numbers in it.
static const struct { uint32_t type; int elements, bytes, halves[2]; } types[] = {
    {2, 32, 18, {0, 0}},    {3, 32, 20, {0, 2}},      {6, 32, 22, {0, 0}},    {7, 32, 24, {0, 2}},
    {8, 32, 34, {0, 0}},    {20, 32, 18, {0, 0}},     {10, 256, 84, {80, 82}}, {11, 256, 110, {108, 108}},
    {12, 256, 144, {0, 2}}, {13, 256, 176, {0, 2}},   {14, 256, 210, {208, 208}}, {23, 256, 136, {0, 0}},
    {0, 1, 4, {2, 2}},      {1, 1, 2, {0, 0}},        {30, 1, 2, {0, 0}},
};

static uint64_t products(ck_compute compute, int bytes) {
  uint64_t h = START;
  state = 17;
  float *a = floats(ROWS * INPUTS), *out = room(sizeof(float) * ROWS * OUTPUTS);
  void *scratch = room(ck_matmul_scratch(compute, ROWS, INPUTS));
  for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
    const size_t blocks = (size_t)INPUTS / (size_t)types[t].elements * OUTPUTS;
    uint8_t *source = room(blocks * (size_t)types[t].bytes);
    for (size_t i = 0; i < blocks * (size_t)types[t].bytes; i++) source[i] = (uint8_t)(draw() >> 8);
    for (size_t b = 0; b < blocks; b++)
      for (int i = 0; i < 2; i++) {  // a small number's sign and exponent
        uint8_t *high = source + b * (size_t)types[t].bytes + types[t].halves[i] + 1;
        *high = (uint8_t)((*high & 0x83) | 0x20);
      }
    ck_section section = {types[t].type, OUTPUTS,
                          room(ck_section_bytes(types[t].type, OUTPUTS, INPUTS))};
    if (ck_pack(section, INPUTS, source, 0, OUTPUTS) != CK_DEQUANTIZE_FINITE) h = 0;
    const ck_matrix matrix = {&section, 1, OUTPUTS, INPUTS};
    for (int rows = 1; rows <= ROWS; rows += 5) {
      ck_matmul(compute, a, rows, matrix, bytes, out, scratch);
      h = hash(h, out, (size_t)rows * OUTPUTS);
    }
    free(source), free(section.data);
  }
  free(a), free(out), free(scratch);
  return h;
}

static uint64_t rows(ck_compute compute) {
  state = 18;
  float *x = floats(ROWS * OUTPUTS), *w = floats(OUTPUTS), *out = room(sizeof(float) * ROWS * OUTPUTS);
  uint64_t h = START;
  ck_rms_norm(compute, x, w, 1e-5f, ROWS, OUTPUTS, out);
  h = hash(h, out, ROWS * OUTPUTS);
  ck_layer_norm(compute, x, w, w, 1e-5f, ROWS, OUTPUTS, out);
  h = hash(h, out, ROWS * OUTPUTS);
  for (int activation = CK_SILU; activation <= CK_GELU_TANH; activation++) {
    for (int i = 0; i < ROWS * OUTPUTS; i++) x[i] = 40 * uniform();
    ck_activate(compute, (ck_activation)activation, 0, x, ROWS, OUTPUTS, out);
    h = hash(h, out, ROWS * OUTPUTS);
  }
  ck_softcap(compute, x, 30, ROWS, OUTPUTS);
  h = hash(h, x, ROWS * OUTPUTS);
  double sums[ROWS];
  ck_log_sum_exp(compute, x, ROWS, OUTPUTS, sums);
  for (int r = 0; r < ROWS; r++) out[r] = (float)sums[r];
  h = hash(h, out, ROWS);
  free(x), free(w), free(out);
  return h;
}

static uint64_t attention(ck_compute compute) {
  state = 19;
  const ck_attention_shape shape = {.heads = 6, .kv_heads = 2, .head_dim = 40, .scale = 0.3f,
                                    .rotary_dim = 32, .window = 60, .softcap = 20};
  const int width = (6 + 2 * 2) * 40, capacity = 112;
  float *qkv = floats((size_t)KEYS * (size_t)width), *z = floats(KEYS * 6 * 40);
  float *cosines = floats(KEYS * 16), *sines = floats(KEYS * 16);
  float *keys = floats(2 * (size_t)capacity * 40), *values = floats(2 * (size_t)capacity * 48);
  ck_kv_piece piece = {keys, values, 0, KEYS, capacity};
  ck_row row[KEYS];
  for (int r = 0; r < KEYS; r++) row[r] = (ck_row){0, 1, r};
  float *scratch = floats(ck_attend_scratch(compute, shape, 128));
  ck_place(compute, row, KEYS, shape, &piece, cosines, sines, qkv);
  ck_attend(compute, row, KEYS, shape, &piece, qkv, z, scratch, 128);
  const uint64_t h = hash(START, z, KEYS * 6 * 40);
  free(qkv), free(z), free(cosines), free(sines), free(keys), free(values), free(scratch);
  return h;
}

int main(void) {
  static const char *names[] = {"avx512vnni", "avx512", "avxvnni", "avx2", "neondot", "neon", "portable"};
  ck_pool *pool = ck_pool_create(2);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const ck_compute compute = {ck_kernels_named(names[i]), pool};
    if (!compute.kernels) continue;
    fprintf(stderr, "%s\n", names[i]);
    printf("floats %016llx bytes %016llx two bytes %016llx rows %016llx attention %016llx\n",
           (unsigned long long)products(compute, 0), (unsigned long long)products(compute, 1),
           (unsigned long long)products(compute, 2),
           (unsigned long long)rows(compute), (unsigned long long)attention(compute));
  }
  ck_pool_destroy(pool);
}
