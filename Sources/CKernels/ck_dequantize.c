#include "ck_dequantize.h"

#include <string.h>

#include "ck_formats.h"
#include "ck_half.h"

#pragma STDC FP_CONTRACT OFF

// Floats: x points at the bytes of one, y at its place.

static float float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t load16(const uint8_t *x) { return (uint32_t)x[0] | (uint32_t)x[1] << 8; }

static uint32_t load32(const uint8_t *x) { return load16(x) | load16(x + 2) << 16; }

static void f32(const uint8_t *x, float *y) { *y = float_from_bits(load32(x)); }
static void f16(const uint8_t *x, float *y) { *y = ck_half(x); }
static void bf16(const uint8_t *x, float *y) { *y = float_from_bits(load16(x) << 16); }

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

// Blocks or superblocks of integers.
static void units(uint32_t type, const ck_layout *layout, const uint8_t *x, int64_t count, float *y) {
  const int size = 32 * layout->unit, group = 32 / layout->groups;
  for (int64_t start = 0; start < count; start += size, x += ck_file_bytes(type), y += size) {
    ck_file_unit unit;
    ck_read_unit(type, x, &unit);
    const float d = ck_half(unit.d), m = unit.m ? ck_half(unit.m) : 0;
    for (int g = 0; g < size / group; g++) {
      float times, plus;
      ck_group_scale(layout, d, m, unit.scales[g], unit.minima[g], &times, &plus);
      for (int i = g * group; i < (g + 1) * group; i++)
        y[i] = ck_weight(layout, unit.q[i], times, plus);
    }
  }
}

static void floats(uint32_t type, const uint8_t *x, int64_t count, float *y) {
  switch (type) {  // one loop a type, so that its function is inlined
    case 0: for (int64_t i = 0; i < count; i++) f32(x + 4 * i, y + i); break;
    case 1: for (int64_t i = 0; i < count; i++) f16(x + 2 * i, y + i); break;
    default: for (int64_t i = 0; i < count; i++) bf16(x + 2 * i, y + i); break;
  }
}

// A chunk stays in the first-level cache between being written and being checked. All block sizes
// divide it.
enum { CHUNK = 4096 };

int64_t ck_dequantize(uint32_t type, const void *source, int64_t count, float *output) {
  const ck_layout *layout = ck_layout_of(type);
  if (!layout || count < 0) return CK_DEQUANTIZE_UNSUPPORTED;
  const int size = layout->unit ? 32 * layout->unit : 1;
  if (count % size != 0) return CK_DEQUANTIZE_UNSUPPORTED;
  for (int64_t start = 0; start < count; start += CHUNK) {
    const int64_t length = count - start < CHUNK ? count - start : CHUNK;
    const uint8_t *x = (const uint8_t *)source + (size_t)(start / size) * ck_file_bytes(type);
    if (layout->unit) units(type, layout, x, length, output + start);
    else floats(type, x, length, output + start);
    const int64_t bad = first_non_finite(output + start, length);
    if (bad >= 0) return start + bad;
  }
  return CK_DEQUANTIZE_FINITE;
}
