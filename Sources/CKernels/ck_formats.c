// Packs the file's blocks into panels, and reads rows back.
#include "ck_formats.h"

#include <math.h>
#include <string.h>

#include "ck_dequantize.h"
#include "ck_half.h"

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 32, SUPERBLOCK = 256 };

// ggml's numbers of the types.
enum {
  F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8,
  Q2_K = 10, Q3_K = 11, Q4_K = 12, Q5_K = 13, Q6_K = 14, IQ4_NL = 20, IQ4_XS = 23, BF16 = 30,
};

const uint8_t ck_levels[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                               129, 141, 153, 166, 181, 197, 217, 241};

const ck_layout *ck_layout_of(uint32_t type) {
#define LAYOUT(type, bits, unit, groups, min, levels, scale, tile, offset)                         \
  case type: {                                                                                     \
    static const ck_layout layout = {bits,  unit, groups, min, levels, CK_SCALE_##scale,           \
                                     CK_TILE_##tile, offset};                                      \
    return &layout;                                                                                \
  }
  switch (type) {
    LAYOUT(F32, 32, 0, 0, 0, 0, HALF, NARROW, 0)
    LAYOUT(F16, 16, 0, 0, 0, 0, HALF, NARROW, 0)
    LAYOUT(BF16, 16, 0, 0, 0, 0, HALF, NARROW, 0)
    LAYOUT(Q4_0, 4, 1, 1, 0, 0, HALF, NARROW, 8)
    LAYOUT(Q4_1, 4, 1, 1, 1, 0, HALF, MIN, 0)
    LAYOUT(Q5_0, 5, 1, 1, 0, 0, HALF, NARROW, 16)
    LAYOUT(Q5_1, 5, 1, 1, 1, 0, HALF, MIN, 0)
    LAYOUT(Q8_0, 8, 1, 1, 0, 0, HALF, WIDE, 128)
    LAYOUT(IQ4_NL, 4, 1, 1, 0, 1, HALF, WIDE, 128)
    LAYOUT(Q2_K, 2, 8, 2, 1, 0, NIBBLES, HALVES_MIN, 0)
    LAYOUT(Q3_K, 3, 8, 2, 0, 0, SIGNED, HALVES, 4)
    LAYOUT(Q4_K, 4, 8, 1, 1, 0, UNSIGNED, MIN, 0)
    LAYOUT(Q5_K, 5, 8, 1, 1, 0, UNSIGNED, MIN, 0)
    LAYOUT(Q6_K, 6, 8, 2, 0, 0, SIGNED, HALVES, 32)
    LAYOUT(IQ4_XS, 4, 8, 1, 0, 1, SIGNED, WIDE, 128)
    default: return NULL;
  }
#undef LAYOUT
}

int ck_is_integer_type(uint32_t type) {
  const ck_layout *layout = ck_layout_of(type);
  return layout && layout->unit > 0;
}

static size_t scales_bytes(const ck_layout *layout) {
  const size_t groups = (size_t)layout->unit * layout->groups * CK_PANEL;
  switch (layout->scale) {
    case CK_SCALE_HALF: return 0;
    case CK_SCALE_UNSIGNED: return 2 * groups;
    case CK_SCALE_SIGNED: case CK_SCALE_NIBBLES: return groups;
  }
}

size_t ck_unit_bytes(const ck_layout *layout) {
  if (layout->unit == 0) return (size_t)layout->bits / 8 * CK_PANEL;
  const size_t halves = layout->has_min ? 4 : 2;
  return layout->unit * ck_codes_bytes(layout) + halves * CK_PANEL + scales_bytes(layout);
}

static int unit_inputs(const ck_layout *layout) { return layout->unit ? layout->unit * BLOCK : 1; }

size_t ck_section_bytes(uint32_t type, int outputs, int inputs) {
  const ck_layout *layout = ck_layout_of(type);
  if (!layout || inputs % unit_inputs(layout) != 0) return 0;
  return (size_t)((outputs + CK_PANEL - 1) / CK_PANEL) * (size_t)(inputs / unit_inputs(layout)) *
         ck_unit_bytes(layout);
}

// The file's blocks --------------------------------------------------------------------------------

size_t ck_file_bytes(uint32_t type) {
  switch (type) {
    case F32: return 4;
    case F16: case BF16: return 2;
    case Q4_0: case IQ4_NL: return 18;
    case Q4_1: return 20;
    case Q5_0: return 22;
    case Q5_1: return 24;
    case Q8_0: return 34;
    case Q2_K: return 84;
    case Q3_K: return 110;
    case Q4_K: return 144;
    case Q5_K: return 176;
    case Q6_K: return 210;
    case IQ4_XS: return 136;
    default: return 0;
  }
}

static void read_nibbles(const uint8_t *x, uint8_t *q) {
  for (int i = 0; i < 16; i++) {
    q[i] = x[i] & 15;
    q[i + 16] = x[i] >> 4;
  }
}

// Bit i of four bytes is the fifth of code i.
static void read_fifths(const uint8_t *x, uint8_t *q) {
  for (int i = 0; i < BLOCK; i++) q[i] |= (uint8_t)((x[i / 8] >> (i % 8) & 1) << 4);
}

// Eight 6-bit scales and eight 6-bit minima in 12 bytes.
static void read_scales(const uint8_t *x, ck_file_unit *unit) {
  for (int i = 0; i < 4; i++) {
    unit->scales[i] = x[i] & 63;
    unit->minima[i] = x[i + 4] & 63;
    unit->scales[i + 4] = (uint8_t)((x[i + 8] & 15) | (x[i] >> 6) << 4);
    unit->minima[i + 4] = (uint8_t)((x[i + 8] >> 4) | (x[i + 4] >> 6) << 4);
  }
}

static void read_q4_k(const uint8_t *x, uint8_t *q) {
  for (int block = 0; block < 8; block++)
    for (int i = 0; i < BLOCK; i++)
      q[BLOCK * block + i] = x[block / 2 * 32 + i] >> (block % 2 * 4) & 15;
}

static void read_q2(const uint8_t *x, uint8_t *q) {
  for (int block = 0; block < 8; block++)
    for (int i = 0; i < BLOCK; i++)
      q[BLOCK * block + i] = x[block / 4 * 32 + i] >> (block % 4 * 2) & 3;
}

void ck_read_unit(uint32_t type, const uint8_t *x, ck_file_unit *unit) {
  unit->d = x;
  unit->m = NULL;
  switch (type) {
    case Q4_0: case IQ4_NL: read_nibbles(x + 2, unit->q); break;
    case Q4_1:
      unit->m = x + 2;
      read_nibbles(x + 4, unit->q);
      break;
    case Q5_0:
      read_nibbles(x + 6, unit->q);
      read_fifths(x + 2, unit->q);
      break;
    case Q5_1:
      unit->m = x + 2;
      read_nibbles(x + 8, unit->q);
      read_fifths(x + 4, unit->q);
      break;
    case Q8_0:
      for (int i = 0; i < BLOCK; i++) unit->q[i] = (uint8_t)(x[2 + i] + 128);
      break;
    case Q2_K:
      unit->d = x + 80;
      unit->m = x + 82;
      memcpy(unit->scales, x, 16);
      read_q2(x + 16, unit->q);
      break;
    case Q3_K:
      unit->d = x + 108;
      for (int i = 0; i < 16; i++) {
        const int low = x[96 + i % 8] >> (i / 8 * 4) & 15;
        const int high = x[104 + i % 4] >> (i / 4 * 2) & 3;
        unit->scales[i] = (uint8_t)((low | high << 4) - 32);
      }
      read_q2(x + 32, unit->q);
      for (int i = 0; i < SUPERBLOCK; i++)
        unit->q[i] |= (uint8_t)((x[i % 32] >> (i / 32) & 1) << 2);
      break;
    case Q4_K:
      unit->m = x + 2;
      read_scales(x + 4, unit);
      read_q4_k(x + 16, unit->q);
      break;
    case Q5_K:
      unit->m = x + 2;
      read_scales(x + 4, unit);
      read_q4_k(x + 48, unit->q);
      for (int i = 0; i < SUPERBLOCK; i++)
        unit->q[i] |= (uint8_t)((x[16 + i % 32] >> (i / 32) & 1) << 4);
      break;
    case Q6_K:
      unit->d = x + 208;
      memcpy(unit->scales, x + 192, 16);
      for (int i = 0; i < SUPERBLOCK; i++) {
        // Each half of 128 weights: 64 bytes of low halves, 32 of high quarters.
        const int half = i / 128, layer = i % 128 / 32, at = i % 32;
        const int low = x[half * 64 + layer % 2 * 32 + at] >> (layer / 2 * 4) & 15;
        const int high = x[128 + half * 32 + at] >> (layer * 2) & 3;
        unit->q[i] = (uint8_t)(low | high << 4);
      }
      break;
    case IQ4_XS: {
      const int high = x[2] | x[3] << 8;
      for (int i = 0; i < 8; i++) {
        const int low = x[4 + i / 2] >> (i % 2 * 4) & 15;
        unit->scales[i] = (uint8_t)((low | (high >> (2 * i) & 3) << 4) - 32);
        read_nibbles(x + 8 + 16 * i, unit->q + BLOCK * i);
      }
      break;
    }
    default: break;
  }
}

// Packing ------------------------------------------------------------------------------------------

static uint32_t four(const uint8_t *q, int index) {
  uint32_t word;
  memcpy(&word, q + 4 * index, 4);
  return word;
}

// A word an output of a plane of `bits`-bit codes, the bits of each above `shift`.
static void pack_plane(const uint8_t *q, int bits, int shift, int lane, uint8_t *to) {
  const uint32_t mask = 0x01010101u * ((1u << bits) - 1);
  const int words = bits;  // of 32 codes, 8 fours and 8 / bits of them in a word
  for (int w = 0; w < words; w++) {
    uint32_t word = 0;
    for (int t = 0; t < 8 / bits; t++) word |= (four(q, w + words * t) >> shift & mask) << bits * t;
    memcpy(to + 128 * w + 4 * lane, &word, 4);
  }
}

static void pack_codes(const uint8_t *q, int bits, int lane, uint8_t *to) {
  if (bits == 8) {
    for (int f = 0; f < 8; f++) memcpy(to + 128 * f + 4 * lane, q + 4 * f, 4);
    return;
  }
  int shift = 0;
  for (int plane = 4; plane >= 1; plane /= 2) {
    if (!(bits & plane)) continue;
    pack_plane(q, plane, shift, lane, to);
    to += 128 * plane;
    shift += plane;
  }
}

static void pack_scales(const ck_layout *layout, const ck_file_unit *from, int lane, uint8_t *to) {
  memcpy(to + 2 * lane, from->d, 2);
  to += 2 * CK_PANEL;
  if (layout->has_min) {
    memcpy(to + 2 * lane, from->m, 2);
    to += 2 * CK_PANEL;
  }
  if (layout->scale == CK_SCALE_HALF) return;
  const int groups = layout->unit * layout->groups;
  for (int g = 0; g < groups; g++) to[CK_PANEL * g + lane] = from->scales[g];
  if (layout->scale != CK_SCALE_UNSIGNED) return;
  for (int g = 0; g < groups; g++) to[CK_PANEL * (groups + g) + lane] = from->minima[g];
}

// Index of the first of `count` floats that is NaN or infinite, or CK_DEQUANTIZE_FINITE.
static int64_t first_strange(uint32_t type, const uint8_t *x, int64_t count) {
  float values[BLOCK];
  for (int64_t i = 0; i < count; i += BLOCK) {
    const int64_t some = count - i < BLOCK ? count - i : BLOCK;
    const int64_t bad = ck_dequantize(type, x + ck_file_bytes(type) * (size_t)i, some, values);
    if (bad >= 0) return i + bad;
  }
  return CK_DEQUANTIZE_FINITE;
}

// Floats, [inputs][32 outputs]: a few columns of all rows at a time, so that what is written stays in the
// cache until it is whole.
#define PACK_FLOATS(bits)                                                                          \
  static void pack_floats_##bits(const uint8_t *x, int inputs, int lane, int count,                \
                                 uint8_t *panel) {                                                 \
    uint##bits##_t *to = (uint##bits##_t *)(void *)panel + lane;                                   \
    for (int start = 0; start < inputs; start += 64) {                                             \
      const int end = inputs - start < 64 ? inputs : start + 64;                                   \
      for (int n = 0; n < count; n++) {                                                            \
        const uint8_t *row = x + (size_t)n * (size_t)inputs * sizeof *to;                          \
        for (int k = start; k < end; k++)                                                          \
          memcpy(to + (size_t)k * CK_PANEL + n, row + (size_t)k * sizeof *to, sizeof *to);         \
      }                                                                                            \
    }                                                                                              \
  }
PACK_FLOATS(16)
PACK_FLOATS(32)

static int64_t pack_floats(ck_section section, int inputs, const uint8_t *x, int first, int count) {
  const size_t size = ck_file_bytes(section.type);
  for (int n = first, some; n < first + count; n += some) {
    const int lane = n % CK_PANEL;
    some = first + count - n < CK_PANEL - lane ? first + count - n : CK_PANEL - lane;
    uint8_t *panel = section.data + (size_t)(n - lane) * (size_t)inputs * size;
    const uint8_t *from = x + (size_t)(n - first) * (size_t)inputs * size;
    if (size == 2) pack_floats_16(from, inputs, lane, some, panel);
    else pack_floats_32(from, inputs, lane, some, panel);
  }
  return first_strange(section.type, x, (int64_t)count * inputs);
}

int64_t ck_pack(ck_section section, int inputs, const void *source, int first, int count) {
  const ck_layout *layout = ck_layout_of(section.type);
  const uint8_t *x = source;
  if (layout->unit == 0) return pack_floats(section, inputs, x, first, count);
  const size_t unit_bytes = ck_unit_bytes(layout);
  const int units = inputs / unit_inputs(layout);
  for (int n = first; n < first + count; n++) {
    const int lane = n % CK_PANEL;
    uint8_t *panel = section.data + (size_t)(n / CK_PANEL) * (size_t)units * unit_bytes;
    const int64_t start = (int64_t)(n - first) * inputs;
    for (int u = 0; u < units; u++, panel += unit_bytes, x += ck_file_bytes(section.type)) {
      ck_file_unit unit;
      ck_read_unit(section.type, x, &unit);
      uint8_t *to = panel;
      for (int b = 0; b < layout->unit; b++, to += ck_codes_bytes(layout))
        pack_codes(unit.q + BLOCK * b, layout->bits, lane, to);
      pack_scales(layout, &unit, lane, to);
      if (!isfinite(ck_half(unit.d)) || (unit.m && !isfinite(ck_half(unit.m))))
        return start + (int64_t)u * unit_inputs(layout);
    }
  }
  return CK_DEQUANTIZE_FINITE;
}

// Rows ---------------------------------------------------------------------------------------------

static int read_code(const uint8_t *codes, int bits, int lane, int k) {
  const int f = k / 4, j = k % 4;
  if (bits == 8) return codes[128 * f + 4 * lane + j];
  int code = 0, shift = 0;
  for (int plane = 4; plane >= 1; plane /= 2) {
    if (!(bits & plane)) continue;
    const uint8_t byte = codes[128 * (f % plane) + 4 * lane + j];
    code |= (byte >> (f / plane * plane) & ((1 << plane) - 1)) << shift;
    codes += 128 * plane;
    shift += plane;
  }
  return code;
}

// Scale and minimum of a group of a unit, whose scales are at `at`.
static void read_scale(const ck_layout *layout, const uint8_t *at, int group, int lane, float *times,
                       float *plus) {
  const float d = ck_half(at + 2 * lane);
  const float m = layout->has_min ? ck_half(at + 2 * CK_PANEL + 2 * lane) : 0;
  const uint8_t *bytes = at + (layout->has_min ? 4 : 2) * CK_PANEL + CK_PANEL * group + lane;
  const int has_bytes = layout->scale != CK_SCALE_HALF;
  const int minima = layout->scale == CK_SCALE_UNSIGNED ? CK_PANEL * layout->unit * layout->groups : 0;
  ck_group_scale(layout, d, m, has_bytes ? bytes[0] : 0, has_bytes ? bytes[minima] : 0, times, plus);
}

void ck_read_row(ck_section section, int inputs, int row, float *out) {
  const ck_layout *layout = ck_layout_of(section.type);
  const int size = unit_inputs(layout), units = inputs / size, lane = row % CK_PANEL;
  const size_t unit_bytes = ck_unit_bytes(layout);
  const uint8_t *panel = section.data + (size_t)(row / CK_PANEL) * (size_t)units * unit_bytes;
  if (layout->unit == 0) {
    const size_t bytes = ck_file_bytes(section.type);
    for (int k = 0; k < inputs; k++)
      ck_dequantize(section.type, panel + bytes * ((size_t)k * CK_PANEL + (size_t)lane), 1, out + k);
    return;
  }
  for (int u = 0; u < units; u++, panel += unit_bytes) {
    const uint8_t *scales = panel + layout->unit * ck_codes_bytes(layout);
    for (int k = 0; k < size; k++) {
      float scale, minimum;
      read_scale(layout, scales, k * layout->groups / BLOCK, lane, &scale, &minimum);
      const int code =
          read_code(panel + k / BLOCK * ck_codes_bytes(layout), layout->bits, lane, k % BLOCK);
      out[u * size + k] = ck_weight(layout, code, scale, minimum);
    }
  }
}
