// Quantised products for one instruction set; included by ck_kernels_impl.h.
//
// QUANTIZED_ROWS x QUANTIZED_VECTORS vectors of lanes are held in registers, each twice: the exact sum
// of a block and the float sum of the blocks before it.

#if QUANTIZED_LANES == 8
typedef float fq __attribute__((ext_vector_type(8)));
typedef float fq_unaligned __attribute__((ext_vector_type(8), aligned(4)));
typedef int32_t iq __attribute__((ext_vector_type(8)));
#else
typedef f32x16 fq;
typedef f32x16_unaligned fq_unaligned;
typedef i32x16 iq;
#endif
typedef uint32_t uq __attribute__((ext_vector_type(QUANTIZED_LANES), aligned(4)));
typedef int8_t i8x16 __attribute__((ext_vector_type(16)));
typedef uint8_t u8x64 __attribute__((ext_vector_type(64), aligned(1)));

// Four products for each lane: sum + w . a, w four unsigned bytes a lane, a four signed bytes.
INLINE iq dot4(iq sum, const uint8_t *w, const int8_t *a) {
  int32_t four;
  memcpy(&four, a, 4);
#if defined(QUANTIZED_VNNI)
  return (iq)_mm512_dpbusd_epi32((__m512i)sum, _mm512_loadu_si512(w), _mm512_set1_epi32(four));
#elif QUANTIZED_LANES == 8
  // In 16 bits, where no product saturates: two lanes' pairs at a time, brought together at the end.
  const __m256i x = _mm256_cvtepi8_epi16(_mm_set1_epi32(four));
  const __m256i low = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)w));
  const __m256i high = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(w + 16)));
  const __m256i pairs = _mm256_hadd_epi32(_mm256_madd_epi16(low, x), _mm256_madd_epi16(high, x));
  return sum + (iq)_mm256_permute4x64_epi64(pairs, 0xd8);
#else
  const uq bytes = *(const uq *)w;
  for (int j = 0; j < 4; j++)
    sum += __builtin_convertvector((bytes >> (8 * j)) & 255, iq) * (iq)(a[j]);
  return sum;
#endif
}

INLINE void quantized_block(int rows, int vectors, int blocks, int has_min, const uint8_t *tile,
                            const uint8_t *panel, float *out, size_t stride, const char *ahead,
                            size_t step) {
  enum { LANES = QUANTIZED_LANES };
  fq sums[QUANTIZED_ROWS][QUANTIZED_VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = (fq)(0.0f);
#pragma clang loop unroll(disable)
  for (int b = 0; b < blocks; b++) {
    const uint8_t *weights = panel + (size_t)b * sizeof(quantized_weights);
    const int8_t *a = (const int8_t *)(tile + (size_t)b * QUANTIZED_TILE_BYTES(rows));
    const float *scale = (const float *)(a + 32 * rows), *sum = scale + rows;
    const int32_t *shift = (const int32_t *)(sum + rows);
    for (size_t i = 0; i < step; i += 64) __builtin_prefetch(ahead + step * (size_t)b + i, 0, 2);
    iq dots[QUANTIZED_ROWS][QUANTIZED_VECTORS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
      for (int v = 0; v < vectors; v++) dots[r][v] = (iq)(shift[r]);
#pragma clang loop unroll(full)
    for (int g = 0; g < 8; g++)
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++)
          dots[r][v] = dot4(dots[r][v], weights + 128 * g + 4 * LANES * v, a + 4 * (rows * g + r));
    const float *d = (const float *)(weights + 1024), *m = d + CK_PANEL;
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      const fq scales = *(const fq_unaligned *)(d + LANES * v);
      const fq minima = *(const fq_unaligned *)(m + LANES * v);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        const fq product = __builtin_convertvector(dots[r][v], fq);
        sums[r][v] = __builtin_elementwise_fma(product, scales * (fq)(scale[r]), sums[r][v]);
        if (has_min) sums[r][v] = __builtin_elementwise_fma(minima, (fq)(sum[r]), sums[r][v]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++)
      *(fq_unaligned *)(out + r * stride + LANES * v) = sums[r][v];
}

#define QUANTIZED_TILE_OF(n)                                                                    \
  static __attribute__((noinline)) void quantized_tile_##n(                                     \
      int blocks, int has_min, const uint8_t *tile, const uint8_t *panel, float *out,           \
      size_t stride, const char *ahead, size_t step) {                                          \
    for (int c = 0; c < CK_PANEL; c += QUANTIZED_LANES * QUANTIZED_VECTORS)                     \
      if (has_min)                                                                              \
        quantized_block(n, QUANTIZED_VECTORS, blocks, 1, tile, panel + 4 * c, out + c, stride,  \
                        ahead, step);                                                           \
      else                                                                                      \
        quantized_block(n, QUANTIZED_VECTORS, blocks, 0, tile, panel + 4 * c, out + c, stride,  \
                        ahead, step);                                                           \
  }
QUANTIZED_TILE_OF(1) QUANTIZED_TILE_OF(2) QUANTIZED_TILE_OF(3)
#if QUANTIZED_ROWS > 3
QUANTIZED_TILE_OF(4) QUANTIZED_TILE_OF(5) QUANTIZED_TILE_OF(6)
#endif

static void quantized_tile(int rows, int blocks, int has_min, const uint8_t *tile,
                           const uint8_t *panel, float *out, size_t stride, int columns,
                           const char *ahead, size_t step) {
  float block[QUANTIZED_ROWS * CK_PANEL];
  const int whole = columns == CK_PANEL;
  float *to = whole ? out : block;
  const size_t width = whole ? stride : CK_PANEL;
  switch (rows) {
#define QUANTIZED_CASE(n) \
  case n: quantized_tile_##n(blocks, has_min, tile, panel, to, width, ahead, step); break;
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
static void quantize_row(const float *x, int blocks, int offset, int row, int rows, uint8_t *tile) {
  for (int b = 0; b < blocks; b++) {
    uint8_t *to = tile + (size_t)b * QUANTIZED_TILE_BYTES(rows);
    const f32x16 first = load(x + 32 * b), second = load(x + 32 * b + 16);
    const f32x16 size = __builtin_elementwise_max(__builtin_elementwise_abs(first),
                                                  __builtin_elementwise_abs(second));
    const float top = max_lanes(size);
    // A maximum passes over NaN; the difference of a number from itself is zero for finite ones alone.
    const i32x16 strange = (first - first != (f32x16)(0.0f)) | (second - second != (f32x16)(0.0f));
    const int finite = __builtin_reduce_or(strange) == 0;
    const f32x16 inverse = (f32x16)(finite && top > 0 ? 127.0f / top : 0.0f);
    i32x16 q[2] = {(i32x16)(0), (i32x16)(0)};
    // 127 / top overflows for the smallest of numbers: as good as zero.
    if (finite && inverse[0] < INFINITY) {
      q[0] = __builtin_convertvector(__builtin_elementwise_roundeven(first * inverse), i32x16);
      q[1] = __builtin_convertvector(__builtin_elementwise_roundeven(second * inverse), i32x16);
    }
    const i8x16 bytes[2] = {__builtin_convertvector(q[0], i8x16),
                            __builtin_convertvector(q[1], i8x16)};
    for (int g = 0; g < 8; g++)
      memcpy(to + 4 * (rows * g + row), (const int8_t *)bytes + 4 * g, 4);
    const int32_t sum = __builtin_reduce_add(q[0] + q[1]);
    const float scale = finite ? top / 127.0f : NAN;
    const float scaled = scale * (float)sum;
    const int32_t shift = -offset * sum;
    memcpy(to + 32 * rows + 4 * row, &scale, 4);
    memcpy(to + 36 * rows + 4 * row, &scaled, 4);
    memcpy(to + 40 * rows + 4 * row, &shift, 4);
  }
}

INLINE void widen_halves(const uint8_t *halves, float *out) {
#if defined(__x86_64__) && !defined(QUANTIZED_PLAIN)
  for (int i = 0; i < CK_PANEL; i += 8)
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(halves + 2 * i))));
#else
  for (int i = 0; i < CK_PANEL; i++) out[i] = ck_half(halves + 2 * i);
#endif
}

// A panel's blocks to bytes and floats, which all tiles then read.
static void unpack_panel(const uint8_t *data, int blocks, int bits, int has_min,
                         quantized_weights *out) {
  const size_t quants = (size_t)bits * 128, size = quants + (has_min ? 128 : 64);
  for (int b = 0; b < blocks; b++, data += size, out++) {
    if (bits == 8) {
      memcpy(out->q, data, 1024);
    } else {
      for (int i = 0; i < 512; i += 64) {
        const u8x64 both = *(const u8x64 *)(data + i);
        *(u8x64 *)(out->q + i) = both & 15;
        *(u8x64 *)(out->q + 512 + i) = both >> 4;
      }
    }
    widen_halves(data + quants, out->d);
    if (has_min) widen_halves(data + quants + 64, out->m);
  }
}
