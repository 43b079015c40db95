// Products in integers for one instruction set; included by ck_kernels_impl.h.
//
// QUANTIZED_ROWS x QUANTIZED_VECTORS vectors of lanes are held in registers, each twice: the exact sum
// of a group and the float sum of the groups before it.

//
// One of these makes a product of four bytes a lane, w unsigned and x signed:
//   DOT_BYTES(sum, w, x)                sum + w . x
//   SIGNED_DOT_BYTES(sum, w, x)         the same, w signed, too
//   PAIRS_OF_BYTES(w, x), SUM_PAIRS(p)  pairs in saturating 16 bits, and their sums
// Without any, lanes are multiplied one byte at a time.
//
// Two bytes of an activation are multiplied one after the other where DOT_BYTES or SIGNED_DOT_BYTES make
// that fast, and elsewhere as words of 16 bits, those of a four in the order 0, 2, 1, 3, by
//   DOT_WORDS(sum, w, x)                sum + w . x, two words a lane

typedef float fq __attribute__((ext_vector_type(QUANTIZED_LANES)));
typedef float fq_unaligned __attribute__((ext_vector_type(QUANTIZED_LANES), aligned(4)));
typedef int32_t iq __attribute__((ext_vector_type(QUANTIZED_LANES)));
typedef uint32_t uq __attribute__((ext_vector_type(QUANTIZED_LANES)));
typedef int16_t sq __attribute__((ext_vector_type(2 * QUANTIZED_LANES)));
typedef int8_t bq __attribute__((ext_vector_type(4 * QUANTIZED_LANES)));
typedef int8_t bq_unaligned __attribute__((ext_vector_type(4 * QUANTIZED_LANES), aligned(1)));
typedef int8_t i8x16 __attribute__((ext_vector_type(16)));
typedef int16_t i16x16 __attribute__((ext_vector_type(16)));

#if defined(DOT_BYTES) || defined(SIGNED_DOT_BYTES)
#define IN_WORDS(bytes) ((void)(bytes), 0)
#else
#define IN_WORDS(bytes) (bytes == 2)
#endif

#if defined(PAIRS_OF_BYTES) || defined(SIGNED_DOT_BYTES)
// Codes of 8 bits are made signed, so that products fit: their offset of 128 is taken off there.
#define OFFSET_WITHIN(kind) (kind == CK_TILE_WIDE)
#else
#define OFFSET_WITHIN(kind) ((void)(kind), 0)
#endif

INLINE iq broadcast_four(const int8_t *a) {
  int32_t four;
  memcpy(&four, a, 4);
  return (iq)(four);
}

// The weights of one four, for all lanes.
INLINE bq load_four(ck_tile_kind kind, const uint8_t *w) {
  const bq bytes = *(const bq_unaligned *)w;
  return OFFSET_WITHIN(kind) ? bytes ^ (bq)(-128) : bytes;
}

// Adds to dots[r][v] the products of the fours [0, fours) of `rows` rows: w, at 128 bytes from one four to the
// next, four bytes a lane; a [fours][rows][4].
INLINE void add_dots(ck_tile_kind kind, int rows, int fours, const uint8_t *w, const int8_t *a,
                     iq dots[QUANTIZED_ROWS][QUANTIZED_VECTORS]) {
#if defined(PAIRS_OF_BYTES)
  // Pairs of products do not saturate: codes of 5 bits make four sums of at most 2 x 31 x 127, those of 6
  // bits two of at most 2 x 63 x 127, and of signed bytes one of 2 x 128 x 127.
  const int together = kind == CK_TILE_WIDE ? 1 : kind == CK_TILE_HALVES ? 2 : 4;
#pragma clang loop unroll(full)
  for (int first = 0; first < fours; first += together) {
    sq pairs[QUANTIZED_ROWS];
#pragma clang loop unroll(full)
    for (int f = first; f < first + together; f++) {
      const bq weights = load_four(kind, w + 128 * f);
      const bq size = kind == CK_TILE_WIDE ? __builtin_elementwise_abs(weights) : weights;
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        bq x = (bq)broadcast_four(a + 4 * (rows * f + r));
#if QUANTIZED_LANES == 8
        if (kind == CK_TILE_WIDE) x = (bq)_mm256_sign_epi8((__m256i)x, (__m256i)weights);
#else
        if (kind == CK_TILE_WIDE) x = weights < (bq)(0) ? -x : x;
#endif
        const sq products = PAIRS_OF_BYTES(size, x);
        pairs[r] = f == first ? products : pairs[r] + products;
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) dots[r][0] += SUM_PAIRS(pairs[r]);
  }
#else
#pragma clang loop unroll(full)
  for (int f = 0; f < fours; f++) {
    bq weights[QUANTIZED_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < QUANTIZED_VECTORS; v++)
      weights[v] = load_four(kind, w + 128 * f + 4 * QUANTIZED_LANES * v);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      const int8_t *four = a + 4 * (rows * f + r);
#pragma clang loop unroll(full)
      for (int v = 0; v < QUANTIZED_VECTORS; v++) {
#if defined(DOT_BYTES)
        dots[r][v] = DOT_BYTES(dots[r][v], weights[v], broadcast_four(four));
#elif defined(SIGNED_DOT_BYTES)
        dots[r][v] = SIGNED_DOT_BYTES(dots[r][v], weights[v], broadcast_four(four));
#else
        for (int j = 0; j < 4; j++)
          dots[r][v] += __builtin_convertvector(((uq)weights[v] >> (8 * j)) & 255, iq) * (iq)(four[j]);
#endif
      }
    }
  }
#endif
}

// The same for words: codes as they are, a [fours][rows][4].
INLINE void add_word_dots(int rows, int fours, const uint8_t *w, const int8_t *a,
                          iq dots[QUANTIZED_ROWS][QUANTIZED_VECTORS]) {
#pragma clang loop unroll(full)
  for (int f = 0; f < fours; f++)
#pragma clang loop unroll(full)
    for (int v = 0; v < QUANTIZED_VECTORS; v++) {
      const uq codes = (uq)*(const bq_unaligned *)(w + 128 * f + 4 * QUANTIZED_LANES * v);
#if defined(DOT_WORDS)
      const uq even = codes & 0x00ff00ff, odd = codes >> 8 & 0x00ff00ff;
#endif
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        const int8_t *four = a + 8 * (rows * f + r);
#if defined(DOT_WORDS)
        dots[r][v] = DOT_WORDS(dots[r][v], even, broadcast_four(four));
        dots[r][v] = DOT_WORDS(dots[r][v], odd, broadcast_four(four + 4));
#else
        int16_t words[4];
        memcpy(words, four, 8);
        for (int j = 0; j < 4; j++)
          dots[r][v] += (iq)(codes >> (8 * j) & 255) * (iq)(words[(j & 1) << 1 | j >> 1]);
#endif
      }
    }
}

INLINE void quantized_block(int rows, int bytes, ck_tile_kind kind, int blocks, int offset, int resumes,
                            const uint8_t *tile, const ck_block *panel, int column, float *out,
                            size_t stride, const char *ahead, size_t step) {
  enum { LANES = QUANTIZED_LANES, VECTORS = QUANTIZED_VECTORS };
  const int groups = kind == CK_TILE_HALVES || kind == CK_TILE_HALVES_MIN ? 2 : 1;
  const int has_min = kind == CK_TILE_MIN || kind == CK_TILE_HALVES_MIN;
  const int fours = 8 / groups;
  fq sums[QUANTIZED_ROWS][VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < VECTORS; v++)
      sums[r][v] = resumes ? *(const fq_unaligned *)(out + r * stride + LANES * v) : (fq)(0.0f);
#pragma clang loop unroll(disable)
  for (int b = 0; b < blocks; b++, panel++) {
    const int8_t *a = (const int8_t *)(tile + (size_t)b * QUANTIZED_TILE_BYTES(rows, bytes));
    const float *scale = (const float *)(a + 32 * bytes * rows);
    const int32_t *totals = (const int32_t *)(scale + rows);
    for (size_t i = 0; i < step; i += 64) __builtin_prefetch(ahead + step * (size_t)b + i, 0, 2);
#pragma clang loop unroll(full)
    for (int g = 0; g < groups; g++) {
      int32_t total[QUANTIZED_ROWS];
      iq dots[QUANTIZED_ROWS][VECTORS];
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        total[r] = groups == 2 ? totals[2 * r + g] : totals[2 * r] + totals[2 * r + 1];
        for (int v = 0; v < VECTORS; v++) dots[r][v] = (iq)(0);
      }
      const uint8_t *codes = panel->q + 128 * fours * g + 4 * column;
      if (IN_WORDS(bytes)) {
        add_word_dots(rows, fours, codes, a + 8 * rows * fours * g, dots);
      } else {
#pragma clang loop unroll(full)
        for (int byte = 0; byte < bytes; byte++) {
          if (byte > 0)
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
              for (int v = 0; v < VECTORS; v++) dots[r][v] <<= 7;
          add_dots(kind, rows, fours, codes, a + 32 * rows * byte + 4 * rows * fours * g, dots);
        }
      }
      if (IN_WORDS(bytes) || !OFFSET_WITHIN(kind))
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
          for (int v = 0; v < VECTORS; v++) dots[r][v] -= offset * total[r];
#pragma clang loop unroll(full)
      for (int v = 0; v < VECTORS; v++) {
        const fq d = *(const fq_unaligned *)(panel->d[g] + column + LANES * v);
        const fq m = *(const fq_unaligned *)(panel->m[g] + column + LANES * v);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
          const fq product = __builtin_convertvector(dots[r][v], fq);
          sums[r][v] = __builtin_elementwise_fma(product, d * (fq)(scale[r]), sums[r][v]);
          if (has_min)
            sums[r][v] =
                __builtin_elementwise_fma(m, (fq)(scale[r] * (float)total[r]), sums[r][v]);
        }
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < VECTORS; v++)
      *(fq_unaligned *)(out + r * stride + LANES * v) = sums[r][v];
}

#define QUANTIZED_TILE_OF(n)                                                                       \
  static __attribute__((noinline)) void quantized_tile_##n(                                        \
      int bytes, ck_tile_kind kind, int blocks, int offset, int resumes, const uint8_t *tile,      \
      const ck_block *panel, float *out, size_t stride, const char *ahead, size_t step) {          \
    for (int c = 0; c < CK_PANEL; c += QUANTIZED_LANES * QUANTIZED_VECTORS) switch (kind) {        \
        QUANTIZED_KIND(n, CK_TILE_MIN)                                                             \
        QUANTIZED_KIND(n, CK_TILE_NARROW)                                                          \
        QUANTIZED_KIND(n, CK_TILE_WIDE)                                                            \
        QUANTIZED_KIND(n, CK_TILE_HALVES)                                                          \
        QUANTIZED_KIND(n, CK_TILE_HALVES_MIN)                                                      \
        case CK_TILE_KINDS: break;                                                                 \
      }                                                                                            \
  }
#define QUANTIZED_KIND(n, kind)                                                                    \
  case kind:                                                                                       \
    if (bytes == 1)                                                                                \
      quantized_block(n, 1, kind, blocks, offset, resumes, tile, panel, c, out + c, stride, ahead, \
                      step);                                                                       \
    else                                                                                           \
      quantized_block(n, 2, kind, blocks, offset, resumes, tile, panel, c, out + c, stride, ahead, \
                      step);                                                                       \
    break;
QUANTIZED_TILE_OF(1) QUANTIZED_TILE_OF(2) QUANTIZED_TILE_OF(3)
#if QUANTIZED_ROWS > 3
QUANTIZED_TILE_OF(4) QUANTIZED_TILE_OF(5) QUANTIZED_TILE_OF(6)
#endif

static void quantized_tile(int rows, int bytes, const ck_layout *layout, int blocks, int resumes,
                           const uint8_t *tile, const ck_block *panel, float *out, size_t stride,
                           int columns, const char *ahead, size_t step) {
  float block[QUANTIZED_ROWS * CK_PANEL];
  const int whole = columns == CK_PANEL;
  float *to = whole ? out : block;
  const size_t width = whole ? stride : CK_PANEL;
  if (!whole && resumes)
    for (int r = 0; r < rows; r++)
      memcpy(block + r * CK_PANEL, out + r * stride, (size_t)columns * sizeof(float));
  switch (rows) {
#define QUANTIZED_CASE(n)                                                                          \
  case n:                                                                                          \
    quantized_tile_##n(bytes, layout->tile, blocks, layout->offset, resumes, tile, panel, to, width,      \
                       ahead, step);                                                               \
    break;
    QUANTIZED_CASE(1) QUANTIZED_CASE(2) QUANTIZED_CASE(3)
#if QUANTIZED_ROWS > 3
    QUANTIZED_CASE(4) QUANTIZED_CASE(5) QUANTIZED_CASE(6)
#endif
  }
  if (!whole)
    for (int r = 0; r < rows; r++)
      memcpy(out + r * stride, block + r * CK_PANEL, (size_t)columns * sizeof(float));
}

// Row `row` of a tile of `rows` rows.
static void quantize_row(const float *x, int blocks, int bytes, int row, int rows, uint8_t *tile) {
  for (int b = 0; b < blocks; b++) {
    uint8_t *to = tile + (size_t)b * QUANTIZED_TILE_BYTES(rows, bytes);
    const f32x16 halves[2] = {load(x + 32 * b), load(x + 32 * b + 16)};
    const f32x16 size = __builtin_elementwise_max(__builtin_elementwise_abs(halves[0]),
                                                  __builtin_elementwise_abs(halves[1]));
    const float top = max_lanes(size);
    // A maximum passes over NaN; the difference of a number from itself is zero for finite ones alone.
    const i32x16 strange =
        (halves[0] - halves[0] != (f32x16)(0.0f)) | (halves[1] - halves[1] != (f32x16)(0.0f));
    const int finite = __builtin_reduce_or(strange) == 0;
    const f32x16 inverse = (f32x16)(finite && top > 0 ? 127.0f / top : 0.0f);
    const float scale = finite ? top / 127.0f * (bytes == 2 ? 0x1p-7f : 1) : NAN;
    memcpy(to + 32 * bytes * rows + 4 * row, &scale, 4);
    for (int half = 0; half < 2; half++) {
      f32x16 left = (f32x16)(0.0f);
      // 127 / top overflows for the smallest of numbers: as good as zero.
      if (finite && inverse[0] < INFINITY) left = halves[half] * inverse;
      i32x16 whole = (i32x16)(0);  // of all bytes
      for (int byte = 0; byte < bytes; byte++) {
        const f32x16 rounded = __builtin_elementwise_roundeven(left);
        const i32x16 q = __builtin_convertvector(rounded, i32x16);
        const i8x16 codes = __builtin_convertvector(q, i8x16);
        for (int f = 0; f < 4 && !IN_WORDS(bytes); f++)
          memcpy(to + 32 * rows * byte + 4 * (rows * (4 * half + f) + row),
                 (const int8_t *)&codes + 4 * f, 4);
        whole = whole * 128 + q;
        left = (left - rounded) * 128.0f;
      }
      if (IN_WORDS(bytes)) {
        const i16x16 words = __builtin_convertvector(
            __builtin_shufflevector(whole, whole, 0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15),
            i16x16);
        for (int f = 0; f < 4; f++)
          memcpy(to + 8 * (rows * (4 * half + f) + row), (const int16_t *)&words + 4 * f, 8);
      }
      const int32_t total = __builtin_reduce_add(whole);
      memcpy(to + (32 * bytes + 4) * rows + 8 * row + 4 * half, &total, 4);
    }
  }
}
