#define _GNU_SOURCE  // memfd_create
#include "guard.h"

#include <sys/mman.h>
#include <unistd.h>

void *__real_mmap(void *, size_t, int, int, int, off_t);
int __real_munmap(void *, size_t);

// Weak: the target also runs without AddressSanitizer.
__attribute__((weak)) void __asan_poison_memory_region(void const volatile *, size_t);
__attribute__((weak)) void __asan_unpoison_memory_region(void const volatile *, size_t);

static size_t rest_of_page(size_t length) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (page - length % page) % page;
}

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*)(const uint8_t *, size_t));

static guard_target running;

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t count) {
  running(input, count);
  return 0;
}

int guard_run(int argc, char **argv, guard_target target) {
  running = target;
  return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput);
}

int guard_memory_file(void) { return memfd_create("input", MFD_CLOEXEC); }

void *__wrap_mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
  void *start = __real_mmap(address, length, protection, flags, file, offset);
  if (start != MAP_FAILED && file >= 0 && __asan_poison_memory_region)
    __asan_poison_memory_region((uint8_t *)start + length, rest_of_page(length));
  return start;
}

int __wrap_munmap(void *address, size_t length) {
  if (__asan_unpoison_memory_region)
    __asan_unpoison_memory_region((uint8_t *)address + length, rest_of_page(length));
  return __real_munmap(address, length);
}
