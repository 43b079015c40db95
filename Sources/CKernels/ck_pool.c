#include "ck_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define RELAX() _mm_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

// About 20 microseconds of spinning before a worker sleeps: longer than the serial gaps inside a
// forward pass, far shorter than anything a person would notice as load.
enum { SPINS = 1000 };

struct ck_pool {
  // The loop in progress: its number in the high half, the tasks not yet claimed in the low half.
  // A task is claimed by taking one off the low half, so `task`, `context` and `count` cannot change
  // between a claim and the end of the claimed task.
  _Atomic uint64_t state;
  _Atomic int finished;
  _Atomic int sleepers;
  _Atomic bool stopping;
  ck_task task;
  void *context;
  int count;
  int threads;
  pthread_mutex_t busy;   // held by the caller whose loop is running
  pthread_mutex_t sleep;  // guards falling asleep against being woken
  pthread_cond_t wake;
  pthread_t *workers;
};

typedef struct {
  ck_pool *pool;
  int worker;
} worker_start;

static bool run_one(ck_pool *pool, int worker) {
  uint64_t state = atomic_load_explicit(&pool->state, memory_order_acquire);
  while ((uint32_t)state != 0) {
    if (atomic_compare_exchange_weak_explicit(&pool->state, &state, state - 1, memory_order_acquire,
                                              memory_order_acquire)) {
      pool->task(pool->context, pool->count - (int)(uint32_t)state, worker);
      atomic_fetch_add_explicit(&pool->finished, 1, memory_order_release);
      return true;
    }
  }
  return false;
}

static void *work(void *argument) {
  worker_start start = *(worker_start *)argument;
  free(argument);
  ck_pool *pool = start.pool;
  int idle = 0;
  while (!atomic_load_explicit(&pool->stopping, memory_order_acquire)) {
    if (run_one(pool, start.worker)) {
      idle = 0;
    } else if (++idle < SPINS) {
      RELAX();
    } else {
      pthread_mutex_lock(&pool->sleep);
      atomic_fetch_add(&pool->sleepers, 1);
      while ((uint32_t)atomic_load(&pool->state) == 0 && !atomic_load(&pool->stopping))
        pthread_cond_wait(&pool->wake, &pool->sleep);
      atomic_fetch_sub(&pool->sleepers, 1);
      pthread_mutex_unlock(&pool->sleep);
      idle = 0;
    }
  }
  return NULL;
}

ck_pool *ck_pool_create(int threads) {
  ck_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pthread_mutex_init(&pool->busy, NULL);
  pthread_mutex_init(&pool->sleep, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pool->threads = 1;
  pool->workers = calloc((size_t)(threads > 1 ? threads : 1), sizeof *pool->workers);
  while (pool->workers && pool->threads < threads) {
    worker_start *start = malloc(sizeof *start);
    if (!start) break;
    *start = (worker_start){pool, pool->threads};
    if (pthread_create(&pool->workers[pool->threads - 1], NULL, work, start) != 0) {
      free(start);
      break;
    }
    pool->threads++;
  }
  if (pool->threads < threads) {
    ck_pool_destroy(pool);
    return NULL;
  }
  return pool;
}

void ck_pool_destroy(ck_pool *pool) {
  if (!pool) return;
  atomic_store(&pool->stopping, true);
  pthread_mutex_lock(&pool->sleep);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->sleep);
  for (int i = 0; i + 1 < pool->threads; i++) pthread_join(pool->workers[i], NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->sleep);
  pthread_mutex_destroy(&pool->busy);
  free(pool->workers);
  free(pool);
}

int ck_pool_threads(const ck_pool *pool) { return pool->threads; }

void ck_parallel(ck_pool *pool, int count, ck_task task, void *context) {
  if (count <= 0) return;
  if (count == 1 || pool->threads == 1 || pthread_mutex_trylock(&pool->busy) != 0) {
    for (int i = 0; i < count; i++) task(context, i, 0);
    return;
  }
  pool->task = task;
  pool->context = context;
  pool->count = count;
  atomic_store_explicit(&pool->finished, 0, memory_order_relaxed);
  const uint64_t number = (atomic_load_explicit(&pool->state, memory_order_relaxed) >> 32) + 1;
  atomic_store(&pool->state, (number << 32) | (uint32_t)count);
  if (atomic_load(&pool->sleepers) > 0) {
    pthread_mutex_lock(&pool->sleep);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->sleep);
  }
  while (run_one(pool, 0)) {
  }
  // A worker that the system took off its processor ends sooner if this thread steps aside.
  for (int waited = 0;
       atomic_load_explicit(&pool->finished, memory_order_acquire) < count; waited++) {
    if (waited < SPINS)
      RELAX();
    else
      sched_yield();
  }
  pthread_mutex_unlock(&pool->busy);
}
