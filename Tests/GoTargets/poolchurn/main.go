// Command poolchurn uses pools as fast as it can, for a watcher to be held against: goroutines that take
// objects from a sync.Pool and from a bytebufferpool, grow them, and put them back. A line on stdin is
// answered with a line of JSON; it ends with its stdin.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/bytebufferpool"
)

// answer is what is true of the program.
type answer struct {
	// Gets and puts of both pools, and the time they took.
	Operations  int64 `json:"operations"`
	Nanoseconds int64 `json:"nanoseconds"`
	// Objects that were made because the sync.Pool had none.
	Made int64 `json:"made"`
	// Objects that goroutines hold at a time, at most.
	Held int `json:"held"`
}

// counter has a cache line of its own.
type counter struct {
	operations int64
	_          [7]int64
}

var (
	made    int64
	churned = sync.Pool{New: newBuffer}
	buffers bytebufferpool.Pool
)

func newBuffer() interface{} {
	atomic.AddInt64(&made, 1)
	return bytes.NewBuffer(make([]byte, 0, 1024))
}

func churn(seed uint64, held int, operations *int64) {
	taken := make([]*bytes.Buffer, 0, held)
	data := make([]byte, 4096)
	for {
		// Numbers of xorshift: no lock, and another order in each goroutine.
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		for i := uint64(0); i <= seed%uint64(held); i++ {
			taken = append(taken, churned.Get().(*bytes.Buffer))
		}
		buffer := buffers.Get()
		buffer.Write(data[:seed>>8%4096])
		buffers.Put(buffer)
		for _, buffer := range taken {
			buffer.Reset()
			churned.Put(buffer)
		}
		atomic.AddInt64(operations, int64(2*len(taken)+2))
		taken = taken[:0]
	}
}

func main() {
	goroutines := flag.Int("goroutines", 64, "how many use the pools")
	held := flag.Int("held", 32, "objects that each takes at a time, at most")
	flag.Parse()
	start := time.Now()
	counters := make([]counter, *goroutines)
	for i := range counters {
		go churn(uint64(i)+1, *held, &counters[i].operations)
	}
	answers := json.NewEncoder(os.Stdout)
	words := bufio.NewScanner(os.Stdin)
	for words.Scan() {
		var operations int64
		for i := range counters {
			operations += atomic.LoadInt64(&counters[i].operations)
		}
		answers.Encode(answer{
			operations, time.Since(start).Nanoseconds(), atomic.LoadInt64(&made), *goroutines * *held,
		})
	}
	runtime.KeepAlive(counters)
}
