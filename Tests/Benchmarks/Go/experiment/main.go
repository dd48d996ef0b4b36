// The experiment in real Go: one goroutine takes buffers from bytebufferpool, writes to them, and
// puts them back or lets them go. Prints the figures of `poolmon compare` as one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/valyala/bytebufferpool"
)

var operations int64

func work(payload []byte, put bool) {
	for {
		for i := 0; i < 64; i++ {
			buffer := bytebufferpool.Get()
			buffer.Write(payload)
			if put {
				bytebufferpool.Put(buffer)
			}
		}
		atomic.AddInt64(&operations, 64)
	}
}

// What the runtime counts, without stopping the world as runtime.ReadMemStats does.
var names = []string{
	"/gc/heap/allocs:bytes", "/gc/heap/allocs:objects", "/gc/cycles/total:gc-cycles",
	"/memory/classes/heap/objects:bytes",
}

type sample struct {
	time                                      time.Time
	operations, bytes, objects, cycles, inUse float64
	rss, peak, cpu                            float64
}

var size = regexp.MustCompile(`Vm(RSS|HWM):\s+(\d+) kB`)

func now() sample {
	counts := make([]metrics.Sample, len(names))
	for i, name := range names {
		counts[i].Name = name
	}
	metrics.Read(counts)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	memory := map[string]float64{}
	for _, match := range size.FindAllSubmatch(status, -1) {
		kibibytes, _ := strconv.Atoi(string(match[2]))
		memory[string(match[1])] = float64(kibibytes * 1024)
	}
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return sample{
		time:       time.Now(),
		operations: float64(atomic.LoadInt64(&operations)),
		bytes:      float64(counts[0].Value.Uint64()), objects: float64(counts[1].Value.Uint64()),
		cycles: float64(counts[2].Value.Uint64()), inUse: float64(counts[3].Value.Uint64()),
		rss: memory["RSS"], peak: memory["HWM"],
		cpu: float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9,
	}
}

func main() {
	mode := flag.String("mode", "put", "put or noput")
	duration := flag.Duration("duration", 5*time.Second, "how long")
	payload := flag.Int("payload", 30000, "bytes that an operation writes")
	flag.Parse()

	first := now()
	go work(make([]byte, *payload), *mode == "put")
	var rss, inUse, count float64
	for time.Since(first.time) < *duration {
		time.Sleep(100 * time.Millisecond)
		seen := now()
		rss += seen.rss
		inUse += seen.inUse
		count++
	}
	last := now()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	seconds := last.time.Sub(first.time).Seconds()
	done := last.operations - first.operations
	json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"label":             *mode,
		"rss_avg_bytes":     rss / count,
		"rss_peak_bytes":    last.peak,
		"in_use_avg_bytes":  inUse / count,
		"alloc_bytes":       last.bytes - first.bytes,
		"cpu_percent":       (last.cpu - first.cpu) / seconds * 100,
		"ops_per_s":         done / seconds,
		"ns_per_op":         seconds / done * 1e9,
		"allocs_per_op":     (last.objects - first.objects) / done,
		"collections_per_s": (last.cycles - first.cycles) / seconds,
		"collector_percent": stats.GCCPUFraction * float64(runtime.GOMAXPROCS(0)) * 100,
		"version":           runtime.Version(),
	})
}
