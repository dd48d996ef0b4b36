// Command pooluser uses one bytebufferpool in a way that a watcher is to tell: the mode is its
// argument. It works at an even pace, a few thousand operations a second, until its stdin is closed.
package main

import (
	"fmt"
	"io"
	"math/rand"
	"os"
	"runtime"
	"time"

	"github.com/valyala/bytebufferpool"
)

// Bytes of a message. A pool calibrates at more than 42,000 puts of one size class.
const message, calibration = 3000, 42001

var (
	pool    bytebufferpool.Pool
	payload = make([]byte, message)
	sink    []byte
	held    []*bytebufferpool.ByteBuffer
	number  int
)

func put() {
	buffer := pool.Get()
	buffer.Write(payload)
	pool.Put(buffer)
}

func forget() {
	buffer := pool.Get()
	buffer.Write(payload)
	// As a request would: it leaves the stack.
	sink = buffer.B
}

func empty() {
	buffer := pool.Get()
	buffer.Write(payload)
	buffer.Reset()
	pool.Put(buffer)
}

func oversize() {
	buffer := pool.Get()
	if cap(buffer.B) < 16*message {
		buffer.B = make([]byte, 0, 16*message)
	}
	buffer.Write(payload)
	pool.Put(buffer)
}

// spread has so many buffers in use at once, of so many bytes.
func spread(count, size int) {
	buffers := make([]*bytebufferpool.ByteBuffer, count)
	for i := range buffers {
		buffers[i] = pool.Get()
		buffers[i].Write(make([]byte, size))
	}
	// A collection now: one a moment later would take what lies in the pool.
	runtime.GC()
	for _, buffer := range buffers {
		pool.Put(buffer)
	}
}

func allocate(size int) { sink = make([]byte, size) }

type mode struct {
	// Done once, and again and again.
	first, step func()
}

func repeat(step func(), times int) {
	for i := 0; i < times; i++ {
		step()
	}
}

var modes = map[string]mode{
	"healthy": {func() { repeat(put, calibration) }, put},
	// Nothing is calibrated yet.
	"begun": {nil, put},
	// Other parts of the program allocate what a miss would.
	"busy": {func() { repeat(put, calibration) }, func() {
		put()
		allocate(24)
		allocate(4096)
		sink = append([]byte(nil), payload...)
	}},
	// The same while the pool is not used any more.
	"idle": {func() { repeat(put, calibration) }, func() { allocate(24); allocate(4096) }},
	// It has been got from once, for as long as the program runs.
	"kept": {func() { held = append(held, pool.Get()) }, func() { allocate(24); allocate(4096) }},
	// Got and held, as connections do that stay open.
	"held": {nil, func() {
		if number++; number%10 == 0 {
			buffer := pool.Get()
			buffer.Write(payload)
			held = append(held, buffer)
		}
	}},
	"noput":     {nil, forget},
	"stopped":   {func() { repeat(put, calibration) }, forget},
	"forgetful": {func() { repeat(put, calibration) }, some},
	"emptied":   {nil, empty},
	"poisoned":  {func() { repeat(empty, calibration) }, empty},
	"misfit":    {nil, oversize},
	"dropped":   {func() { repeat(oversize, calibration) }, oversize},
	"hoarding": {func() { spread(32, 1<<20) }, func() {
		buffer := pool.Get()
		buffer.Write(payload[:100])
		pool.Put(buffer)
	}},
}

var random = rand.New(rand.NewSource(1))

// some forgets every other buffer.
func some() {
	if random.Intn(2) == 0 {
		forget()
	} else {
		put()
	}
}

func main() {
	mode, found := modes[os.Args[1]]
	if !found {
		fmt.Fprintln(os.Stderr, "there is no mode", os.Args[1])
		os.Exit(2)
	}
	// What one processor has of its own another does not find: the fewer, the more is seen of a pool.
	runtime.GOMAXPROCS(2)
	if mode.first != nil {
		mode.first()
	}
	fmt.Println("true")
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	// 2,000 operations a second, whatever the ticker misses.
	begin, done := time.Now(), 0
	for range time.Tick(5 * time.Millisecond) {
		for due := int(time.Since(begin).Seconds() * 2000); done < due; done++ {
			mode.step()
		}
	}
}
