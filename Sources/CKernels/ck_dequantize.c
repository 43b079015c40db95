#include "ck_dequantize.h"

#include <string.h>

#include "ck_half.h"

#pragma STDC FP_CONTRACT OFF

// Every function below writes one block: x points at its bytes, y at its elements.

static float float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t load16(const uint8_t *x) { return (uint32_t)x[0] | (uint32_t)x[1] << 8; }

static uint32_t load32(const uint8_t *x) { return load16(x) | load16(x + 2) << 16; }

static int signed8(uint8_t byte) { return byte < 128 ? byte : (int)byte - 256; }

static void f32(const uint8_t *x, float *y) { *y = float_from_bits(load32(x)); }
static void f16(const uint8_t *x, float *y) { *y = ck_half(x); }
static void bf16(const uint8_t *x, float *y) { *y = float_from_bits(load16(x) << 16); }

// MARK: Blocks of 32. Byte j of the nibbles holds element j (low) and element j + 16 (high).

static void q4_0(const uint8_t *x, float *y) {
  const float d = ck_half(x);
  const uint8_t *q = x + 2;
  for (int j = 0; j < 16; j++) {
    y[j] = (float)((q[j] & 15) - 8) * d;
    y[j + 16] = (float)((q[j] >> 4) - 8) * d;
  }
}

static void q4_1(const uint8_t *x, float *y) {
  const float d = ck_half(x), m = ck_half(x + 2);
  const uint8_t *q = x + 4;
  for (int j = 0; j < 16; j++) {
    y[j] = (float)(q[j] & 15) * d + m;
    y[j + 16] = (float)(q[j] >> 4) * d + m;
  }
}

/// The fifth bit of element e is bit e of `high`.
static void q5_0(const uint8_t *x, float *y) {
  const float d = ck_half(x);
  const uint32_t high = load32(x + 2);
  const uint8_t *q = x + 6;
  for (int j = 0; j < 16; j++) {
    y[j] = (float)((int)((q[j] & 15u) | (high >> j & 1) << 4) - 16) * d;
    y[j + 16] = (float)((int)((q[j] >> 4) | (high >> (j + 16) & 1) << 4) - 16) * d;
  }
}

static void q5_1(const uint8_t *x, float *y) {
  const float d = ck_half(x), m = ck_half(x + 2);
  const uint32_t high = load32(x + 4);
  const uint8_t *q = x + 8;
  for (int j = 0; j < 16; j++) {
    y[j] = (float)((q[j] & 15u) | (high >> j & 1) << 4) * d + m;
    y[j + 16] = (float)((q[j] >> 4) | (high >> (j + 16) & 1) << 4) * d + m;
  }
}

static void q8_0(const uint8_t *x, float *y) {
  const float d = ck_half(x);
  for (int j = 0; j < 32; j++) y[j] = (float)signed8(x[2 + j]) * d;
}

/// The 16 levels of the non-linear 4-bit types.
static const float NON_LINEAR[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                     1,    13,   25,  38,  53,  69,  89,  113};

static void iq4_nl(const uint8_t *x, float *y) {
  const float d = ck_half(x);
  const uint8_t *q = x + 2;
  for (int j = 0; j < 16; j++) {
    y[j] = d * NON_LINEAR[q[j] & 15];
    y[j + 16] = d * NON_LINEAR[q[j] >> 4];
  }
}

// MARK: Superblocks of 256: groups of 16 or 32 elements, each with a small integer scale.

static void q2_k(const uint8_t *x, float *y) {
  const uint8_t *scales = x, *q = x + 16;
  const float d = ck_half(x + 80), dmin = ck_half(x + 82);
  for (int group = 0; group < 16; group++) {
    const float scale = d * (float)(scales[group] & 15);
    const float minimum = dmin * (float)(scales[group] >> 4);
    // 128 elements share 32 bytes: two bits each, four layers of 32.
    const uint8_t *bytes = q + group / 8 * 32 + group % 2 * 16;
    const int shift = group % 8 / 2 * 2;
    for (int j = 0; j < 16; j++) {
      y[group * 16 + j] = scale * (float)(bytes[j] >> shift & 3) - minimum;
    }
  }
}

static void q3_k(const uint8_t *x, float *y) {
  const uint8_t *mask = x, *q = x + 32, *packed = x + 96;
  const float d = ck_half(x + 108);
  for (int group = 0; group < 16; group++) {
    const int low = packed[group % 8] >> (group / 8 * 4) & 15;
    const int high = packed[8 + group % 4] >> (group / 4 * 2) & 3;
    const float scale = d * (float)((low | high << 4) - 32);
    const int layer = group / 2, start = group % 2 * 16;
    const uint8_t *bytes = q + group / 8 * 32 + start;
    const int shift = group % 8 / 2 * 2;
    for (int j = 0; j < 16; j++) {
      const int offset = mask[start + j] >> layer & 1 ? 0 : 4;
      y[group * 16 + j] = scale * (float)((bytes[j] >> shift & 3) - offset);
    }
  }
}

/// Eight 6-bit scales and eight 6-bit minima in 12 bytes, as Q4_K and Q5_K pack them.
static void scale_and_minimum(const uint8_t *packed, int group, int *scale, int *minimum) {
  if (group < 4) {
    *scale = packed[group] & 63;
    *minimum = packed[group + 4] & 63;
  } else {
    *scale = (packed[group + 4] & 15) | (packed[group - 4] >> 6) << 4;
    *minimum = (packed[group + 4] >> 4) | (packed[group] >> 6) << 4;
  }
}

static void q4_k(const uint8_t *x, float *y) {
  const float d = ck_half(x), dmin = ck_half(x + 2);
  for (int group = 0; group < 8; group++) {
    int scale, minimum;
    scale_and_minimum(x + 4, group, &scale, &minimum);
    const float d1 = d * (float)scale, m1 = dmin * (float)minimum;
    const uint8_t *q = x + 16 + group / 2 * 32;
    const int shift = group % 2 * 4;
    for (int j = 0; j < 32; j++) y[group * 32 + j] = d1 * (float)(q[j] >> shift & 15) - m1;
  }
}

static void q5_k(const uint8_t *x, float *y) {
  const float d = ck_half(x), dmin = ck_half(x + 2);
  const uint8_t *high = x + 16;
  for (int group = 0; group < 8; group++) {
    int scale, minimum;
    scale_and_minimum(x + 4, group, &scale, &minimum);
    const float d1 = d * (float)scale, m1 = dmin * (float)minimum;
    const uint8_t *q = x + 48 + group / 2 * 32;
    const int shift = group % 2 * 4;
    for (int j = 0; j < 32; j++) {
      const int value = (q[j] >> shift & 15) | (high[j] >> group & 1) << 4;
      y[group * 32 + j] = d1 * (float)value - m1;
    }
  }
}

static void q6_k(const uint8_t *x, float *y) {
  const uint8_t *low = x, *high = x + 128, *scales = x + 192;
  const float d = ck_half(x + 208);
  for (int group = 0; group < 16; group++) {
    const float scale = d * (float)signed8(scales[group]);
    // In each half of 128 elements: layer l (of 32) takes nibble l / 2 of byte 32 (l % 2) + i.
    const int layer = group % 8 / 2, start = group % 2 * 16;
    const uint8_t *l = low + group / 8 * 64 + layer % 2 * 32 + start;
    const uint8_t *h = high + group / 8 * 32 + start;
    for (int j = 0; j < 16; j++) {
      const int value = (l[j] >> (layer / 2 * 4) & 15) | (h[j] >> (layer * 2) & 3) << 4;
      y[group * 16 + j] = scale * (float)(value - 32);
    }
  }
}

static void iq4_xs(const uint8_t *x, float *y) {
  const float d = ck_half(x);
  const uint32_t high = load16(x + 2);
  for (int group = 0; group < 8; group++) {
    const int low = x[4 + group / 2] >> (group % 2 * 4) & 15;
    const float scale = d * (float)((low | (int)(high >> (2 * group) & 3) << 4) - 32);
    const uint8_t *q = x + 8 + group * 16;
    for (int j = 0; j < 16; j++) {
      y[group * 32 + j] = scale * NON_LINEAR[q[j] & 15];
      y[group * 32 + j + 16] = scale * NON_LINEAR[q[j] >> 4];
    }
  }
}

// MARK: Rows

/// Index of the first NaN or infinity, or -1.
static int64_t first_non_finite(const float *y, int64_t count) {
  uint32_t largest = 0;  // the largest magnitude first: one pass that vectorises
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, y + i, sizeof bits);
    bits &= 0x7fffffffu;
    largest = bits > largest ? bits : largest;
  }
  if (largest < 0x7f800000u) return -1;
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, y + i, sizeof bits);
    if ((bits & 0x7fffffffu) >= 0x7f800000u) return i;
  }
  return -1;
}

// A chunk stays in the first-level cache between being written and being checked. All block sizes
// divide it.
enum { CHUNK = 4096 };

// One loop a type, so that its block function is inlined.
#define ROW(NUMBER, FUNCTION, ELEMENTS, BYTES)                                      \
  case NUMBER:                                                                      \
    if (count % (ELEMENTS) != 0) return CK_DEQUANTIZE_UNSUPPORTED;                  \
    for (int64_t start = 0; start < count; start += CHUNK) {                        \
      const int64_t length = count - start < CHUNK ? count - start : CHUNK;         \
      const uint8_t *x = bytes + start / (ELEMENTS) * (BYTES);                      \
      float *y = output + start;                                                    \
      for (int64_t b = 0; b < length / (ELEMENTS); b++) {                           \
        FUNCTION(x + b * (BYTES), y + b * (ELEMENTS));                              \
      }                                                                             \
      const int64_t bad = first_non_finite(y, length);                              \
      if (bad >= 0) return start + bad;                                             \
    }                                                                               \
    return CK_DEQUANTIZE_FINITE;

int64_t ck_dequantize(uint32_t type, const void *source, int64_t count, float *output) {
  if (count < 0) return CK_DEQUANTIZE_UNSUPPORTED;
  const uint8_t *bytes = source;
  switch (type) {
    ROW(0, f32, 1, 4)
    ROW(1, f16, 1, 2)
    ROW(2, q4_0, 32, 18)
    ROW(3, q4_1, 32, 20)
    ROW(6, q5_0, 32, 22)
    ROW(7, q5_1, 32, 24)
    ROW(8, q8_0, 32, 34)
    ROW(10, q2_k, 256, 84)
    ROW(11, q3_k, 256, 110)
    ROW(12, q4_k, 256, 144)
    ROW(13, q5_k, 256, 176)
    ROW(14, q6_k, 256, 210)
    ROW(20, iq4_nl, 32, 18)
    ROW(23, iq4_xs, 256, 136)
    ROW(30, bf16, 1, 2)
    default: return CK_DEQUANTIZE_UNSUPPORTED;
  }
}
