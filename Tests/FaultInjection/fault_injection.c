// Records every change that a process makes to the files of one folder, in order, and can stop it there.
//
//   FAULT_FOLDER   the folder, absolute; nothing else is recorded or stopped
//   FAULT_LOG      a file outside of it that gets one record a change
//   FAULT_KILL_AT  SIGKILL right after this many changes
//   FAULT_FULL_AT  from this many changes on, the disk is full
//   FAULT_IN_PLACE files are written under their own name, not a temporary one: a planted fault
//
// A record is a line, for W followed by the bytes and a newline:
//   C inode path          a file was made
//   T inode size          cut or extended
//   W inode offset count  written
//   S inode               a file's content was synced
//   D path                a folder's names were synced
//   R path path           renamed
//   U path                unlinked
#if defined(__linux__)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char folder[4096];
static size_t folder_length;
static int log_file = -1;
static long changes, kill_at, full_at;
static int in_place;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULT_FOLDER");
  const char *log_path = getenv("FAULT_LOG");
  if (!path || !realpath(path, folder)) return;
  folder_length = strlen(folder);
  kill_at = getenv("FAULT_KILL_AT") ? atol(getenv("FAULT_KILL_AT")) : 0;
  full_at = getenv("FAULT_FULL_AT") ? atol(getenv("FAULT_FULL_AT")) : 0;
  in_place = getenv("FAULT_IN_PLACE") != NULL;
  if (log_path) log_file = REAL(open)(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

// The absolute path of what a descriptor names; 0 when that is not in the folder.
static int path_of(int descriptor, char path[4096]) {
  if (!folder_length || descriptor == log_file) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, 4095);
  if (length <= 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, folder_length) == 0;
}

// The absolute path, its folder resolved; 0 when that is not in the folder.
static int absolute(const char *path, char result[4096]) {
  char parent[4096];
  if (!folder_length || strlen(path) >= sizeof parent) return 0;
  const char *slash = strrchr(path, '/');
  if (slash == path) return 0;
  snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
  if (!realpath(parent, result)) return 0;
  if (strncmp(result, folder, folder_length) != 0) return 0;
  size_t length = strlen(result);
  snprintf(result + length, 4096 - length, "/%s", slash ? slash + 1 : path);
  return 1;
}

static void put(const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = REAL(write);
  while (log_file >= 0 && count > 0) {
    ssize_t written = real(log_file, bytes, count);
    if (written <= 0) abort();
    bytes = (const char *)bytes + written;
    count -= (size_t)written;
  }
}

// Whether the next change finds the disk full.
static int is_full(void) { return full_at && changes + 1 >= full_at; }

static void record(const char *format, ...) {
  char line[9000];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  put(line, (size_t)length);
}

static void changed(void) {
  if (++changes == kill_at) raise(SIGKILL);
}

static unsigned long inode(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? (unsigned long)status.st_ino : 0;
}

// With the planted fault, "folder/.name.tmp" becomes "folder/name".
static const char *own_name(const char *path, char buffer[4096]) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  size_t length = strlen(name);
  if (!in_place || name[0] != '.' || length < 6 || strcmp(name + length - 4, ".tmp") != 0) {
    return path;
  }
  snprintf(buffer, 4096, "%.*s%.*s", (int)(name - path), path, (int)(length - 5), name + 1);
  return buffer;
}

static int open_recorded(
    int (*real)(const char *, int, ...), const char *given, int flags, mode_t mode) {
  char path[4096], buffer[4096];
  if (!(flags & (O_CREAT | O_TRUNC)) || !absolute(given, path)) return real(given, flags, mode);
  pthread_mutex_lock(&lock);
  const char *used = own_name(given, buffer);
  absolute(used, path);
  int is_new = access(path, F_OK) != 0;
  int descriptor = -1;
  if (is_new && is_full()) {
    errno = ENOSPC;
  } else {
    descriptor = real(used, flags, mode);
    int saved = errno;
    if (descriptor >= 0 && is_new) {
      record("C %lu %s\n", inode(descriptor), path);
      changed();
    } else if (descriptor >= 0 && (flags & O_TRUNC)) {
      record("T %lu 0\n", inode(descriptor));
      changed();
    }
    errno = saved;
  }
  pthread_mutex_unlock(&lock);
  return descriptor;
}

#define OPEN(name)                                                 \
  int name(const char *path, int flags, ...) {                     \
    va_list arguments;                                             \
    va_start(arguments, flags);                                    \
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments);                                             \
    return open_recorded(REAL(name), path, flags, mode);           \
  }
OPEN(open)
OPEN(open64)

static ssize_t write_recorded(int descriptor, const void *bytes, size_t count, off_t offset) {
  char path[4096];
  ssize_t (*at)(int, const void *, size_t, off_t) = REAL(pwrite);
  ssize_t (*here)(int, const void *, size_t) = REAL(write);
  if (!path_of(descriptor, path)) {
    return offset < 0 ? here(descriptor, bytes, count) : at(descriptor, bytes, count, offset);
  }
  pthread_mutex_lock(&lock);
  ssize_t written = -1;
  if (is_full()) {
    errno = ENOSPC;
  } else {
    off_t start = offset < 0 ? lseek(descriptor, 0, SEEK_CUR) : offset;
    written = offset < 0 ? here(descriptor, bytes, count) : at(descriptor, bytes, count, offset);
    int saved = errno;
    if (written > 0) {
      record("W %lu %ld %ld\n", inode(descriptor), (long)start, (long)written);
      put(bytes, (size_t)written);
      put("\n", 1);
      changed();
    }
    errno = saved;
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  return write_recorded(descriptor, bytes, count, -1);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return write_recorded(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return write_recorded(descriptor, bytes, count, offset);
}

static int cut_recorded(int descriptor, off_t size) {
  char path[4096];
  int (*real)(int, off_t) = REAL(ftruncate);
  if (!path_of(descriptor, path)) return real(descriptor, size);
  pthread_mutex_lock(&lock);
  int result = real(descriptor, size);
  int saved = errno;
  if (result == 0) {
    record("T %lu %ld\n", inode(descriptor), (long)size);
    changed();
  }
  errno = saved;
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate(int descriptor, off_t size) { return cut_recorded(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return cut_recorded(descriptor, size); }

static int sync_recorded(int (*real)(int), int descriptor) {
  char path[4096];
  struct stat status;
  if (!path_of(descriptor, path)) return real(descriptor);
  pthread_mutex_lock(&lock);
  int result = real(descriptor);
  int saved = errno;
  if (result == 0 && fstat(descriptor, &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      record("D %s\n", path);
    } else {
      record("S %lu\n", (unsigned long)status.st_ino);
    }
    changed();
  }
  errno = saved;
  pthread_mutex_unlock(&lock);
  return result;
}
int fsync(int descriptor) { return sync_recorded(REAL(fsync), descriptor); }
int fdatasync(int descriptor) { return sync_recorded(REAL(fdatasync), descriptor); }

int rename(const char *from, const char *to) {
  char old[4096], new[4096], buffer[4096];
  int (*real)(const char *, const char *) = REAL(rename);
  if (!absolute(from, old) || !absolute(to, new)) return real(from, to);
  if (own_name(from, buffer) != from) return 0;
  pthread_mutex_lock(&lock);
  int result = real(from, to);
  int saved = errno;
  if (result == 0) {
    record("R %s %s\n", old, new);
    changed();
  }
  errno = saved;
  pthread_mutex_unlock(&lock);
  return result;
}

int stat(const char *path, struct stat *status) {
  char buffer[4096];
  return REAL(stat)(own_name(path, buffer), status);
}

int unlink(const char *given) {
  char path[4096];
  int (*real)(const char *) = REAL(unlink);
  if (!absolute(given, path)) return real(given);
  pthread_mutex_lock(&lock);
  int result = real(given);
  int saved = errno;
  if (result == 0) {
    record("U %s\n", path);
    changed();
  }
  errno = saved;
  pthread_mutex_unlock(&lock);
  return result;
}
#endif
