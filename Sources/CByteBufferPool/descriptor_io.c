#include "descriptor_io.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t at_once(size_t count) {
  const size_t most = (size_t)1 << 30;
  return count < most ? count : most;
}

intptr_t descriptor_read(int32_t descriptor, void *bytes, size_t count) {
  ssize_t result;
  do {
    result = read(descriptor, bytes, at_once(count));
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

intptr_t descriptor_write(int32_t descriptor, const void *bytes, size_t count) {
  ssize_t result;
  do {
    result = write(descriptor, bytes, at_once(count));
  } while (result < 0 && errno == EINTR);
  if (result == 0 && count > 0) return -EIO;
  return result < 0 ? -errno : result;
}

void descriptor_error_text(int32_t code, char *text, size_t size) {
  if (strerror_r(code, text, size) != 0) snprintf(text, size, "error %d", code);
}

/* EAGAIN and EWOULDBLOCK are one number on Linux and on Apple's systems. */
int32_t descriptor_would_block(void) { return EAGAIN; }

int32_t descriptor_is_closed(void) { return EBADF; }
