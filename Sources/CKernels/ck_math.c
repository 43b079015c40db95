#include "ck_math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// ln 2 in two parts: the first has 21 trailing zero bits, so k * LN2_HIGH is exact for |k| < 2^20.
static const double LN2_HIGH = 0x1.62e42fee00000p-1;
static const double LN2_LOW = 0x1.a39ef35793c76p-33;

double ck_log(double x) {
  if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
  if (x == INFINITY) return x;
  int k = 0;
  if (x < 0x1p-1022) {  // subnormal: scale into the normal range
    x *= 0x1p54;
    k -= 54;
  }
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  k += (int)(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) {  // keep m in [sqrt(1/2), sqrt(2)]
    m *= 0.5;
    k += 1;
  }
  // log(m) = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716: eleven terms of the odd series.
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double p = 1.0 / 23.0;
  for (int n = 21; n >= 3; n -= 2) p = fma(p, z, 1.0 / n);
  const double tail = 2.0 * s * z * p;
  return fma(k, LN2_HIGH, 2.0 * s + fma(k, LN2_LOW, tail));
}

double ck_exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return INFINITY;
  if (x < -745.1332191019412) return 0.0;
  const double k = rint(x * 1.4426950408889634);
  const double r = fma(-k, LN2_LOW, fma(-k, LN2_HIGH, x));  // |r| <= ln(2) / 2
  double p = 1.0;                                          // Taylor in Horner form, to r^17 / 17!
  for (int n = 17; n >= 1; n--) p = fma(p, r / n, 1.0);
  return ldexp(p, (int)k);
}

void ck_sincos(double x, double *sine, double *cosine) {
  // Cody and Waite: pi/2 in three parts, each product exact for |quadrant| < 2^26.
  const double quadrant = rint(x * 0.6366197723675814);
  double r = fma(-quadrant, 0x1.921fb40000000p0, x);
  r = fma(-quadrant, 0x1.4442d00000000p-24, r);
  r = fma(-quadrant, 0x1.8469898cc5170p-48, r);
  const double z = r * r;
  double s = 1.0, c = 1.0;
  for (int n = 18; n >= 2; n -= 2) {
    s = fma(-s, z / ((n + 1.0) * n), 1.0);
    c = fma(-c, z / ((n - 1.0) * n), 1.0);
  }
  s *= r;
  switch ((int64_t)quadrant & 3) {
    case 0: *sine = s; *cosine = c; break;
    case 1: *sine = c; *cosine = -s; break;
    case 2: *sine = -s; *cosine = -c; break;
    default: *sine = -c; *cosine = s; break;
  }
}
