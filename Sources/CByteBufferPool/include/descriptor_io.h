#ifndef DESCRIPTOR_IO_H
#define DESCRIPTOR_IO_H

#include <stddef.h>
#include <stdint.h>

/* read(2) and write(2), called again when a signal interrupts them; at most 1 GiB at once, since
   Apple's systems refuse more than INT_MAX. Writing nothing of something is EIO. A negative result
   is the errno with its sign turned: one value, since Swift could lose errno between two calls. */
intptr_t descriptor_read(int32_t descriptor, void *bytes, size_t count);
intptr_t descriptor_write(int32_t descriptor, const void *bytes, size_t count);

/* What an errno means, in words, written to `text` and cut to fit. */
void descriptor_error_text(int32_t code, char *text, size_t size);

/* The errnos that callers tell apart. */
int32_t descriptor_would_block(void);
int32_t descriptor_is_closed(void);

#endif
