#ifndef WORKER_SLOT_H
#define WORKER_SLOT_H

#include <stdint.h>

/* A small number for each live thread: what Go's procPin() gives to sync.Pool (runtime, P id).
   Swift has no thread-local storage of its own; pthread_getspecific costs 8 ns for the two looks
   that a get and a put take, a _Thread_local 1.2 ns (2 AMD Zen 3 vCPUs, glibc 2.36). */

/* How many threads can own a slot at once. */
enum { WORKER_SLOT_COUNT = 256 };

/* Reads the variable without a call. The compiler takes the default model for a call and saves all
   registers around it, which makes get with put 20 instructions longer even where the linker
   replaces that call. The price: 4 of the 1,664 bytes that glibc keeps for late libraries. */
#if defined(__ELF__)
#define WORKER_SLOT_TLS __attribute__((tls_model("initial-exec")))
#else
#define WORKER_SLOT_TLS
#endif

/* The calling thread's slot plus one; 0 while it owns none. Extern, since a static _Thread_local in
   an imported header does not link from Swift. */
extern WORKER_SLOT_TLS _Thread_local uint32_t worker_slot_plus_one;

/* Claims the lowest free slot for the calling thread, which gives it back when it exits. -1 with
   none free. */
int32_t worker_slot_acquire(void);

/* One more than the highest slot ever claimed: as far as a loop over slots has to look. */
int32_t worker_slot_limit(void);

/* A number for the slot's present owner, which no thread that owned it before has, for 2^31 owners;
   one that no owner has, if nobody owns it now. May be out of date when it returns. */
uint32_t worker_slot_owner(int32_t slot);

/* The calling thread's slot, in 0 ..< WORKER_SLOT_COUNT, which no other live thread has; -1 if all
   are owned. */
static inline int32_t worker_slot(void) {
  uint32_t slot = worker_slot_plus_one;
  return slot ? (int32_t)slot - 1 : worker_slot_acquire();
}

/* The calling thread's slot plus one, as it is: 0 if it has not asked yet or got none. No call, so
   that the caller needs no stack frame. */
static inline uint32_t worker_slot_plus_one_or_zero(void) { return worker_slot_plus_one; }

#endif
