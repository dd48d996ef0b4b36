#ifndef POOLMON_ZLIB_SHIM_H
#define POOLMON_ZLIB_SHIM_H

#include <zlib.h>

/* What Swift cannot import: both are macros. 15 is the largest window, 32 KiB; 16 asks for gzip's
   header and trailer instead of zlib's; 8 is zlib's usual memory, 256 KiB in all. */
static inline int poolmon_deflate_init(z_stream *stream) {
  return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int poolmon_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
