#define _GNU_SOURCE

#include "process_memory.h"

#include <errno.h>
#include <sys/uio.h>

/* A range is an iovec: two words of 64 bits, an address and a length. */
_Static_assert(sizeof(remote_range) == sizeof(struct iovec), "a range is an iovec");
_Static_assert(offsetof(struct iovec, iov_len) == offsetof(remote_range, count), "in this order");

intptr_t process_memory_read(pid_t pid, const remote_range *ranges, size_t count, void *bytes,
                             size_t size) {
  struct iovec local = {.iov_base = bytes, .iov_len = size};
  ssize_t result =
      process_vm_readv(pid, &local, 1, (const struct iovec *)(const void *)ranges, count, 0);
  return result < 0 ? -errno : result;
}
