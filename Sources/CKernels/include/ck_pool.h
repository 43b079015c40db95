// A small thread pool for parallel loops of microseconds.
//
// Workers spin briefly for the next loop and then sleep, so a region costs about a microsecond while
// a forward pass is running and nothing when it is not. Only one loop runs on a pool at a time: a
// second caller, finding the pool busy, runs its loop on its own thread. No result depends on which.
#ifndef CK_POOL_H
#define CK_POOL_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ck_pool ck_pool;

/// One task of a loop. `worker` is below the pool's thread count: an index for scratch space.
typedef void (*ck_task)(void *context, int index, int worker);

/// A pool of `threads` threads, the caller's included. Returns NULL when threads cannot be made.
ck_pool *ck_pool_create(int threads);
void ck_pool_destroy(ck_pool *pool);
int ck_pool_threads(const ck_pool *pool);

/// Runs task(context, 0 ..< count), each index once, and returns when all have ended.
void ck_parallel(ck_pool *pool, int count, ck_task task, void *context);

#ifdef __cplusplus
}
#endif
#endif
