#include "worker_slot.h"

#include <pthread.h>
#include <stdatomic.h>

WORKER_SLOT_TLS _Thread_local uint32_t worker_slot_plus_one = 0;

enum { WORD_BITS = 64, WORDS = WORKER_SLOT_COUNT / WORD_BITS };
_Static_assert(WORKER_SLOT_COUNT % WORD_BITS == 0, "the bitmap has whole words");

/* Bit i of word w is set while a live thread owns slot 64 w + i. */
static _Atomic uint64_t owned[WORDS];
/* How many owners each slot has had, times two, plus one while there is one. */
static _Atomic uint32_t owners[WORKER_SLOT_COUNT];
static _Atomic int32_t limit = 0;
static pthread_key_t on_exit_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void give_back(int32_t slot) {
  uint64_t bit = UINT64_C(1) << slot % WORD_BITS;
  atomic_fetch_add_explicit(&owners[slot], 1, memory_order_relaxed);
  /* Release pairs with the acquire in claim(): what this owner wrote is visible to the next. */
  atomic_fetch_and_explicit(&owned[slot / WORD_BITS], ~bit, memory_order_release);
}

/* Whether the calling thread has given its slot back because it exits. Destructors that run later
   and use a pool get none: pthreads calls destructors in four rounds only, and nobody might be left
   to give the slot back. (A thread that first uses a pool in its fourth round keeps its slot.) */
static _Thread_local int is_exiting = 0;

/* Runs on the exiting thread; value is its slot plus one. */
static void release_slot(void *value) {
  is_exiting = 1;
  worker_slot_plus_one = 0;
  give_back((int32_t)(intptr_t)value - 1);
}

/* 0 once there is a key; a process may have used up its keys. */
static int key_error = -1;

static void make_key(void) { key_error = pthread_key_create(&on_exit_key, release_slot); }

static void raise_limit(int32_t to) {
  int32_t seen = atomic_load_explicit(&limit, memory_order_relaxed);
  while (seen < to && !atomic_compare_exchange_weak(&limit, &seen, to)) {
  }
}

/* The lowest free slot of one word, or -1. */
static int32_t claim(int32_t word) {
  uint64_t seen = atomic_load_explicit(&owned[word], memory_order_relaxed);
  while (~seen) {
    int32_t bit = __builtin_ctzll(~seen);
    if (atomic_compare_exchange_weak_explicit(&owned[word], &seen, seen | (UINT64_C(1) << bit),
                                              memory_order_acquire, memory_order_relaxed)) {
      int32_t slot = word * WORD_BITS + bit;
      atomic_fetch_add_explicit(&owners[slot], 1, memory_order_relaxed);
      return slot;
    }
  }
  return -1;
}

int32_t worker_slot_acquire(void) {
  pthread_once(&once, make_key);
  /* Without a key nobody would give the slot back: then own none. */
  if (key_error || is_exiting) return -1;
  for (int32_t word = 0; word < WORDS; word++) {
    int32_t slot = claim(word);
    if (slot < 0) continue;
    raise_limit(slot + 1);
    if (pthread_setspecific(on_exit_key, (void *)(intptr_t)(slot + 1))) {
      /* Out of memory: as above. */
      give_back(slot);
      return -1;
    }
    worker_slot_plus_one = (uint32_t)slot + 1;
    return slot;
  }
  return -1;
}

int32_t worker_slot_limit(void) { return atomic_load_explicit(&limit, memory_order_acquire); }

uint32_t worker_slot_owner(int32_t slot) {
  return atomic_load_explicit(&owners[slot], memory_order_relaxed);
}
