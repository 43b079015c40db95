// What the machine can do at best, to hold the engine's speed against.
#ifndef CK_PEAK_H
#define CK_PEAK_H

#include <stddef.h>
#include <stdint.h>

#include "ck_kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Runs the innermost loop of a product, of activations of 1 or 2 bytes or (0) of floats, `times` times on every thread, on data that
/// stays in the nearest cache. Returns the operations done, a multiplication and an addition being two.
double ck_peak_product(ck_compute compute, int bytes, int times);

/// Reads memory on all threads. Returns a sum of what is there.
uint64_t ck_peak_read(ck_compute compute, const void *data, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
