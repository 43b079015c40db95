// From panels to what the loops read, for one instruction set; included by ck_kernels_impl.h.

typedef uint8_t u8x64 __attribute__((ext_vector_type(64), aligned(1)));
typedef int32_t i32x16_unaligned __attribute__((ext_vector_type(16), aligned(1)));

// Codes of one block. With `bits` known where this is inlined, a few operations for 64 codes.
INLINE void unpack_codes(const uint8_t *from, int bits, uint8_t *q) {
  const uint8_t *quarters = from + (bits & 4 ? 512 : 0), *bit = quarters + (bits & 2 ? 256 : 0);
  const int low = bits & 4 ? 4 : 2;  // bits of the first plane
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {  // fours i / 2, outputs from 16 (i % 2)
    u8x64 v = (u8x64)(0);
    if (bits & 4) v = *(const u8x64 *)(from + 64 * (i % 8)) >> (uint8_t)(i / 8 * 4) & (uint8_t)15;
    if (bits & 2) {
      const u8x64 two =
          *(const u8x64 *)(quarters + 64 * (i % 4)) >> (uint8_t)(i / 4 * 2) & (uint8_t)3;
      v |= bits & 4 ? two << (uint8_t)4 : two;
    }
    if (bits & 1)
      v |= (*(const u8x64 *)(bit + 64 * (i % 2)) >> (uint8_t)(i / 2) & (uint8_t)1) << (uint8_t)low;
    *(u8x64 *)(q + 64 * i) = v;
  }
}

INLINE void look_up_levels(uint8_t *q) {
#if defined(UNPACK_AVX2)
  const __m256i levels = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)ck_levels));
  for (int i = 0; i < 1024; i += 32) {
    __m256i *at = (__m256i *)(q + i);
    _mm256_storeu_si256(at, _mm256_shuffle_epi8(levels, _mm256_loadu_si256(at)));
  }
#else
  for (int i = 0; i < 1024; i++) q[i] = ck_levels[q[i]];
#endif
}

// binary16 to float, `count` a multiple of 8.
INLINE void widen_halves(const uint8_t *halves, int count, float *out) {
#if defined(UNPACK_AVX2)
  for (int i = 0; i < count; i += 8)
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(halves + 2 * i))));
#else
  for (int i = 0; i < count; i++) out[i] = ck_half(halves + 2 * i);
#endif
}

// out = d x byte, bytes signed or not, or the low or high halves of bytes.
INLINE void scale_bytes(const float *d, const uint8_t *bytes, int is_signed, int shift, int mask,
                        float sign, float *out) {
  for (int i = 0; i < CK_PANEL; i++) {
    const int value = is_signed ? (int8_t)bytes[i] : bytes[i] >> shift & mask;
    out[i] = sign * (d[i] * (float)value);
  }
}

// Scales of block `b` of a unit: `at` points behind its codes.
static void unpack_scales(const ck_layout *layout, const uint8_t *at, int b, ck_block *out) {
  if (layout->scale == CK_SCALE_HALF) {
    widen_halves(at, CK_PANEL, out->d[0]);
    if (layout->has_min) widen_halves(at + 2 * CK_PANEL, CK_PANEL, out->m[0]);
    return;
  }
  float d[CK_PANEL], m[CK_PANEL];
  widen_halves(at, CK_PANEL, d);
  at += 2 * CK_PANEL;
  if (layout->has_min) {
    widen_halves(at, CK_PANEL, m);
    at += 2 * CK_PANEL;
  }
  const int minima = CK_PANEL * layout->unit * layout->groups;
  for (int g = 0; g < layout->groups; g++) {
    const uint8_t *bytes = at + CK_PANEL * (b * layout->groups + g);
    switch (layout->scale) {
      case CK_SCALE_HALF: break;
      case CK_SCALE_UNSIGNED:
        scale_bytes(d, bytes, 0, 0, 255, 1, out->d[g]);
        scale_bytes(m, bytes + minima, 0, 0, 255, -1, out->m[g]);
        break;
      case CK_SCALE_SIGNED: scale_bytes(d, bytes, 1, 0, 255, 1, out->d[g]); break;
      case CK_SCALE_NIBBLES:
        scale_bytes(d, bytes, 0, 0, 15, 1, out->d[g]);
        scale_bytes(m, bytes, 0, 4, 15, -1, out->m[g]);
        break;
    }
  }
}

// Blocks [first, first + count) of a panel.
static void unpack(const ck_layout *layout, const uint8_t *panel, int first, int count,
                   ck_block *out) {
  const size_t unit_bytes = ck_unit_bytes(layout), codes = ck_codes_bytes(layout);
  for (int b = first; b < first + count; b++, out++) {
    const uint8_t *unit = panel + (size_t)(b / layout->unit) * unit_bytes;
    const uint8_t *from = unit + (size_t)(b % layout->unit) * codes;
    out->q = layout->bits == 8 ? from : out->room;
    switch (layout->bits) {
      case 2: unpack_codes(from, 2, out->room); break;
      case 3: unpack_codes(from, 3, out->room); break;
      case 4: unpack_codes(from, 4, out->room); break;
      case 5: unpack_codes(from, 5, out->room); break;
      case 6: unpack_codes(from, 6, out->room); break;
    }
    if (layout->has_levels) look_up_levels(out->room);
    unpack_scales(layout, unit + layout->unit * codes, b % layout->unit, out);
  }
}

// Weights of blocks as floats, [32 count inputs][32 outputs], each by the operations of ck_dequantize.
INLINE void widen_block(const ck_block *from, int groups, int has_min, int offset, float *out) {
  for (int v = 0; v < CK_PANEL; v += 16)
    for (int f = 0; f < 8; f++) {
      const int g = groups == 2 ? f / 4 : 0;
      const f32x16 d = load(from->d[g] + v), m = has_min ? load(from->m[g] + v) : (f32x16)(0.0f);
      const i32x16 words = *(const i32x16_unaligned *)(from->q + 128 * f + 4 * v);
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        const i32x16 code = (words >> (8 * j) & 255) - offset;
        const f32x16 w = __builtin_convertvector(code, f32x16) * d;
        store(out + CK_PANEL * (4 * f + j) + v, has_min ? w + m : w);
      }
    }
}

static void widen(const ck_layout *layout, const ck_block *from, int count, float *out) {
  for (int b = 0; b < count; b++, from++, out += 32 * CK_PANEL) {
    if (layout->groups == 2)
      widen_block(from, 2, layout->has_min, layout->offset, out);
    else if (layout->has_min)
      widen_block(from, 1, 1, layout->offset, out);
    else
      widen_block(from, 1, 0, layout->offset, out);
  }
}

// Weights of a 16-bit float type, `count` a multiple of 32.
static void widen_floats(int is_binary16, const uint8_t *from, int count, float *out) {
  if (is_binary16) {
    widen_halves(from, count, out);
    return;
  }
  for (int i = 0; i < count; i++) {
    uint16_t half;
    memcpy(&half, from + 2 * i, 2);
    const uint32_t bits = (uint32_t)half << 16;
    memcpy(out + i, &bits, 4);
  }
}
