// IEEE binary16 without a processor's help.
#ifndef CK_HALF_H
#define CK_HALF_H

#include <stdint.h>
#include <string.h>

/// The value of the two bytes at x; exact.
static inline float ck_half(const uint8_t *x) {
  const uint32_t bits = (uint32_t)x[0] | (uint32_t)x[1] << 8, sign = (bits & 0x8000u) << 16;
  const uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
  if (exponent == 0) {
    const float magnitude = (float)fraction * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  const uint32_t wide = sign | fraction << 13 | (exponent == 31 ? 0x7f800000u : (exponent + 112) << 23);
  float value;
  memcpy(&value, &wide, sizeof value);
  return value;
}

#endif
