// Command poolkeeper has pools of known content, for a watcher to be held against. It reads words on
// stdin and answers each with two lines of JSON, what is in the pools and what is counted of the heap:
// "truth" does nothing else, "gc" collects once before, "put" puts 43,000 buffers of 3,000 B, at which
// bytebufferpool calibrates, "more" uses two pools for the first time. It ends with its stdin.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/valyala/bytebufferpool"
)

// record holds memory in the ways that a pooled object may.
type record struct {
	name   [4]uint64
	bytes  []byte
	buffer *bytes.Buffer
	words  []int64
	// All records share it: it is no part of any.
	shared *[1 << 20]byte
}

type holder struct {
	number  int
	pool    sync.Pool
	buffers bytebufferpool.Pool
}

var (
	bufferPool  sync.Pool
	slicePool   sync.Pool
	sized       [3]sync.Pool
	recordPool  = sync.Pool{New: newRecord}
	byteBuffers bytebufferpool.Pool
	inStruct    holder
	onHeap      *holder
	largePool   sync.Pool
	emptyPool   sync.Pool
	pointed     *sync.Pool
	list        []*holder
	shared      = new([1 << 20]byte)
)

func newRecord() interface{} { return &record{} }
func newOnHeap() interface{} { return new(bytes.Buffer) }

// content is what is true of a pool.
type content struct {
	Objects int `json:"objects"`
	Victims int `json:"victims"`
	// Bytes of the objects themselves and of what they own.
	Space int `json:"space"`
}

func buffer(capacity int) *bytes.Buffer { return bytes.NewBuffer(make([]byte, 0, capacity)) }

// Bytes of a bytes.Buffer, and of a ByteBuffer or a slice.
const bufferSize, sliceSize = 40, 24

func fill() map[string]content {
	truth := map[string]content{}
	for i := 0; i < 100; i++ {
		bufferPool.Put(buffer(65536))
	}
	truth["main.bufferPool"] = content{100, 0, 100 * (65536 + bufferSize)}
	for i := 0; i < 7; i++ {
		slicePool.Put(make([]byte, 0, 2048))
	}
	truth["main.slicePool"] = content{7, 0, 7 * (2048 + sliceSize)}
	for i := range sized {
		for j := 0; j < 10*(i+1); j++ {
			sized[i].Put(buffer(256 << uint(i)))
		}
		name := "main.sized"
		if i > 0 {
			name = fmt.Sprintf("main.sized+%d", 40*i)
		}
		truth[name] = content{10 * (i + 1), 0, 10 * (i + 1) * (256<<uint(i) + bufferSize)}
	}
	for i := 0; i < 5; i++ {
		recordPool.Put(&record{
			bytes: make([]byte, 1024), buffer: buffer(4096), words: make([]int64, 128), shared: shared,
		})
	}
	// name, bytes, buffer, words, shared.
	const recordSize = 32 + 24 + 8 + 24 + 8
	truth["main.recordPool"] = content{5, 0, 5 * (recordSize + 1024 + bufferSize + 4096 + 1024)}
	for i := 0; i < 1000; i++ {
		byteBuffers.Put(&bytebufferpool.ByteBuffer{B: make([]byte, 100, 4096)})
	}
	truth["main.byteBuffers"] = content{1000, 0, 1000 * (4096 + sliceSize)}
	for i := 0; i < 5; i++ {
		inStruct.pool.Put(buffer(512))
		inStruct.buffers.Put(&bytebufferpool.ByteBuffer{B: make([]byte, 10, 4096)})
		onHeap.pool.Put(buffer(1024))
	}
	truth["main.inStruct+8"] = content{5, 0, 5 * (512 + bufferSize)}
	truth["main.inStruct+232"] = content{5, 0, 5 * (4096 + sliceSize)}
	truth["pool of main.newOnHeap"] = content{5, 0, 5 * (1024 + bufferSize)}
	for i := 0; i < 9000; i++ {
		largePool.Put(buffer(64))
	}
	truth["main.largePool"] = content{9000, 0, 9000 * (64 + bufferSize)}
	return truth
}

// collect is what a collection does: victims go, and the others become victims.
func collect(truth map[string]content) {
	runtime.GC()
	for name, content := range truth {
		size := 0
		if content.Objects > 0 {
			size = content.Space / content.Objects
		}
		content.Objects -= content.Victims
		content.Victims = content.Objects
		content.Space = content.Objects * size
		truth[name] = content
	}
}

// put makes bytebufferpool calibrate once.
func put() {
	data := make([]byte, 3000)
	for i := 0; i < 43000; i++ {
		buffer := byteBuffers.Get()
		buffer.B = append(buffer.B[:0], data...)
		byteBuffers.Put(buffer)
	}
}

// more uses pools that nothing but pointers lead to.
func more() {
	pointed = &sync.Pool{}
	pointed.Put(buffer(64))
	list = []*holder{nil, {}, {}}
	list[2].pool.Put(buffer(64))
}

func main() {
	debug.SetGCPercent(-1)
	onHeap = &holder{}
	onHeap.pool.New = newOnHeap
	truth := fill()
	answers := json.NewEncoder(os.Stdout)
	words := bufio.NewScanner(os.Stdin)
	var memory runtime.MemStats
	line := make([]byte, 0, 1024)
	for words.Scan() {
		// Nothing is allocated for a word.
		switch string(words.Bytes()) {
		case "gc":
			collect(truth)
		case "put":
			put()
		case "more":
			more()
		}
		answers.Encode(map[string]interface{}{"version": runtime.Version(), "pools": truth})
		// Counts what the processors have counted on their own. Nothing is allocated from here on.
		runtime.ReadMemStats(&memory)
		line = append(line[:0], '[')
		for i, number := range []uint64{
			memory.TotalAlloc, memory.Mallocs, memory.HeapAlloc, memory.Frees, uint64(memory.NumGC),
			memory.HeapIdle - memory.HeapReleased,
		} {
			if i > 0 {
				line = append(line, ',')
			}
			line = strconv.AppendUint(line, number, 10)
		}
		os.Stdout.Write(append(line, "]\n"...))
	}
	runtime.KeepAlive(&emptyPool)
}
