#ifndef PROCESS_MEMORY_H
#define PROCESS_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A part of another process's memory. */
typedef struct {
  uint64_t address;
  uint64_t count;
} remote_range;

/* The most ranges of one call: IOV_MAX of Linux. */
#define REMOTE_RANGES_AT_ONCE 1024

/* process_vm_readv(2), which Glibc's module does not show: reads the ranges one behind the other
   into `bytes`, which has room for all of them. No more than REMOTE_RANGES_AT_ONCE. Returns how
   many bytes were read, which ends at the first that cannot be; or the errno with its sign turned,
   since Swift could lose errno between two calls. */
intptr_t process_memory_read(pid_t pid, const remote_range *ranges, size_t count, void *bytes,
                             size_t size);

#endif
