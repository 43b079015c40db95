#pragma once

/// What stands in for `mmap` and `munmap` in a fuzz target (`ld --wrap`).
///
/// The last page of a mapped file goes on behind the end of the file, and reading there is no fault to
/// the processor. These mark that rest as forbidden, so that AddressSanitizer reports a read of one
/// byte too many.
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef void (*guard_target)(const uint8_t *input, size_t count);

/// Runs libFuzzer on a target with the program's arguments; returns the exit status.
int guard_run(int argc, char **argv, guard_target target);

/// A new file that exists in memory only; -1 where there is none to be had.
int guard_memory_file(void);

void *__wrap_mmap(void *address, size_t length, int protection, int flags, int file, off_t offset);
int __wrap_munmap(void *address, size_t length);
