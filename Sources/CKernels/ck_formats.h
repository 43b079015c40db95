// How the tensor types are laid out in panels. Internal: ck_matrix.h is what callers see.
//
// Integer types. A unit is what shares scales: a block of 32 inputs, or a superblock of eight, of 32
// outputs. It holds the codes of its blocks, then the scales. Codes of a block, each plane a sequence of
// four-byte words, one an output, a byte for each of four consecutive inputs (a *group of four*):
//
//   8 bits   [8 fours][32 outputs][4]
//   4 bits   [4][32][4], four f in the low halves, four f + 4 in the high ones
//   2 bits   [2][32][4], fours f, f + 2, f + 4, f + 6 from the lowest bits up
//   1 bit    [32][4], four f in bit f
//
// A code of 6 bits is its low 4 and its high 2, one of 5 is 4 and 1, one of 3 is 2 and 1.
// Float types: [inputs][32 outputs].
#ifndef CK_FORMATS_H
#define CK_FORMATS_H

#include "ck_matrix.h"

#pragma STDC FP_CONTRACT OFF

/// How a group's scale and minimum come from what is stored.
typedef enum {
  CK_SCALE_HALF,      // d and m themselves, binary16
  CK_SCALE_UNSIGNED,  // d x byte, -dmin x another byte
  CK_SCALE_SIGNED,    // d x signed byte
  CK_SCALE_NIBBLES,   // d x the low half of a byte, -dmin x its high half
} ck_scale;

/// Which loop multiplies a block.
typedef enum {
  CK_TILE_MIN,     // codes of at most 5 bits, a minimum a block
  CK_TILE_NARROW,  // codes of at most 5 bits
  CK_TILE_WIDE,    // codes of 8 bits, offset 128
  CK_TILE_HALVES,  // codes of at most 6 bits, two scales a block
  CK_TILE_HALVES_MIN,
  CK_TILE_KINDS
} ck_tile_kind;

typedef struct {
  uint8_t bits;  // of a code; 16 and 32 are floats
  uint8_t unit;  // blocks of 32 inputs that share scales
  uint8_t groups;  // of a block, each with a scale of its own
  uint8_t has_min;
  uint8_t has_levels;  // codes number the levels of IQ4_NL
  ck_scale scale;
  ck_tile_kind tile;
  int32_t offset;  // taken from every code, or from every level
} ck_layout;

/// A block of a panel, 32 inputs of 32 outputs, as the loops read it. Levels stand in place of codes that
/// number them.
typedef struct {
  _Alignas(64) uint8_t room[1024];
  float d[2][CK_PANEL];
  float m[2][CK_PANEL];
  const uint8_t *q;  // [8 fours][32 outputs][4 inputs], in `room` or, where codes are bytes, in the panel
} ck_block;

/// NULL for a type that is not known.
const ck_layout *ck_layout_of(uint32_t type);

/// A unit of one row as the file has it: what panels are packed from and floats are made from.
typedef struct {
  uint8_t q[256];  // codes
  uint8_t scales[16], minima[16];  // of groups, as the layout stores them
  const uint8_t *d, *m;            // binary16; m NULL where the type has none
} ck_file_unit;

/// Bytes of a unit of one row in the file; of one number where the type is a float.
size_t ck_file_bytes(uint32_t type);

/// The unit at x, of an integer type.
void ck_read_unit(uint32_t type, const uint8_t *x, ck_file_unit *unit);

/// What a group's codes, their offset taken off, are multiplied by, and what is added then: by the few float
/// operations, in their order, of ggml's dequantize_row functions.
static inline void ck_group_scale(const ck_layout *layout, float d, float m, uint8_t scale,
                                  uint8_t minimum, float *times, float *plus) {
  switch (layout->scale) {
    case CK_SCALE_HALF:
      *times = d;
      *plus = m;
      break;
    case CK_SCALE_UNSIGNED:
      *times = d * (float)scale;
      *plus = -(m * (float)minimum);
      break;
    case CK_SCALE_SIGNED:
      *times = d * (float)(int8_t)scale;
      *plus = 0;
      break;
    case CK_SCALE_NIBBLES:
      *times = d * (float)(scale & 15);
      *plus = -(m * (float)(scale >> 4));
      break;
  }
}

/// Levels of IQ4_NL, 128 added.
extern const uint8_t ck_levels[16];

/// A weight; nothing is added where the type has no minima, so that -0 stays.
static inline float ck_weight(const ck_layout *layout, int code, float times, float plus) {
  const int q = (layout->has_levels ? ck_levels[code] : code) - layout->offset;
  const float value = (float)q * times;
  return layout->has_min ? value + plus : value;
}

static inline size_t ck_codes_bytes(const ck_layout *layout) { return (size_t)layout->bits * 128; }

/// Bytes of a unit; of one input where the type is a float.
size_t ck_unit_bytes(const ck_layout *layout);

#endif
