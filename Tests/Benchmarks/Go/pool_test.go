// The same operations on the real thing: bytebufferpool and sync.Pool.
package pool

import (
	"sync"
	"testing"

	"github.com/valyala/bytebufferpool"
)

var payload = make([]byte, 30000)

func parallel(b *testing.B, operation func()) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			operation()
		}
	})
}

func BenchmarkCopy(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		target := make([]byte, len(payload))
		for pb.Next() {
			copy(target, payload)
		}
	})
}

func BenchmarkSyncPoolEmpty(b *testing.B) {
	pool := sync.Pool{New: func() any { return new(bytebufferpool.ByteBuffer) }}
	parallel(b, func() { pool.Put(pool.Get()) })
}

func BenchmarkEmpty(b *testing.B) {
	var pool bytebufferpool.Pool
	parallel(b, func() { pool.Put(pool.Get()) })
}

func BenchmarkPut(b *testing.B) {
	var pool bytebufferpool.Pool
	parallel(b, func() {
		buffer := pool.Get()
		buffer.Write(payload)
		pool.Put(buffer)
	})
}

func BenchmarkNoput(b *testing.B) {
	var pool bytebufferpool.Pool
	parallel(b, func() {
		buffer := pool.Get()
		buffer.Write(payload)
	})
}
