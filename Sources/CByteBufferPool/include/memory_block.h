#ifndef MEMORY_BLOCK_H
#define MEMORY_BLOCK_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* `size` bytes aligned to `alignment`, a power of two of at least 8; NULL if there is no memory.
   Swift's own allocation ends the process without a word then. Freed with free(3). */
static inline void *block_allocate(size_t size, size_t alignment) {
  void *block = NULL;
  return posix_memalign(&block, alignment, size) == 0 ? block : NULL;
}

static inline void block_free(void *block) { free(block); }

/* Overwrites memory with zeroes in a way that the optimiser cannot drop, even where the memory is
   freed next: the empty assembly may read it, for all that the compiler knows. What glibc's
   explicit_bzero(3) does. */
static inline void block_erase(void *block, size_t size) {
  memset(block, 0, size);
  __asm__ __volatile__("" : : "r"(block) : "memory");
}

#endif
